"""Alarms and decisions as threat detection reports, to be written as DICOS: one of the methods, one of each officer who looked. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, Final

from smartcustoms.boundary.detection.model import Alarm, Examined, Look, Outcome, Verdict
from smartcustoms.boundary.scans.model import Decision, Flag, Report, ReportKind, Threat

_CATEGORIES: Final = {
    "gun": "PI",
    "knife": "PI",
    "liquid": "PI",
    "explosive": "EXPLOSIVE",
    "drugs": "CONTRABAND",
    "cigarettes": "CONTRABAND",
}
"""The standard's categories (PI: prohibited item); what has none is an anomaly."""


def reports(found: Examined, looks: Sequence[Look]) -> dict[str, Report]:
    """Give the reports of a scan by the names of their files.

    Args:
        found: the scan with its alarms.
        looks: the looks that may be told of.
    """
    threats = tuple(_threat(each, Flag.THREAT) for each in found.alarms)
    said = Decision.ALARM if threats else Decision.CLEAR if not found.left_out else Decision.UNKNOWN
    machine = Report(ReportKind.MACHINE, said, threats, found.methods, "", found.judged_at)
    return {"machine.dcs": machine} | {f"officer-{each.place}.dcs": _of_look(found, each) for each in looks}


def on_projections(threats: Sequence[Threat]) -> tuple[Threat, ...]:
    """Give objects of a CT volume as they lie on its two projections: slices are columns; rows are the volume's columns, then its rows."""
    made = []
    for each in threats:
        column, row, wide, high = each.box
        first, deep = each.slices
        for view, box in enumerate(((first, column, deep, wide), (first, row, deep, high))):
            made.append(replace(each, view=view, box=box, corners=(), mask=(), slices=(0, 1)))
    return tuple(made)


def as_kept(report: Report) -> dict[str, Any]:
    """Give a report as plain JSON values."""
    told = asdict(report)
    return told | {"decided_at": report.decided_at.isoformat() if report.decided_at else None}


def from_kept(kept: Mapping[str, Any]) -> Report:
    """Read a kept report back."""
    threats = tuple(
        Threat(
            each["label"],
            each["category"],
            Flag(each["flag"]),
            each["view"],
            (each["box"][0], each["box"][1], each["box"][2], each["box"][3]),
            tuple((column, row) for column, row in each["corners"]),
            tuple(each["mask"]),
            each["score"],
            (each["slices"][0], each["slices"][1]),
        )
        for each in kept["threats"]
    )
    decided_at = datetime.fromisoformat(kept["decided_at"]) if kept["decided_at"] else None
    said = ReportKind(kept["kind"]), Decision(kept["decision"])
    return Report(*said, threats, tuple(kept["methods"]), kept["by"], decided_at, tuple(kept["about"]))


def _of_look(found: Examined, look: Look) -> Report:
    flags = {Verdict.RIGHT: Flag.THREAT, Verdict.FALSE: Flag.NO_THREAT}
    threats = tuple(
        _threat(each, flags.get(look.verdicts[place], Flag.UNKNOWN) if place in look.verdicts else Flag.UNKNOWN)
        for place, each in enumerate(found.alarms)
    )
    said = Decision.ALARM if look.outcome is Outcome.SUSPECT else Decision.CLEAR
    return Report(ReportKind.OPERATOR, said, threats, (), look.by, look.decided_at)


def _threat(alarm: Alarm, flag: Flag) -> Threat:
    label, category = f"{alarm.what}: {alarm.why}", _CATEGORIES.get(alarm.what, "ANOMALY")
    return Threat(label, category, flag, alarm.view, alarm.box, (), alarm.mask, alarm.score)
