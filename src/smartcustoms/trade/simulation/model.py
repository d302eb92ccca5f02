"""The words of the simulation: settings, schemes, inspectors. Everything is simulated."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.words.model import sentence

SIMULATE = Permission("simulation.simulate", "Write simulated declarations to a file")


class Scheme(StrEnum):
    """How a simulated party evades; the hidden truth of a declaration."""

    UNDERVALUED = "undervalued"  # value below the price law of HS x origin
    MISCLASSIFIED = "misclassified"  # declared under a line of a lower rate
    ORIGIN_FALSE = "origin_false"  # another origin declared, for its preference
    MISCOUNTED = "miscounted"  # less mass declared than carried
    SPLIT = "split"  # one consignment lodged in parts, each under the formal-entry value
    PROHIBITED = "prohibited"  # concealed goods in cheap, odd, roundabout cargo


class SettingsUnusable(Refused):
    """A setting of the simulation is outside what the simulator can make."""

    code = "simulation_settings_unusable"

    def __init__(self, field: str, seen: object, least: float, most: float) -> None:
        super().__init__(
            sentence("The simulation cannot be made with this {field}.", field=field),
            mend=sentence("Choose a number from {least} to {most}.", least=least, most=most),
            field=field,
            seen=str(seen),
        )


@dataclass(frozen=True, slots=True)
class Settings:
    """What one simulated administration is like. Money is in its own currency; rates are in percent.

    Raises SettingsUnusable when a number is outside its range.
    """

    start: dt.date = dt.date(2025, 1, 6)
    per_week: int = 2_000  # declarations lodged in an average week
    home: str = "HK"  # the administration's country
    transhipment_share: float = 0.05
    export_share: float = 0.03
    sales_tax: float = 10.0  # percent on value and duty, charged at import
    formal_entry: float = 20_000.0  # declarations of less value get a simplified entry; splitters stay below
    base_rate: float = 0.03  # illicit share aimed at before anybody is examined
    shocks: tuple[int, ...] | None = None  # weeks of sudden drift; None: drawn from the seed; (): none
    reacting: bool = True  # caught parties pause, move or change their ways

    def __post_init__(self) -> None:
        for field, seen, least, most in (
            ("per_week", self.per_week, 10, 100_000),
            ("base_rate", self.base_rate, 0.01, 0.05),
            ("transhipment_share", self.transhipment_share, 0, 0.25),
            ("export_share", self.export_share, 0, 0.25),
        ):
            if not least <= seen <= most:
                raise SettingsUnusable(field, seen, least, most)


@dataclass(frozen=True, slots=True)
class Inspector:
    """A simulated inspector: finds an irregularity that is there with probability `skill` x ease of the scheme."""

    name: str
    skill: float = 0.9

    def __post_init__(self) -> None:
        if not 0 <= self.skill <= 1:
            raise SettingsUnusable("skill", self.skill, 0, 1)


PERFECT = Inspector("perfect", 1.0)
"""Finds everything that the scheme lets be found; for tests."""

TEAM: tuple[Inspector, ...] = (Inspector("veteran", 0.96), Inspector("regular", 0.9), Inspector("novice", 0.75))
"""The usual team: examinations are shared out among them in turn."""
