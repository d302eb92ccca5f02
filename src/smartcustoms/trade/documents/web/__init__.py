"""Pages and JSON of documents: the catalogue, what goods need, applications."""

from fastapi import APIRouter

from smartcustoms.trade.documents.web import api, company_api, form, kinds, pages, types_api, types_pages

router = APIRouter()
for part in (
    types_api,
    types_pages,
    kinds,
    company_api,
    api,
    form,
    pages,
):  # fixed addresses before those with a number
    router.include_router(part.router)
menu = (*pages.menu, *types_pages.menu, *kinds.menu)

__all__ = ["menu", "router"]
