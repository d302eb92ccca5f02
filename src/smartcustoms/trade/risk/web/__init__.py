"""Pages and JSON of risk: worklist, a declaration's risk, how it goes, budgets and overrides, the rule studio."""

from fastapi import APIRouter

from smartcustoms.trade.risk.web import board, steering, studio, targeting

router = APIRouter()
for part in (targeting.router, board.router, steering.router, studio.router):
    router.include_router(part)
menu = (*targeting.menu, *board.menu, *steering.menu, *studio.menu)

__all__ = ["menu", "router"]
