"""Traders and what is written of them as plain JSON, and back from it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from smartcustoms.business.traders.model import (
    Address,
    Authorisation,
    Candidate,
    Correction,
    Identity,
    IdentityKind,
    Merge,
    Name,
    NameKind,
    Particulars,
    Registration,
    Relation,
    Role,
    Tally,
    Trader,
)


def plain_particulars(each: Particulars | Trader) -> dict[str, Any]:
    """Give names, identities, addresses and roles as JSON."""
    return {
        "names": [{"text": one.text, "kind": one.kind.value, "language": one.language} for one in each.names],
        "identities": [
            {
                "kind": one.kind.value,
                "value": one.value,
                "country": one.country,
                "since": one.since.isoformat() if one.since else None,
                "until": one.until.isoformat() if one.until else None,
            }
            for one in each.identities
        ],
        "addresses": [{"text": one.text, "country": one.country} for one in each.addresses],
        "roles": sorted(each.roles),
    }


def particulars_of(plain: Mapping[str, Any]) -> Particulars:
    """Read what `plain_particulars` wrote."""
    return Particulars(
        tuple(Name(one["text"], NameKind(one["kind"]), one["language"]) for one in plain["names"]),
        tuple(
            Identity(IdentityKind(one["kind"]), one["value"], one["country"], _day(one["since"]), _day(one["until"]))
            for one in plain["identities"]
        ),
        tuple(Address(one["text"], one["country"]) for one in plain["addresses"]),
        frozenset(Role(one) for one in plain["roles"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def plain_trader(each: Trader) -> dict[str, Any]:
    """Give a trader as JSON."""
    return {
        "number": each.number,
        "name": each.name,
        "state": each.state.value,
        "organisation": each.organisation,
        "version": each.version,
        "since": each.since.isoformat(),
        "changed_at": each.changed_at.isoformat(),
        "merged_into_it": list(each.absorbed),
        **plain_particulars(each),
    }


def plain_relation(each: Relation) -> dict[str, Any]:
    """Give a relation as JSON."""
    return {
        "number": str(each.number),
        "trader": each.trader,
        "kind": each.kind.value,
        "other": each.other,
        "since": each.since.isoformat() if each.since else None,
        "until": each.until.isoformat() if each.until else None,
        "because": each.because,
    }


def plain_authorisation(each: Authorisation, on: date) -> dict[str, Any]:
    """Give an authority as JSON, with whether it holds on a day."""
    return {
        "number": each.number,
        "principal": each.principal,
        "principal_name": each.principal_name,
        "agent": each.agent,
        "agent_name": each.agent_name,
        "what": sorted(each.what),
        "since": each.since.isoformat(),
        "until": each.until.isoformat() if each.until else None,
        "withdrawn_at": each.withdrawn_at.isoformat() if each.withdrawn_at else None,
        "withdrawn_because": each.withdrawn_because,
        "holds": each.holds(on),
    }


def plain_correction(each: Correction) -> dict[str, Any]:
    """Give a correction as JSON."""
    return {
        "number": each.number,
        "trader": each.trader,
        "state": each.progress.value,
        "proposed": plain_particulars(each.proposed),
        "version": each.version,
        "because": each.because,
        "proposed_at": each.proposed_at.isoformat(),
        "decided_at": each.decided_at.isoformat() if each.decided_at else None,
        "answer": each.answer,
    }


def plain_candidate(each: Candidate) -> dict[str, Any]:
    """Give two traders that may be one as JSON."""
    return {
        "one": each.one,
        "one_name": each.one_name,
        "other": each.other,
        "other_name": each.other_name,
        "score": each.score,
        "reasons": [
            {"code": why.code, "likeness": why.likeness, "one": why.one, "other": why.other} for why in each.reasons
        ],
    }


def plain_registration(each: Registration) -> dict[str, Any]:
    """Give a registration as JSON."""
    return {
        "number": each.number,
        "account": each.account.value,
        "state": each.stage.value,
        "written": plain_particulars(each.written),
        "contact": each.contact,
        "email": each.email,
        "asked_at": each.asked_at.isoformat(),
        "due_at": each.due_at.isoformat() if each.due_at else None,
        "decided_at": each.decided_at.isoformat() if each.decided_at else None,
        "because": each.because,
        "trader": each.trader,
        "organisation": each.organisation,
    }


def plain_tally(each: Tally) -> dict[str, Any]:
    """Give a count as JSON."""
    return {"what": each.what, "year": each.year, "count": each.count}


def plain_merge(each: Merge) -> dict[str, Any]:
    """Give a merge as JSON."""
    return {
        "number": str(each.number),
        "survivor": each.survivor,
        "absorbed": each.absorbed,
        "at": each.at.isoformat(),
        "because": each.because,
        "undone_at": each.undone_at.isoformat() if each.undone_at else None,
    }
