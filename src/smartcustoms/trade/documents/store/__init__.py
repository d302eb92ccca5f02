"""Tables of documents and all their SQL: `tables`, `types` (what administrators wrote), `written` (changes), `asked` (reads)."""

from smartcustoms.trade.documents.store import asked, types, written
from smartcustoms.trade.documents.store.tables import (
    document,
    document_attachment,
    document_delegation,
    document_goods,
    document_key,
    document_link,
    document_message,
    document_step,
    document_subscription,
    document_type_version,
    document_use,
    document_version,
    document_word,
)

__all__ = [
    "asked",
    "document",
    "document_attachment",
    "document_delegation",
    "document_goods",
    "document_key",
    "document_link",
    "document_message",
    "document_step",
    "document_subscription",
    "document_type_version",
    "document_use",
    "document_version",
    "document_word",
    "types",
    "written",
]
