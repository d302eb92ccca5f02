"""Whether documents cover what the items of declarations claim of them: holder, day, direction, goods, quantity left. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.documents.model import Document, DocumentType, GoodsLine, State

KILOGRAMS: Final[Mapping[str, Decimal]] = {
    "KGM": Decimal(1),
    "GRM": Decimal("0.001"),
    "TNE": Decimal(1000),
    "CTM": Decimal("0.0002"),
}
"""How many kilograms one of a unit of mass is (UN/ECE Recommendation 20)."""
_COVERS: Final = frozenset({State.ISSUED, State.EXPIRED})
"""An expired document still covers goods of a day on which it was valid: a declaration may come days after the goods."""
_HS: Final = 6


@dataclass(frozen=True, slots=True)
class Claim:
    """What one item of a declaration names: a document, and how much of it in the document's own unit (none said: worked out).

    `of` tells the declarations of one file apart; `direction` and `on` are the declaration's.
    """

    of: str
    item: int
    number: str
    hs_code: str
    direction: str
    on: date
    quantity: Decimal | None
    net_mass_kg: Decimal


@dataclass(frozen=True, slots=True)
class Covered:
    """A quantity that a line of a document covers for one item of a declaration; none: the document has no quantities."""

    of: str
    item: int
    number: str
    organisation: str
    line: int
    quantity: Decimal | None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Uncovered:
    """Why a document does not cover what an item claims of it."""

    of: str
    item: int
    number: str
    code: str
    says: Sentence
    mend: Sentence


@dataclass(slots=True)
class Held:
    """A document that is claimed of, locked: what is left of its lines as claims are met one by one."""

    document: Document
    kind: DocumentType
    lines: list[GoodsLine]
    used_by: set[str]


def found(held: Mapping[str, Held], claims: Sequence[Claim]) -> tuple[list[Covered], list[Uncovered]]:
    """Find what documents cover of some claims, in order; a declaration of which one claim fails takes nothing.

    What is left in `held` is lowered as claims are met, so that no two share what is there once.
    """
    covered: list[Covered] = []
    faults: list[Uncovered] = []
    for of in dict.fromkeys(each.of for each in claims):
        before = {number: (list(one.lines), set(one.used_by)) for number, one in held.items()}
        taken, wrong = _of_one(held, [each for each in claims if each.of == of])
        if wrong:
            for number, (lines, used_by) in before.items():
                held[number].lines, held[number].used_by = lines, used_by
        else:
            covered += taken
        faults += wrong
    return covered, faults


def _of_one(held: Mapping[str, Held], claims: Sequence[Claim]) -> tuple[list[Covered], list[Uncovered]]:
    covered: list[Covered] = []
    wrong: list[Uncovered] = []
    for claim in claims:
        one = held.get(claim.number)
        refused = _unknown(claim) if one is None else _unfit(one, claim)
        if refused is None and one is not None:
            found, refused = _taken(one, claim)
            covered += found
            one.used_by.add(claim.of)
        if refused is not None:
            wrong.append(refused)
    return covered, wrong


def _unknown(claim: Claim) -> Uncovered:
    says = sentence("There is no document {number} of yours.", number=claim.number[:40])
    mend = sentence(
        "Write the number as it is printed; its last character checks the others. Its holder must be who lodges."
    )
    return Uncovered(claim.of, claim.item, claim.number, "licence_unknown", says, mend)


def _unfit(one: Held, claim: Claim) -> Uncovered | None:
    found = one.document
    if found.state not in _COVERS or found.valid_from is None:
        says = sentence("Document {number} is not issued, or not in force any more.", number=found.number)
        mend = sentence("Name a document that is issued; look where it stands in the list of documents.")
        return _no(claim, "licence_not_in_force", says, mend)
    if claim.on < found.valid_from or (found.valid_until is not None and claim.on > found.valid_until):
        says = sentence("Document {number} is not valid on {on}.", number=found.number, on=claim.on)
        mend = (
            sentence("It is valid from {first} to {last}.", first=found.valid_from, last=found.valid_until)
            if found.valid_until
            else sentence("It is valid from {first}.", first=found.valid_from)
        )
        return _no(claim, "licence_not_valid", says, mend)
    if claim.direction not in one.kind.direction:
        says = sentence("Document {number} is not for goods that go this way.", number=found.number)
        ways = ", ".join(one.kind.direction)
        return _no(claim, "licence_other_direction", says, sentence("It is for: {ways}.", ways=ways))
    if one.kind.use == "once" and (others := one.used_by - {claim.of}):
        says = sentence(
            "Document {number} is for one declaration, and {other} has used it.", number=found.number, other=min(others)
        )
        return _no(claim, "licence_used", says, sentence("Apply for another one."))
    return None


def _taken(one: Held, claim: Claim) -> tuple[list[Covered], Uncovered | None]:
    """Take a claim off the lines it fits, the fullest first; give what was taken, or why it cannot be."""
    owner, number = one.document.organisation, claim.number
    if not one.kind.is_used_up:
        return [Covered(claim.of, claim.item, number, owner, 0, None)], None
    fits = [each for each in one.lines if each.hs_code[:_HS] == claim.hs_code[:_HS]]
    if not fits:
        says = sentence("Document {number} does not cover goods of {code}.", number=number, code=claim.hs_code[:10])
        mend = sentence("It covers: {codes}.", codes=", ".join(dict.fromkeys(x.hs_code for x in one.lines)) or "—")
        return [], _no(claim, "licence_other_goods", says, mend)
    unit = fits[0].unit
    wanted = claim.quantity if claim.quantity is not None else _measured(unit, claim.net_mass_kg)
    if wanted is None or wanted <= 0:
        says = sentence("How much document {number} is used for is not said.", number=number)
        mend = sentence(
            "Write the quantity in {unit} behind the number, such as {such}.", unit=unit, such=f"{number}=5"
        )
        return [], _no(claim, "licence_quantity_missing", says, mend)
    fits = [each for each in fits if each.unit == unit]
    left = sum((each.left for each in fits), Decimal(0))
    if left < wanted:
        says = sentence(
            "Document {number} covers {left} {unit} more of these goods, and {wanted} {unit} are declared.",
            number=number, left=left.normalize(), unit=unit, wanted=wanted.normalize(),
        )  # fmt: skip
        mend = sentence("Declare no more than that, or name another licence for the rest.")
        return [], _no(claim, "licence_used_up", says, mend)
    return _off(one, claim, sorted(fits, key=lambda each: (-each.left, each.line)), wanted), None


def _off(one: Held, claim: Claim, fits: Sequence[GoodsLine], wanted: Decimal) -> list[Covered]:
    found: list[Covered] = []
    for line in fits:
        part = min(line.left, wanted)
        if part > 0:
            one.lines[one.lines.index(line)] = replace(line, left=line.left - part)
            organisation = one.document.organisation
            found.append(Covered(claim.of, claim.item, claim.number, organisation, line.line, part, line.unit))
            wanted -= part
    return found


def _no(claim: Claim, code: str, says: Sentence, mend: Sentence) -> Uncovered:
    return Uncovered(claim.of, claim.item, claim.number, code, says, mend)


def _measured(unit: str, net_mass_kg: Decimal) -> Decimal | None:
    """Give an item's quantity in a unit where its mass tells it; none: it must be said."""
    return net_mass_kg / KILOGRAMS[unit] if unit in KILOGRAMS else None
