# ruff: noqa: D102, ARG002 - the base class says what each method gives; not every rule needs all it is given
"""Entry rules about single cells: there, short, readable, a number, a day, a country, a currency."""

import re
from datetime import date
from typing import ClassVar, Final

import polars as pl

from smartcustoms.kernel import places
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.declarations.fields import ALL
from smartcustoms.trade.declarations.licences import LICENCES, OURS, is_readable
from smartcustoms.trade.declarations.model import Cells, Direction, Fault
from smartcustoms.trade.declarations.reading import AMOUNT, COUNT, DAY, is_amount, is_day
from smartcustoms.trade.declarations.rule import Rule, day_of, meant_or, sure

_CONTROL: Final = r"[\x00-\x1f\x7f]"
_ROUTE: Final = r"^[A-Z]{2}(-[A-Z]{2}){1,15}$"


class MustBeThere(Rule):
    """A field the law asks for is empty."""

    code = "missing"

    def broken(self, row: Cells, day: date) -> bool:
        return self.field not in row

    def mask(self, day: date) -> pl.Expr:
        return pl.col(self.field).is_null()

    def says(self, row: Cells) -> Sentence:
        return sentence("{field} is missing.", field=self.label)

    def mend(self, row: Cells) -> Sentence:
        return sentence("Enter {field}.", field=self.label)


class MustBeShort(Rule):
    """A text is longer than its field."""

    code = "too_long"

    def broken(self, row: Cells, day: date) -> bool:
        return len(row.get(self.field, "")) > ALL[self.field].longest

    def mask(self, day: date) -> pl.Expr:
        return sure(pl.col(self.field).str.len_chars() > ALL[self.field].longest)

    def says(self, row: Cells) -> Sentence:
        return sentence("{field} has {count} characters.", field=self.label, count=len(row[self.field]))

    def mend(self, row: Cells) -> Sentence:
        return sentence("Use at most {count} characters.", count=ALL[self.field].longest)


class MustBeReadable(Rule):
    """A cell holds characters that cannot be shown or kept."""

    code = "unreadable"

    def broken(self, row: Cells, day: date) -> bool:
        return re.search(_CONTROL, row.get(self.field, "")) is not None

    def mask(self, day: date) -> pl.Expr:
        return sure(pl.col(self.field).str.contains(_CONTROL))

    def says(self, row: Cells) -> Sentence:
        return sentence("{field} holds characters that cannot be read.", field=self.label)

    def mend(self, row: Cells) -> Sentence:
        return sentence("Type it again as plain text.")

    def fault(self, row: Cells, item: int) -> Fault:
        """Show the characters escaped: they would spoil the page."""
        return super().fault({**row, self.field: ascii(row.get(self.field, ""))}, item)


class MustBeAnAmount(Rule):
    """A cell is no plain decimal number that stays exact."""

    code = "not_a_number"

    def broken(self, row: Cells, day: date) -> bool:
        return self.field in row and not is_amount(row[self.field])

    def mask(self, day: date) -> pl.Expr:
        return sure(~pl.col(self.field).str.contains(AMOUNT))

    def says(self, row: Cells) -> Sentence:
        return sentence("{field} is not a number.", field=self.label)

    def mend(self, row: Cells) -> Sentence:
        return sentence(
            "Write digits with a point, such as 1234.50: at most 12 before the point and 6 after it, no sign."
        )


class MustBeACount(MustBeAnAmount):
    """A cell is no whole number."""

    code = "not_a_whole_number"

    def broken(self, row: Cells, day: date) -> bool:
        return self.field in row and re.fullmatch(COUNT, row[self.field]) is None

    def mask(self, day: date) -> pl.Expr:
        return sure(~pl.col(self.field).str.contains(COUNT))

    def mend(self, row: Cells) -> Sentence:
        return sentence("Write a whole number, such as 12.")


class MustBeADay(Rule):
    """A cell is no day of the calendar."""

    code = "not_a_day"

    def broken(self, row: Cells, day: date) -> bool:
        return self.field in row and not is_day(row[self.field])

    def mask(self, day: date) -> pl.Expr:
        text = pl.col(self.field)
        found = day_of(self.field)
        return text.is_not_null() & (~text.str.contains(DAY) | found.is_null() | (found.dt.year() < 1))

    def says(self, row: Cells) -> Sentence:
        return sentence("{field} is not a day.", field=self.label)

    def mend(self, row: Cells) -> Sentence:
        return sentence("Write year-month-day, such as 2026-11-24.")


class NotInTheFuture(Rule):
    """A declaration is dated after the day it is lodged."""

    code = "in_the_future"

    def broken(self, row: Cells, day: date) -> bool:
        return is_day(row.get(self.field)) and date.fromisoformat(row[self.field]) > day

    def mask(self, day: date) -> pl.Expr:
        return sure(pl.col(self.field).str.contains(DAY) & (day_of(self.field) > day))

    def says(self, row: Cells) -> Sentence:
        return sentence("{field} is in the future.", field=self.label)

    def mend(self, row: Cells) -> Sentence:
        return sentence("Give today's date or an earlier one.")


class ReadableLicences(Rule):
    """Licences are named by their numbers, each once."""

    code = "licences_unreadable"

    def broken(self, row: Cells, day: date) -> bool:
        return self.field in row and not is_readable(row[self.field])

    def mask(self, day: date) -> pl.Expr:
        cell = pl.col(self.field)
        numbers = cell.str.extract_all(OURS)
        return sure(~cell.str.contains(LICENCES) | (numbers.list.n_unique() < numbers.list.len()))

    def says(self, row: Cells) -> Sentence:
        return sentence("These are no numbers of documents, or one is named twice.")

    def mend(self, row: Cells) -> Sentence:
        return sentence(
            "Write each number once as it is printed, apart by commas; a quantity goes behind it: {such}.",
            such="D26000000001A, D26000000002B=40",
        )


class KnownDirection(Rule):
    """Goods come in, go out, or pass through; there is no fourth."""

    code = "direction_unknown"
    _KNOWN: ClassVar = [each.value for each in Direction]

    def broken(self, row: Cells, day: date) -> bool:
        return self.field in row and row[self.field] not in self._KNOWN

    def mask(self, day: date) -> pl.Expr:
        return sure(~pl.col(self.field).is_in(self._KNOWN))

    def says(self, row: Cells) -> Sentence:
        return sentence("{field} is none of the three.", field=self.label)

    def mend(self, row: Cells) -> Sentence:
        return sentence("Write import, export or transhipment.")

    def meant(self, row: Cells) -> tuple[str, ...]:
        return tuple(each for each in self._KNOWN if row[self.field][:2].lower() == each[:2])


class KnownCountry(Rule):
    """A country must be one of ISO 3166-1."""

    code = "country_unknown"

    def broken(self, row: Cells, day: date) -> bool:
        return self.field in row and row[self.field] not in places.countries()

    def mask(self, day: date) -> pl.Expr:
        return sure(~pl.col(self.field).is_in(sorted(places.countries())))

    def says(self, row: Cells) -> Sentence:
        return sentence("{field}: there is no country {code}.", field=self.label, code=row[self.field][:12])

    def mend(self, row: Cells) -> Sentence:
        return meant_or(self.meant(row), sentence("Give the country's two letters (ISO 3166), such as CN."))

    def meant(self, row: Cells) -> tuple[str, ...]:
        guess = places.country_meant(row[self.field])
        return (guess,) if guess else ()


class KnownRoute(Rule):
    """A route is two to sixteen countries in order."""

    code = "route_unknown"

    def broken(self, row: Cells, day: date) -> bool:
        if self.field not in row:
            return False
        text = row[self.field]
        return re.fullmatch(_ROUTE, text) is None or not set(text.split("-")) <= places.countries()

    def mask(self, day: date) -> pl.Expr:
        one = pl.element().is_in(sorted(places.countries()))
        known = pl.col(self.field).str.split("-").list.eval(one).list.all()
        return sure(~pl.col(self.field).str.contains(_ROUTE) | ~known)

    def says(self, row: Cells) -> Sentence:
        return sentence("{field} cannot be read.", field=self.label)

    def mend(self, row: Cells) -> Sentence:
        return sentence("Write the countries' two letters in order with hyphens, such as VN-HK-AU.")


class KnownCurrency(Rule):
    """A currency must be one of ISO 4217."""

    code = "currency_unknown"

    def broken(self, row: Cells, day: date) -> bool:
        return self.field in row and row[self.field] not in places.currencies()

    def mask(self, day: date) -> pl.Expr:
        return sure(~pl.col(self.field).is_in(sorted(places.currencies())))

    def says(self, row: Cells) -> Sentence:
        return sentence("There is no currency {code}.", code=row[self.field][:12])

    def mend(self, row: Cells) -> Sentence:
        return meant_or(self.meant(row), sentence("Give the currency's three letters (ISO 4217), such as HKD."))

    def meant(self, row: Cells) -> tuple[str, ...]:
        guess = places.currency_meant(row[self.field])
        return (guess,) if guess else ()
