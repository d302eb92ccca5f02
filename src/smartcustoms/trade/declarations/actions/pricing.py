"""Ask the risk engine whose value per kg is far outside like goods', for one declaration or a part of a file: one question each."""

from datetime import date

import polars as pl
import structlog

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.exchange import Conversion, Rates, rates
from smartcustoms.kernel.settings import SettingUnusable, read_settings
from smartcustoms.trade.declarations.model import Checked, Fault, RefusedRow
from smartcustoms.trade.declarations.unusual_prices import Priced, conversions, of_item, told, told_rows
from smartcustoms.trade.risk import queries as risks

log = structlog.get_logger("smartcustoms.declarations")


def factors(currencies: set[str], *, on: date) -> dict[str, float]:
    """Give for each currency what turns its amounts into the administration's on a day; 1 where no rate is known."""
    return {currency: float(way.factor) if way else 1.0 for currency, way in _ways(currencies, on).items()}


def unusual(uow: UnitOfWork, found: Checked) -> tuple[Fault, ...]:
    """Give what one declaration's trader is told of its values per kg."""
    header, day = found.header, found.header.declared_on
    goods = [
        Priced(each.hs_code, each.origin, float(each.value / each.net_mass_kg), header.currency) for each in found.items
    ]
    known = _ways({header.currency}, day)
    faults = told(goods, known, lambda asked: risks.unusual_prices(uow, asked, on=day), into=read_settings().currency)
    return tuple(of_item(fault, found.items[place].item) for place, fault in faults)


def unusual_rows(uow: UnitOfWork, named: pl.DataFrame) -> list[RefusedRow]:
    """Give what is told of a part's good rows, of at least one; the peers are those of its newest day, as the lanes' are."""
    day = newest_day(named)
    known = _ways(currencies_in(named), day)
    into = read_settings().currency
    return told_rows(named, known, lambda asked: risks.unusual_prices(uow, asked, on=day), into=into)


def newest_day(named: pl.DataFrame) -> date:
    """Give the newest day declared in a part's good rows."""
    return date.fromisoformat(max(named["declared_on"].drop_nulls().to_list()))


def currencies_in(named: pl.DataFrame) -> set[str]:
    """Give the currencies declared in a part."""
    return set(named["currency"].fill_null("").unique().to_list())


def _ways(currencies: set[str], on: date) -> dict[str, Conversion | None]:
    own = read_settings()
    try:
        known = rates(own.exchange_rates)
    except (
        SettingUnusable
    ) as unusable:  # an operator's slip in a file must not stop trade: values stay unconverted, and he is told
        log.error("exchange.unusable", error=str(unusable))
        known = Rates(())
    return conversions(currencies, known, into=own.currency, on=on)
