"""Pages and JSON of risk: worklist, a declaration's risk, how it goes, budgets and overrides, the rule studio."""

from fastapi import APIRouter

from smartcustoms.trade.risk.web import board, rules_api, steering, steering_api, studio, targeting

router = APIRouter()
for part in (targeting, board, steering_api, steering, studio, rules_api):
    router.include_router(part.router)
menu = (*targeting.menu, *board.menu, *steering.menu, *studio.menu)

__all__ = ["menu", "router"]
