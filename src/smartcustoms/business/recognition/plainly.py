"""Arrangements, messages and exchanges as plain JSON, the same on the command line and in the API."""

from typing import Any

from smartcustoms.business.recognition.model import Arrangement, Consent, Match, Message, Opened, Operator, Quarantined


def plain_arrangement(each: Arrangement) -> dict[str, Any]:
    """Give an arrangement."""
    return {
        "code": each.code,
        "parties": list(each.parties),
        "names": dict(each.names),
        "since": each.since.isoformat(),
        "until": each.until.isoformat() if each.until else None,
        "fields": list(each.fields),
        "tells": sorted(each.directions),
        "suite": each.suite.code,
        "schedule": each.schedule,
        "benefits": list(each.benefits),
        "spared": each.spared,
        "source": each.source,
    }


def plain_operator(each: Operator) -> dict[str, Any]:
    """Give an operator with what is told of it."""
    found: dict[str, Any] = {
        "number": each.number,
        "status": each.status.value,
        "changed_at": each.changed_at.isoformat(),
    }
    more = {
        name: getattr(each, name) for name in ("tin", "name", "address", "roles", "tier", "valid_from", "valid_until")
    }
    said = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in more.items()}
    return found | {
        name: list(value) if isinstance(value, tuple) else value for name, value in said.items() if value is not None
    }


def plain_consent(each: Arrangement, said: Consent | None) -> dict[str, Any]:
    """Give what an operator said of an arrangement; `consents` says what holds now."""
    return {
        "arrangement": each.code,
        "fields": list(each.fields),
        "consents": said is not None and said.withdrawn_at is None,
        "given_at": said.given_at.isoformat() if said else None,
        "withdrawn_at": said.withdrawn_at.isoformat() if said and said.withdrawn_at else None,
    }


def plain_match(each: Match) -> dict[str, Any]:
    """Give a consignor and the operator that it is or may be."""
    return {
        "code": each.consignor.code,
        "name": each.consignor.name,
        "address": each.consignor.address,
        "administration": each.likely.administration,
        "number": each.likely.number,
        "operator": plain_operator(each.operator) if each.operator else None,
        "score": each.likely.score,
        "sure": each.likely.sure,
        "how": each.how.value,
        "reasons": [
            {"code": why.code, "likeness": why.likeness, "one": why.one, "other": why.other}
            for why in each.likely.reasons
        ],
        "state": each.state.value,
        "proposed_at": each.proposed_at.isoformat(),
        "decided_at": each.decided_at.isoformat() if each.decided_at else None,
        "decided_by": each.decided_by,
        "because": each.says,
    }


def plain_message(each: Message) -> dict[str, Any]:
    """Give a message."""
    return {
        "arrangement": each.arrangement,
        "from": each.sender,
        "to": each.recipient,
        "sequence": each.sequence,
        "sent_at": each.sent_at.isoformat(),
        "kind": each.kind.value,
        "operators": [plain_operator(one) for one in each.operators],
        **({"answers": list(each.answers)} if each.answers else {}),
    }


def plain_opened(each: Opened) -> dict[str, Any]:
    """Give a message that was verified."""
    return {"suite": each.suite.code, "signed_by": each.signed_by, "digest": each.digest, **plain_message(each.message)}


def plain_quarantined(each: Quarantined) -> dict[str, Any]:
    """Give a message that was refused."""
    return {
        "digest": each.digest,
        "at": each.at.isoformat(),
        "fault": each.fault.value,
        "says": each.says,
        "arrangement": each.arrangement,
        "times": each.times,
    }
