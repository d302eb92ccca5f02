"""Which operator of a partner a consignor is: how sure, and why. Pure.

Names and addresses are compared as the register of traders compares its own: in letters, in Chinese, or one with the other as it is
read. A match is `sure` where the score is high, nothing speaks against it (numbers of the addresses, kinds of company) and nobody else
comes near; how often that is right, benchmarks/partners.py says.
"""

import re
from collections.abc import Iterable
from typing import Final

from smartcustoms.business.recognition.model import Consignor, Likely, Operator
from smartcustoms.business.traders import queries as traders
from smartcustoms.business.traders.model import Why

WORTH_A_LOOK: Final = 0.68
"""The least score at which an operator is shown to an officer beside a consignor."""
SURE: Final = 0.73
SURE_UNPLACED: Final = 0.90
"""The same where the addresses cannot be compared."""
LEAST_PLACED: Final = 0.5
"""Under this likeness of the addresses no match is sure."""
PLACED: Final = 0.8
"""From this likeness of the addresses on another kind of company is taken for a slip."""
NEVER: Final = 2.0
CLEAR: Final = 0.03
"""By how much a sure match is above the next operator."""
CONTRADICTED: Final = 0.6
"""Under this likeness of the names an officer who said that they are the same looks again."""
AGREES: Final = 0.75
"""From this likeness on a name declared beside an operator's number is the operator's; chosen on seed 1 of the benchmark."""
_NAME, _UNPLACED = 0.62, 0.95
"""The name's part of the score where there are addresses, and where there are none. Chosen on seed 1 of the benchmark."""
_NO_NUMBER: Final = "n:"


def number_key(number: str) -> str:
    """Give the key under which an operator is looked up by its number or TIN, however spaced."""
    return f"n:{re.sub('[^A-Z0-9]', '', number.upper())}"


def keys(name: str, address: str, *numbers: str) -> set[str]:
    """Give the keys under which a name, an address and numbers are looked up among partners' operators."""
    return traders.lookup_keys(name, address) | ({number_key(each) for each in numbers} - {_NO_NUMBER})


def is_number_of(code: str, operator: Operator) -> bool:
    """Tell whether a code is an operator's number or TIN, however spaced."""
    key = number_key(code)
    return key != _NO_NUMBER and key in {number_key(operator.number), number_key(operator.tin or "")}


def agrees(consignor: Consignor, operator: Operator) -> bool:
    """Tell whether the name declared beside an operator's number is the operator's, and the address, where both are known, no other."""
    if not consignor.name or not operator.name:
        return False
    score, why = _score(consignor, operator)
    return why[0].likeness >= AGREES and (len(why) == 1 or score >= SURE)


def contradicts(consignor: Consignor, operator: Operator) -> bool:
    """Tell whether both are named, and otherwise."""
    if not consignor.name or not operator.name:
        return False
    return traders.likeness_of_names(consignor.name, operator.name)[0] < CONTRADICTED


def likely(consignor: Consignor, operators: Iterable[tuple[str, Operator]]) -> list[Likely]:
    """Give the operators (each with its administration) that a consignor may be, the likeliest first."""
    found = [(*_score(consignor, each), administration, each.number) for administration, each in operators]
    found = sorted((each for each in found if each[0] >= WORTH_A_LOOK), key=lambda each: (-each[0], *each[2:]))
    second = found[1][0] if len(found) > 1 else 0.0
    return [
        Likely(administration, number, score, place == 0 and score - second >= CLEAR and score >= _bar(why), why)
        for place, (score, why, administration, number) in enumerate(found)
    ]


def _bar(why: tuple[Why, ...]) -> float:
    """Give the score from which a match of these reasons is sure; over 1: it never is."""
    names = why[0]
    apart = traders.are_other_forms(names.one, names.other)
    if len(why) == 1:  # without addresses signs of the same sound are one and the same
        return NEVER if apart or names.code == "name_read" else SURE_UNPLACED
    near, numbers = why[1].likeness, [set(re.findall(r"\d+", each)) for each in (why[1].one, why[1].other)]
    elsewhere = near < LEAST_PLACED or (all(numbers) and not numbers[0] & numbers[1])
    return NEVER if elsewhere or (apart and near < PLACED) else SURE


def _score(consignor: Consignor, operator: Operator) -> tuple[float, tuple[Why, ...]]:
    named, address = operator.name or "", operator.address or ""
    alike, read = traders.likeness_of_names(consignor.name, named)
    reasons = [Why("name_read" if read else "name", round(alike, 3), consignor.name, named)]
    score = _UNPLACED * alike
    if consignor.address and address:
        near = traders.likeness_of_addresses(consignor.address, address)
        score = _NAME * alike + (1 - _NAME) * near
        reasons.append(Why("address", round(near, 3), consignor.address, address))
    return round(min(score, 1.0), 3), tuple(reasons)
