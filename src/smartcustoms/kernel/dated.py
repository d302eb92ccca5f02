"""Reference data with days: which rows of a capability's table are in force on a day."""

import csv
from datetime import date
from importlib.resources import files


def rows_in_force(package: str, table: str, on: date) -> list[dict[str, str]]:
    """Give the rows that began by a day, the earliest first, so that of two rows of one rule the later one is read last.

    Args:
        package: the capability, such as `smartcustoms.boundary.scans`; its table lies in its `reference` folder.
        table: the file's name; its column `valid_from` says from which day on a row holds.
        on: the day.
    """
    text = (files(package) / "reference" / table).read_text(encoding="utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if date.fromisoformat(row["valid_from"]) <= on]
    return sorted(rows, key=lambda row: row["valid_from"])
