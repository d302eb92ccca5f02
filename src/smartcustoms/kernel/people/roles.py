"""Roles as data: what they are called and which limits their sessions have."""

import csv
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from smartcustoms.kernel.actor import Kind
from smartcustoms.kernel.people.model import Role


@lru_cache(maxsize=1)
def roles() -> dict[str, Role]:
    """Read the roles by their code."""
    path = Path(__file__).with_name("reference") / "roles.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: _role(row) for row in csv.DictReader(file)}


def _role(row: dict[str, str]) -> Role:
    return Role(
        code=row["code"],
        kind=Kind(row["kind"]),
        names={language: row[language] for language in ("en", "zh-Hant", "zh-Hans")},
        idle=timedelta(minutes=int(row["idle_minutes"])),
        lasts=timedelta(hours=int(row["lasts_hours"])),
        second_factor=row["second_factor"] == "yes",
    )
