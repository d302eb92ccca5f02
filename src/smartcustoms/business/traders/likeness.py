"""How alike two traders are: names in letters and in Chinese, addresses, numbers; from 0 to 1, with the reasons.

A Chinese name and one in letters are compared by how the Chinese is read, in Mandarin and in Cantonese: what is left of either
after endings such as Limited or 有限公司 is folded to a rough spelling (`rough`), since Hong Kong's names are romanised by habit.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from smartcustoms.business.traders.model import IdentityKind, Trader, Why
from smartcustoms.business.traders.romanising import cantonese, mandarin
from smartcustoms.business.traders.searching import folded, has_han

WORTH_A_LOOK: Final = 0.77
"""The least score at which two traders are shown to an officer as perhaps one. It and the weights: seed 1 of benchmarks/duplicates.py."""
_NAME: Final = 0.5
"""The name's part of the score where both have an address: a name is soon like another among very many."""
_UNPLACED: Final = WORTH_A_LOOK / 0.92
"""The name's part where an address is not known: from a likeness of .92 on it is worth a look."""
_OTHER_FORM, _PLACED = 0.85, 0.8
"""Less where both say which kind of company they are, and otherwise, and the addresses are less alike than that."""
_ENDINGS: Final = frozenset(
    re.findall(
        r"\w+",
        "limited ltd co company corp corporation inc incorporated llc plc gmbh ag sa sarl bv nv pte pty pvt private sdn bhd"
        " the and of hk hongkong",
    )
)
_SHORTER: Final = {
    "international": "intl", "trading": "trdg", "enterprise": "ent", "enterprises": "ent", "manufacturing": "mfg",
    "logistics": "log", "industrial": "ind", "industries": "ind", "development": "dev", "technology": "tech",
    "technologies": "tech", "holdings": "hldgs", "import": "imp", "export": "exp", "brothers": "bros", "center": "centre",
    "traders": "trdg", "transportation": "transport", "electronics": "elec", "electronic": "elec", "street": "st",
    "road": "rd", "building": "bldg", "floor": "f", "industry": "ind", "group": "grp",
}  # fmt: skip
_HAN_ENDINGS: Final = re.compile(r"(股份)?(有限)?(責任|责任)?(公司|公司分行|分公司)$|有限公司|集團|集团")
_TRADE: Final = {
    "貿易": "trdg", "贸易": "trdg", "國際": "intl", "国际": "intl", "實業": "ind", "实业": "ind", "物流": "log", "科技": "tech",
    "電子": "elec", "电子": "elec", "企業": "ent", "企业": "ent", "發展": "dev", "发展": "dev", "運輸": "transport",
    "运输": "transport", "食品": "foods", "紡織": "textiles", "纺织": "textiles", "集團": "grp", "集团": "grp",
}  # fmt: skip
_PLACE: Final = {
    "大道": "ave", "路": "rd", "街": "st", "號": "no", "号": "no", "樓": "f", "楼": "f", "室": "rm", "大廈": "bldg", "大厦": "bldg",
    "中心": "centre", "省": "", "市": "", "區": "", "区": "", "縣": "", "县": "",
}  # fmt: skip
_NO_PLACE: Final = frozenset(
    re.findall(
        r"\w+",
        "no rm room unit flat suite block city province district of the and ave rd st bldg f centre zone",
    )
)
_FORMS: Final = {
    "limited": "ltd", "ltd": "ltd", "co": "co", "company": "co", "corp": "corp", "corporation": "corp", "inc": "inc",
    "incorporated": "inc", "pte": "pte", "pty": "pty", "pvt": "pvt", "private": "pvt", "sdn": "sdn", "bhd": "sdn", "plc": "plc",
    "llc": "llc", "gmbh": "gmbh", "bv": "bv", "nv": "nv", "sa": "sa", "ag": "ag", "kk": "kk",
}  # fmt: skip
_COMMON: Final = frozenset({"ltd", "co"})
_SIGNS: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_STREET: Final = re.compile(r"(\d+)\s+([^\W\d_]{3,})")
_SIGNED_STREET: Final = re.compile(r"([\u3400-\u9fff]{2})(?:路|街|大道|道)(\d+)")
_LEAST_WORD, _LEAST_NUMBER, _MOST_WORDS = 3, 4, 6
_WORD: Final = re.compile(r"[^\W_]+")
_ROUGH: Final = (
    (re.compile(r"(zh|ch|ts|tz|j|q|z)"), "c"), (re.compile(r"(sh|hs|x)"), "s"), (re.compile(r"(gw|kw|g|q)"), "k"),
    (re.compile(r"b"), "p"), (re.compile(r"d"), "t"), (re.compile(r"(oo|ou|oe|eo|ue|yu|u|w)"), "u"),
    (re.compile(r"(ee|ie|ei|y|i)"), "i"), (re.compile(r"(aa|a|o)"), "a"), (re.compile(r"ng"), "n"), (re.compile(r"(.)\1+"), r"\1"),
)  # fmt: skip
_LEAST_READ: Final = 4


@dataclass(frozen=True, slots=True)
class Form:
    """One name ready to be compared: its telling words, or its signs with both readings; and its words of trade."""

    text: str
    words: str
    han: str
    readings: tuple[str, ...]
    trade: frozenset[str]


@lru_cache(maxsize=200_000)
def form(text: str) -> Form:
    """Make a name ready to be compared."""
    plain = folded(text)
    if has_han(plain):
        core = _HAN_ENDINGS.sub("", re.sub(r"[^\u3400-\u9fff\U00020000-\U0003ffff]", "", plain))
        trade = frozenset(short for long, short in _TRADE.items() if long in core)
        for long in _TRADE:
            core = core.replace(long, "")
        return Form(text, "", "".join(mandarin(core)), _read(core), trade)
    kept = [_SHORTER.get(each, each) for each in _WORD.findall(plain.replace("&", " ").replace("'", ""))]
    telling = [each for each in kept if each not in _ENDINGS] or kept
    trade = frozenset(telling) & frozenset(_TRADE.values())
    own = "".join(each for each in telling if each not in trade)
    return Form(text, " ".join(telling), "", (rough(own),), trade)


def _read(core: str) -> tuple[str, ...]:
    return tuple({rough("".join(mandarin(core))), rough("".join(cantonese(core)))} - {""})


def rough(letters: str) -> str:
    """Fold letters to a rough spelling under which romanisations of one sound mostly agree."""
    for pattern, to in _ROUGH:
        letters = pattern.sub(to, letters)
    return letters


def name_likeness(one: str, other: str) -> tuple[float, bool]:
    """Give how alike two names are, and whether a reading was compared with letters."""
    from rapidfuzz.distance import Indel, JaroWinkler
    from rapidfuzz.fuzz import token_set_ratio, token_sort_ratio

    a, b = form(one), form(other)
    if a.words and b.words:
        sort = token_sort_ratio(a.words, b.words)
        alike = 0.35 * token_set_ratio(a.words, b.words) + 0.65 * sort
        joined = 100 * Indel.normalized_similarity(a.words.replace(" ", ""), b.words.replace(" ", ""))
        return max(alike, joined) / 100, False
    if a.han and b.han:
        return float(Indel.normalized_similarity(a.han, b.han)) * _trade_fits(a, b), False
    pairs = [(x, y) for x in a.readings for y in b.readings if min(len(x), len(y)) >= _LEAST_READ]
    best = max(
        (JaroWinkler.similarity(x, y) * 0.3 + Indel.normalized_similarity(x, y) * 0.7 for x, y in pairs), default=0.0
    )
    return float(best) * _trade_fits(a, b), True


def _trade_fits(a: Form, b: Form) -> float:
    """Give less than 1 when both say what they trade in and that differs."""
    if not a.trade or not b.trade or a.trade & b.trade:
        return 1.0
    return 0.85


def address_likeness(one: str, other: str) -> float:
    """Give how alike two addresses are: the numbers in them must agree, the words mostly."""
    from rapidfuzz.fuzz import token_set_ratio, token_sort_ratio

    a, b = _address(one), _address(other)
    if not a or not b:
        return 0.0
    if has_han(folded(one)) != has_han(folded(other)):
        alike = _read_in(b, a) if has_han(folded(one)) else _read_in(a, b)
    else:
        alike = (token_set_ratio(a, b) + token_sort_ratio(a, b)) / 200
    first, second = set(re.findall(r"\d+", a)), set(re.findall(r"\d+", b))
    return float(alike if first == second or not first or not second else alike * (0.9 if first & second else 0.75))


def _read_in(letters: str, signs: str) -> float:
    """Give how well an address' words in letters, but for words such as road, are heard in one written in signs."""
    from rapidfuzz.fuzz import partial_ratio

    heard = rough("".join(each for each in signs.split() if not each.isdigit()))
    words = [each for each in letters.split() if each not in _NO_PLACE and not re.search(r"\d", each)]
    return float(sum(partial_ratio(rough(each), heard) for each in words) / len(words) / 100) if words else 0.0


@lru_cache(maxsize=200_000)
def _address(text: str) -> str:
    plain = folded(text)
    if has_han(plain):
        for sign, word in _PLACE.items():
            plain = plain.replace(sign, f" {word} ")
    words = mandarin(plain) if has_han(plain) else ()
    return " ".join([*words, *(_SHORTER.get(each, each) for each in _WORD.findall(_SIGNS.sub(" ", plain)))])


def compared(one: Trader, other: Trader) -> tuple[float, tuple[Why, ...]]:
    """Give how likely two traders are one, from 0 to 1, and why."""
    same = _same_number(one, other)
    best, read, names = max(
        ((*name_likeness(a.text, b.text), (a.text, b.text)) for a in one.names for b in other.names),
        default=(0.0, False, ("", "")),
    )
    reasons = [Why("name_read" if read else "name", round(best, 3), *names)]
    score, placed = best * _UNPLACED, 0.0
    near = max(
        ((address_likeness(a.text, b.text), a.text, b.text) for a in one.addresses for b in other.addresses),
        default=(0.0, "", ""),
    )
    if near[1]:
        placed = near[0]
        score = _NAME * best + (1 - _NAME) * placed
        reasons.append(Why("address", round(near[0], 3), near[1], near[2]))
    if other_forms(*names) and placed < _PLACED:
        score *= _OTHER_FORM
    # a register has a company's whole name once: it moved, or has branches
    if names[0] and folded(names[0]) == folded(names[1]):
        score = max(score, WORTH_A_LOOK)
    if same:
        reasons.insert(0, Why("same_number", 1.0, *same))
        score = max(score, 0.9 + 0.1 * best)
    elif apart := _apart(one, other):
        reasons.append(Why("other_number", 0.0, *apart))
        score *= 0.7
    return round(min(score, 1.0), 3), tuple(reasons)


def other_forms(one: str, other: str) -> bool:
    """Tell whether both names say which kind of company they are, and otherwise: Sdn Bhd is no Inc., Pte Ltd no Pty Ltd."""
    first, second = _forms(one), _forms(other)
    if not first or not second:
        return False
    return not first & second or bool(first - _COMMON and second - _COMMON and not (first & second) - _COMMON)


def _forms(name: str) -> frozenset[str]:
    words = re.findall(r"[a-z]+", name.casefold())
    return frozenset(_FORMS[each] for each in words if each in _FORMS)


def _same_number(one: Trader, other: Trader) -> tuple[str, str] | None:
    """Find one number under both, also where one has it as a TIN and the other as a registration."""
    national = {_national(each.kind, each.value, each.country): each.value for each in one.identities}
    for each in other.identities:
        key = _national(each.kind, each.value, each.country)
        if key and key in national:
            return national[key], each.value
    return None


def _national(kind: IdentityKind, value: str, country: str) -> str:
    match kind:
        case IdentityKind.TIN:
            return value
        case IdentityKind.BUSINESS_REGISTRATION:
            return country + value
        case IdentityKind.LEI:
            return f"LEI {value}"
        case IdentityKind.DECLARED:
            return f"DECLARED {re.sub(r'[^A-Z0-9]', '', value.upper())}"


def _apart(one: Trader, other: Trader) -> tuple[str, str] | None:
    kind = IdentityKind.BUSINESS_REGISTRATION
    first = {each.country: each.value for each in one.identities if each.kind is kind}
    for each in other.identities:
        if each.kind is kind and first.get(each.country, each.value) != each.value:
            return first[each.country], each.value
    return None


def block_keys(found: Trader) -> set[str]:
    """Give the keys under which a trader is compared with others: only those that share one are."""
    keys = {f"n:{_national(each.kind, each.value, each.country)}" for each in found.identities}
    for name in found.names:
        keys |= fine_keys(name.text, "")
    for address in found.addresses:
        keys |= _address_keys(folded(address.text))
    return keys


def fine_keys(name: str, address: str) -> set[str]:
    """Give keys that tell much apart, for looking a name and an address up among very many.

    They are words and pairs of them, the beginning and the end of what is heard, and the long numbers of the address.
    """
    made = form(name)
    words = sorted({each for each in made.words.split() if len(each) >= _LEAST_WORD})[:_MOST_WORDS]
    keys = {f"w:{each}" for each in words}
    keys |= {f"p:{a} {b}" for at, a in enumerate(words) for b in words[at + 1 :]}
    keys |= {f"h:{made.han[:8]}", f"t:{made.han[-8:]}"} if made.han else set()
    for read in made.readings:
        keys |= {f"r{size}:{read[:size]}" for size in (5, 8) if len(read) >= size}
        keys |= {f"e{size}:{read[-size:]}" for size in (5, 8) if len(read) >= size}
        keys |= {f"f:{read}"} - {"f:"}
    return keys | _address_keys(folded(address))


def _address_keys(plain: str) -> set[str]:
    keys = {f"a:{each}" for each in re.findall(r"\d+", plain) if len(each) >= _LEAST_NUMBER}
    keys |= {f"s:{number} {rough(word)[:6]}" for number, word in _STREET.findall(plain) if word not in _NO_PLACE}
    return keys | {
        f"s:{number} {rough(''.join(mandarin(signs)))[:6]}" for signs, number in _SIGNED_STREET.findall(plain)
    }


def pairs_worth(traders: Iterable[Trader], *, crowd: int = 60) -> list[tuple[str, str, float, tuple[Why, ...]]]:
    """Give the pairs of traders at or over `WORTH_A_LOOK`, the surest first. A key that more than `crowd` share tells nothing."""
    known = {each.number: each for each in traders}
    blocks: dict[str, list[str]] = {}
    for each in known.values():
        for key in block_keys(each):
            blocks.setdefault(key, []).append(each.number)
    seen: set[tuple[str, str]] = set()
    for members in blocks.values():
        if 1 < len(members) <= crowd:
            ordered = sorted(members)
            seen |= {(a, b) for at, a in enumerate(ordered) for b in ordered[at + 1 :]}
    found = []
    for a, b in sorted(seen):
        score, reasons = compared(known[a], known[b])
        if score >= WORTH_A_LOOK:
            found.append((a, b, score, reasons))
    return sorted(found, key=lambda each: (-each[2], each[0], each[1]))
