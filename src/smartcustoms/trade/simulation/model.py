"""The words of the simulation: settings, schemes, inspectors. Everything is simulated."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Scheme(StrEnum):
    """How a simulated party evades; the hidden truth of a declaration."""

    UNDERVALUED = "undervalued"  # value below the price law of HS x origin
    MISCLASSIFIED = "misclassified"  # declared under a line of a lower rate
    ORIGIN_FALSE = "origin_false"  # another origin declared, for its preference
    MISCOUNTED = "miscounted"  # less mass declared than carried
    SPLIT = "split"  # one consignment lodged in parts, each under the formal-entry value
    PROHIBITED = "prohibited"  # concealed goods in cheap, odd, roundabout cargo


class SettingsUnusable(ValueError):
    """A setting of the simulation is outside what the simulator can make."""


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
        if not 10 <= self.per_week <= 100_000:
            raise SettingsUnusable(f"per_week must be 10 to 100,000, not {self.per_week}: choose a size in that range")
        if not 0.01 <= self.base_rate <= 0.05:
            raise SettingsUnusable(
                f"base_rate must be 0.01 to 0.05, not {self.base_rate}: choose a share in that range"
            )
        if self.transhipment_share < 0 or self.export_share < 0 or self.transhipment_share + self.export_share > 0.5:
            raise SettingsUnusable("transhipment_share and export_share must be 0 or more and at most 0.5 together")


@dataclass(frozen=True, slots=True)
class Inspector:
    """A simulated inspector: finds an irregularity that is there with probability `skill` x ease of the scheme."""

    name: str
    skill: float = 0.9

    def __post_init__(self) -> None:
        if not 0 <= self.skill <= 1:
            raise SettingsUnusable(f"skill of {self.name} must be 0 to 1, not {self.skill}")


PERFECT = Inspector("perfect", 1.0)
"""Finds everything that the scheme lets be found; for tests."""

TEAM: tuple[Inspector, ...] = (Inspector("veteran", 0.96), Inspector("regular", 0.9), Inspector("novice", 0.75))
"""The usual team: examinations are shared out among them in turn."""
