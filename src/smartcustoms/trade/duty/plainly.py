"""Answers of duty as plain JSON values; amounts are texts, so that no cent is lost."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from smartcustoms.kernel.words.model import Sentence
from smartcustoms.trade.duty.model import Arrival, Assessment, Line, Penalty, Permit, Rate, Relief


def plain(found: Assessment, say: Callable[[Sentence], str] = str) -> dict[str, Any]:
    """Give an assessment as plain JSON values; amounts are texts, so that no cent is lost."""
    rate = found.rate
    return {
        "duty": str(found.due.amount),
        "currency": found.due.currency,
        "class": rate.goods,
        "kind": rate.kind,
        "on": found.on.isoformat(),
        "lines": _plain_lines(found.lines, say),
        "law": rate.law,
        "since": rate.since.isoformat(),
        "source": rate.source,
    } | _plain_relief(found)


def plain_penalty(found: Penalty, say: Callable[[Sentence], str] = str) -> dict[str, Any]:
    """Give a penalty as plain JSON values."""
    return {
        "due": str(found.due.amount),
        "currency": found.due.currency,
        "most": found.most,
        "lines": _plain_lines(found.lines, say),
        "law": found.law,
        "since": found.since.isoformat(),
        "source": found.source,
    }


def plain_permit(permit: Permit) -> dict[str, Any]:
    """Give a type of permit as plain JSON values."""
    return {
        "code": permit.code,
        "names": permit.names,
        "colour": permit.colour,
        "classes": list(permit.goods),
        "says": permit.says,
        "pays": permit.pays,
        "since": permit.since.isoformat(),
        "law": permit.law,
        "source": permit.source,
    }


def plain_relief(relief: Relief) -> dict[str, Any]:
    """Give a relief as plain JSON values."""
    return {
        "code": relief.code,
        "kind": relief.kind.value,
        "names": relief.names,
        "classes": list(relief.goods),
        "says": relief.says,
        "since": relief.since.isoformat(),
        "law": relief.law,
        "source": relief.source,
    }


def plain_arrival(found: Arrival, say: Callable[[Sentence], str] = str) -> dict[str, Any]:
    """Give what is due from a passenger as plain JSON values."""
    return {
        "due": str(found.due.amount),
        "currency": found.due.currency,
        "granted": not found.refused,
        "refused": [say(each) for each in found.refused],
        "goods": [
            {
                "class": each.goods.goods,
                "kind": each.goods.kind,
                "free": str(each.free.quantize(Decimal("0.0001"))),
                "whole": str(each.whole.amount),
                "due": str(each.due.amount),
                "says": say(each.says),
            }
            for each in found.brought
        ],
        "undeclared": plain_penalty(found.compound, say),
        "law": found.concession.law,
        "since": found.concession.since.isoformat(),
        "source": found.concession.source,
    }


def plain_rate(rate: Rate) -> dict[str, Any]:
    """Give a rate as plain JSON values, without its formula."""
    return {
        "class": rate.goods,
        "kind": rate.kind,
        "names": rate.names,
        "since": rate.since.isoformat(),
        "law": rate.law,
        "source": rate.source,
    }


def _plain_relief(found: Assessment) -> dict[str, Any]:
    if found.relief is None:
        return {}
    relief = {"code": found.relief.code, "kind": found.relief.kind.value, "law": found.relief.law}
    return {"relief": relief, "suspended": None if found.suspended is None else str(found.suspended.amount)}


def _plain_lines(lines: Iterable[Line], say: Callable[[Sentence], str]) -> list[dict[str, Any]]:
    return [
        {"says": say(each.says), "amount": None if each.amount is None else str(each.amount.amount)} for each in lines
    ]
