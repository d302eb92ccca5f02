# ruff: noqa: D102, ARG002 - the base class says what each method gives; not every rule needs all it is given
"""Entry rules about the goods: commodity code, masses, value, text."""

import re
from datetime import date

import polars as pl

from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.declarations import goods_text
from smartcustoms.trade.declarations.model import Cells, Weight
from smartcustoms.trade.declarations.reading import AMOUNT, DAY, is_amount, is_day
from smartcustoms.trade.declarations.rule import Rule, day_of, meant_or, number, sure
from smartcustoms.trade.tariff import queries as tariff
from smartcustoms.trade.tariff.model import EDITION, IN_FORCE_FROM


class CodeInTheTariff(Rule):
    """The commodity code must be a subheading of the nomenclature (HS Convention, article 3)."""

    code = "hs_code_unknown"

    def broken(self, row: Cells, day: date) -> bool:
        return self._unknown(row) and not _of_earlier_edition(row, day)

    def mask(self, day: date) -> pl.Expr:
        return sure(self._unknown_mask() & ~_of_earlier_edition_mask(day))

    def _unknown(self, row: Cells) -> bool:
        return self.field in row and row[self.field] not in tariff.subheadings()

    def _unknown_mask(self) -> pl.Expr:
        return ~pl.col(self.field).is_in(sorted(tariff.subheadings()))

    def says(self, row: Cells) -> Sentence:
        return sentence("{edition} has no subheading {code}.", edition=EDITION, code=row[self.field][:12])

    def mend(self, row: Cells) -> Sentence:
        return meant_or(self.meant(row), sentence("Give six digits; search the tariff by words to find them."))

    def meant(self, row: Cells) -> tuple[str, ...]:
        return tuple(tariff.nearest(row[self.field]))


class CodeOfEarlierEdition(CodeInTheTariff):
    """Goods of a day before HS 2022 may carry a code that HS 2022 no longer has: it cannot be checked here, so it is told."""

    code = "hs_code_of_earlier_edition"
    weight = Weight.TELLS

    def broken(self, row: Cells, day: date) -> bool:
        return self._unknown(row) and _of_earlier_edition(row, day)

    def mask(self, day: date) -> pl.Expr:
        return sure(self._unknown_mask() & _of_earlier_edition_mask(day))

    def says(self, row: Cells) -> Sentence:
        return sentence(
            "Subheading {code} is not in {edition}, and the date is before that edition.",
            edition=EDITION,
            code=row[self.field][:12],
        )

    def mend(self, row: Cells) -> Sentence:
        return sentence("Check that the code was valid on that date.")


class MassAboveZero(Rule):
    """Goods have mass."""

    code = "mass_not_above_zero"

    def broken(self, row: Cells, day: date) -> bool:
        return is_amount(row.get(self.field)) and float(row[self.field]) <= 0

    def mask(self, day: date) -> pl.Expr:
        return sure(pl.col(self.field).str.contains(AMOUNT) & (number(self.field) <= 0))

    def says(self, row: Cells) -> Sentence:
        return sentence("{field} is zero.", field=self.label)

    def mend(self, row: Cells) -> Sentence:
        return sentence("Give the mass in kg; for light goods use decimals, such as 0.05.")


class NetNotAboveGross(Rule):
    """Goods without their packing cannot weigh more than with it."""

    code = "net_above_gross"

    def broken(self, row: Cells, day: date) -> bool:
        net, gross = row.get("net_mass_kg"), row.get("gross_mass_kg")
        if net is None or gross is None or not is_amount(net) or not is_amount(gross):
            return False
        return float(net) > float(gross)

    def mask(self, day: date) -> pl.Expr:
        readable = pl.col("net_mass_kg").str.contains(AMOUNT) & pl.col("gross_mass_kg").str.contains(AMOUNT)
        return sure(readable & (number("net_mass_kg") > number("gross_mass_kg")))

    def says(self, row: Cells) -> Sentence:
        return sentence(
            "Net mass {net} kg is more than gross mass {gross} kg.", net=row["net_mass_kg"], gross=row["gross_mass_kg"]
        )

    def mend(self, row: Cells) -> Sentence:
        return sentence("Net mass is without packing, gross mass with it; they may have been exchanged.")


class ValueIsNominal(Rule):
    """A value of 0 or 1 is hardly what was paid (WCO 2025)."""

    code = "value_nominal"
    weight = Weight.TELLS

    def broken(self, row: Cells, day: date) -> bool:
        return is_amount(row.get(self.field)) and float(row[self.field]) <= 1

    def mask(self, day: date) -> pl.Expr:
        return sure(pl.col(self.field).str.contains(AMOUNT) & (number(self.field) <= 1))

    def says(self, row: Cells) -> Sentence:
        return sentence("The value is {value}.", value=row[self.field])

    def mend(self, row: Cells) -> Sentence:
        return sentence("Give what was paid or is to be paid; for free goods, what the like would cost.")


class TextTellsSomething(Rule):
    """Goods text must let an officer know the goods."""

    code = "goods_text_vague"
    weight = Weight.TELLS

    def broken(self, row: Cells, day: date) -> bool:
        return goods_text.is_vague(row.get(self.field), day)

    def mask(self, day: date) -> pl.Expr:
        return goods_text.vague(self.field, day)

    def says(self, row: Cells) -> Sentence:
        return sentence("“{text}” does not tell what the goods are.", text=row[self.field][:60])

    def mend(self, row: Cells) -> Sentence:
        return sentence("Say what they are, of what material and for what use, such as “cotton T-shirts for men”.")


def _of_earlier_edition(row: Cells, day: date) -> bool:
    code, on = row.get("hs_code", ""), row.get("declared_on")
    known = is_day(on) and not tariff.is_held(min(date.fromisoformat(on or ""), day))
    return known and re.fullmatch(r"[0-9]{6}", code) is not None and code[:2] in _chapters()


def _of_earlier_edition_mask(day: date) -> pl.Expr:
    on = pl.min_horizontal(day_of("declared_on"), pl.lit(day))
    is_there = pl.col("declared_on").str.contains(DAY) & (day_of("declared_on").dt.year() >= 1)  # a year 0 is no day
    known = is_there & (on < IN_FORCE_FROM)
    six = pl.col("hs_code").str.contains(r"^[0-9]{6}$")
    return sure(known & six & pl.col("hs_code").str.slice(0, 2).is_in(_chapters()))


def _chapters() -> list[str]:
    return [line.code for line in tariff.lines_below(None)]
