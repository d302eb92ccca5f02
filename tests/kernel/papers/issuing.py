"""A paper as the tests issue it: three languages, long values, characters that mean something elsewhere."""

from datetime import date
from typing import Any

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.papers import actions
from smartcustoms.kernel.papers.model import Paper, Section
from smartcustoms.kernel.settings import Settings

TITLE = {"en": "Import licence", "zh-Hant": "進口許可證", "zh-Hans": "进口许可证"}
OFCA = {
    "en": "Office of the Communications Authority",
    "zh-Hant": "通訊事務管理局辦公室",
    "zh-Hans": "通讯事务管理局办公室",
}
GOODS = Section(
    {"en": "Goods", "zh-Hant": "貨物", "zh-Hans": "货物"},
    (
        (
            {"en": "Description", "zh-Hant": "貨品說明", "zh-Hans": "货品说明"},
            "Radio transmitters <b>&amp; parts</b>, 無線電發射器具（包括零件）",
        ),
        ({"en": "Quantity", "zh-Hant": "數量", "zh-Hans": "数量"}, "120 units"),
    ),
)  # fmt: skip


def issued(uow: UnitOfWork, settings: Settings, **other: Any) -> Paper:
    asked: dict[str, Any] = {
        "kind": "radio_permit",
        "number": "L26000000011",
        "title": TITLE,
        "holder": "bela-trading",
        "content": {"quantity": "120", "unit": "C62"},
        "sections": [GOODS],
        "valid_from": date(2026, 11, 24),
        "valid_until": date(2027, 5, 23),
        "by": OFCA,
        "at": uow.at,
        "settings": settings,
    }
    return actions.issue(uow, **(asked | other))
