"""The demo world's rules: some in force, each written, tried on history, proposed by one officer and activated by another."""

from datetime import datetime, timedelta

from smartcustoms.app.demo.cast import cast
from smartcustoms.app.demo.trade import simulated
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.trade.risk.actions import rules
from smartcustoms.trade.risk.queries import rules as rules_asked
from smartcustoms.trade.watchlists import actions as watchlists
from smartcustoms.trade.watchlists.model import Subject

LIST = "simulated importers found out before"
RULES = (
    ('rule "CHEAP-SHOES" if hs_code starts with "64" and origin = "CN" and price_per_kg < 60 then red 50%',
     "Shoes far below their usual price"),
    ('rule "WATCHED" if importer in list "simulated importers found out before" then yellow 40%',
     "Importers with findings in the last months"),
    ('rule "ROUND-ABOUT-AU" if direction = "transhipment" and destination in ("AU", "NZ") and hs_code starts with "25" '
     "then red", "Cheap bulky goods on the way to demand countries"),
    ('rule "VAGUE-TOYS" if hs_code starts with "95" and value < 20000 and tax_rate > 0 then blue 20%',
     "Small consignments of toys: audit afterwards"),
)  # fmt: skip
PROPOSED = ('rule "NEW-ORIGIN" if origin in ("KH", "LA") and tax_type starts with "F" then yellow 30%',
            "Preferences claimed for origins with young agreements")  # fmt: skip


def rules_there(uow: UnitOfWork) -> bool:
    """Tell whether rules were written."""
    return len(rules_asked.rules(uow)) > len(RULES)


def make_rules(database: Database, at: datetime) -> None:
    """Write the watchlist and the rules, try them on the simulated history, and activate all but the last."""
    people, history = cast(), simulated(at).history
    amina, esi = people["amina"], people["esi"]
    begun = at - timedelta(days=30)
    found = history.filter(history["finding"] == 1)["importer"].value_counts(sort=True)["importer"].head(6)
    with database.unit(by=amina, at=begun) as uow:
        watchlists.make(uow, LIST, Subject.COMPANY, purpose="Importers with simulated findings")
        watchlists.add(uow, LIST, found.to_list(), because="Findings in the simulated history", since=begun.date())
    for text, purpose in (*RULES, PROPOSED):
        with database.unit(by=amina, at=begun) as uow:
            code = rules.draft(uow, text, purpose=purpose).code
            rules.try_on_history(uow, code, history)
            rules.propose(uow, code)
        if text != PROPOSED[0]:
            with database.unit(by=esi, at=begun + timedelta(days=1)) as uow:
                rules.activate(uow, code)
