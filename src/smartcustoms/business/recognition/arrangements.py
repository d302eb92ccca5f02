"""Reads the arrangements. Pure but for reading its own file."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Final

from smartcustoms.business.recognition.model import ALWAYS_TOLD, FIELDS, SUITES, Arrangement, NoSuchArrangement
from smartcustoms.kernel.jobs.clockwork import schedule
from smartcustoms.kernel.words.model import sentence

_LOWER_RATE: Final = "lower examination rate"


@cache
def arrangements() -> tuple[Arrangement, ...]:
    """Give all arrangements, in the order of their codes."""
    said = tomllib.loads((Path(__file__).with_name("reference") / "arrangements.toml").read_text("utf-8"))
    usual = said["usual"]
    found = []
    for given in said["arrangement"]:
        row = {**usual, **given}
        unknown = set(row["fields"]) - set(FIELDS)
        if unknown:
            raise ValueError(f"{row['code']}: unknown fields {sorted(unknown)}")
        spared = float(row["spared"]) if _LOWER_RATE in row["benefits"] else 0.0
        if not 0 <= spared <= 1:
            raise ValueError(f"{row['code']}: the share spared is no share")
        found.append(
            Arrangement(
                code=row["code"],
                parties=(row["home"], row["partner"]),
                names=row["names"],
                since=row["since"],
                until=row.get("until"),
                fields=tuple(dict.fromkeys((*ALWAYS_TOLD, *row["fields"]))),
                directions=frozenset(
                    row["directions"] if row["directions"] != ["both"] else (row["home"], row["partner"])
                ),
                suite=SUITES[row["suite"]],
                schedule=schedule(row["schedule"]).text,  # read, so that a wrong one stops the start
                longest_days=row["longest_days"],
                benefits=tuple(row["benefits"]),
                spared=spared,
                source=row["source"],
            )
        )
    return tuple(sorted(found, key=lambda each: each.code))


def arrangement(code: str) -> Arrangement:
    """Give one arrangement.

    Raises:
        NoSuchArrangement: there is none of this code.
    """
    found = next((each for each in arrangements() if each.code == code), None)
    if found is None:
        raise NoSuchArrangement(
            sentence("There is no arrangement {code}.", code=code[:20]),
            mend=sentence("Choose one of: {known}.", known=", ".join(each.code for each in arrangements())),
            field="arrangement",
            seen=code[:20],
        )
    return found


def of_party(party: str) -> tuple[Arrangement, ...]:
    """Give the arrangements of an administration."""
    return tuple(each for each in arrangements() if party in each.parties)
