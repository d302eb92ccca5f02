"""Types of documents: which there are on a day, and which goods need them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.documents import catalogue, countries, lists, store
from smartcustoms.trade.documents.countries import CountryRule
from smartcustoms.trade.documents.duty_classes import classes_of
from smartcustoms.trade.documents.model import DocumentType, Dues, NoSuchType, TypeVersion
from smartcustoms.trade.documents.needs import Need, needed
from smartcustoms.trade.duty import queries as duty
from smartcustoms.trade.tariff import queries as tariff
from smartcustoms.trade.tariff.model import HsLine


@dataclass(frozen=True, slots=True)
class Needs:
    """What was found for goods: their line, the documents, and what else is due."""

    line: HsLine
    direction: str
    on: date
    found: tuple[Need, ...]
    dues: tuple[Dues, ...]
    origin: str = ""
    destination: str = ""
    told: tuple[CountryRule, ...] = ()


def types_known(uow: UnitOfWork, *, on: date) -> Mapping[str, DocumentType]:
    """Give every type as it stands on a day, in force or not yet: shipped ones, and over them what administrators wrote."""
    written = {
        each.code: catalogue.kept_type(each.body, str(each.version)) for each in store.types.activated(uow, on=on)
    }
    return {**catalogue.shipped(), **written}


def types(
    uow: UnitOfWork, *, on: date, agency: str = "", direction: str = "", phase: int | None = None, text: str = ""
) -> list[DocumentType]:
    """Give the types that may be applied for on a day, by agency, direction, phase or words of their names."""
    since, sought = catalogue.phases(), text.strip().lower()
    return [
        each
        for _, each in sorted(types_known(uow, on=on).items())
        if each.in_force(on, since)
        and (not agency or agency in each.agencies)
        and (not direction or direction in each.direction)
        and (phase is None or each.phase == phase)
        and (not sought or any(sought in name.lower() for name in (*each.names.values(), each.code)))
    ]


def document_type(uow: UnitOfWork, code: str, *, on: date) -> DocumentType:
    """Give one type that may be applied for on a day.

    Raises:
        NoSuchType: there is none, or it is not in force; the mend names what may be meant.
    """
    known = types_known(uow, on=on)
    found = known.get(code.strip().upper())
    if found is not None and found.in_force(on, catalogue.phases()):
        return found
    if found is not None:
        begins = max(found.since, catalogue.phases().get(found.phase, found.since))
        says = sentence("{code} is not in force on {on}.", code=found.code, on=on)
        raise NoSuchType(says, mend=sentence("It begins on {since}.", since=begins), field="type", seen=code[:30])
    near = get_close_matches(code.upper()[:30], list(known), 3)
    mend = (
        sentence("Did you mean {codes}?", codes=", ".join(near)) if near else sentence("Look in the list of documents.")
    )
    raise NoSuchType(sentence("There is no document of this type."), mend=mend, field="type", seen=code[:30])


def type_versions(uow: UnitOfWork, code: str = "") -> list[TypeVersion]:
    """Give what administrators wrote, of one type or of all, newest first."""
    return store.types.versions(uow, code)


def type_version(uow: UnitOfWork, code: str, number: int) -> TypeVersion:
    """Give one version that an administrator wrote.

    Raises:
        NoSuchType: there is none.
    """
    found = store.types.version(uow, code, number)
    if found is None:
        raise NoSuchType(
            sentence("There is no such version."), mend=sentence("Look in the list of documents."), seen=code[:30]
        )
    return found


def needs(uow: UnitOfWork, *, hs_code: str, direction: str, on: date, origin: str = "", destination: str = "") -> Needs:
    """Tell what goods of a code need when they go in a direction on a day, and what their countries add (where they are said).

    Raises:
        NoSuchLine: the nomenclature has no such line; the mend names near ones.
    """
    line = tariff.line(hs_code[:6] if hs_code.replace(" ", "").isdigit() else hs_code)
    found = needed(
        types_known(uow, on=on).values(), hs_code=line.code, direction=direction, on=on, phase_since=catalogue.phases()
    )
    dues = tuple(_dues(name, on) for name in classes_of(line.code, direction=direction, on=on))
    rules, codes = countries.shipped(), {each.type.code for each in found}
    found = countries.narrowed(found, rules, direction=direction, on=on, origin=origin, destination=destination)
    about = countries.about(rules, types=codes, hs_code=line.code, direction=direction, on=on)
    told = [each for each in about if each.holds_with(origin, destination)]
    return Needs(line, direction, on, tuple(found), dues, origin, destination, tuple(told))


def schema_of(found: DocumentType) -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) that an application's content must fit; it stands on its own."""
    return {**found.form, "title": found.names["en"], "x-title": dict(found.names)}


def plain_type(found: DocumentType, *, on: date) -> dict[str, Any]:
    """Give a type as plain JSON values, without its form."""
    kept = (
        "code",
        "kind",
        "names",
        "agency",
        "direction",
        "scope",
        "phase",
        "law",
        "source",
        "fee",
        "valid_days",
        "use",
    )
    more = ("time_limits", "route", "conditions", "duties", "attachments")
    begun = max(found.since, catalogue.phases().get(found.phase, found.since))
    return {
        **{name: found.body[name] for name in (*kept, *more)},
        "since": begun.isoformat(),
        "until": found.until.isoformat() if found.until else None,
        "in_force": found.in_force(on, catalogue.phases()),
        "version": found.version,
    }


def plain_need(found: Needs) -> dict[str, Any]:
    """Give what goods need as plain JSON values."""
    return {
        "goods": {"hs_code": found.line.code, "text": found.line.text},
        "direction": found.direction,
        "on": found.on.isoformat(),
        "origin": found.origin,
        "destination": found.destination,
        "countries": [
            {
                "code": each.code,
                "effect": each.effect.value,
                "says": dict(each.says),
                "law": each.law,
                "law_link": each.law_link,
                "since": each.since.isoformat(),
                "source": each.source,
            }
            for each in found.told
        ],
        "documents": [
            {
                "code": need.type.code,
                "names": dict(need.type.names),
                "agency": need.type.agency,
                "agencies": list(need.type.agencies),
                "needed": "always" if need.sure else "if on the list",
                "control_lists": list(need.type.scope.control_lists),
                "control_list_names": [lists.control_list(each) for each in need.type.scope.control_lists],
                "matched": need.matched,
                "fee": {"amount": str(need.type.fee.amount), "currency": need.type.fee.currency},
                "decide_days": need.type.limits.decide_days,
                "valid_days": need.type.valid_days,
                "law": need.type.law,
                "law_link": need.type.law_link,
                "source": need.type.source,
            }
            for need in found.found
        ],
        "duty": [
            {
                "class": dues.duty_class,
                "rates": [
                    {"names": dict(names), "law": law, "since": since.isoformat()} for names, law, since in dues.kinds
                ],
            }
            for dues in found.dues
        ],
    }


def _dues(name: str, on: date) -> Dues:
    rates = [each for each in duty.rates(on) if each.goods == name]
    return Dues(name, tuple((each.names, each.law, each.since) for each in rates))
