"""Pages and JSON of risk: worklist, a declaration's risk, how it goes, budgets and overrides, the rule studio."""

from fastapi import APIRouter

<<<<<<< HEAD
from smartcustoms.trade.risk.web import board, steering, studio, targeting

router = APIRouter()
for part in (targeting.router, board.router, steering.router, studio.router):
=======
from smartcustoms.trade.risk.web import rules_api, steering, steering_api, studio, targeting

router = APIRouter()
for part in (targeting.router, steering_api.router, steering.router, studio.router, rules_api.router):
>>>>>>> 76dfdc8 (JSON stands beside every page, checked: examinations, watchlists, rules, overrides, budgets, drafts, files, messages, dead letters, people)
    router.include_router(part)
menu = (*targeting.menu, *board.menu, *steering.menu, *studio.menu)

__all__ = ["menu", "router"]
