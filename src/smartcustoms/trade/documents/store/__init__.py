"""Tables of documents and all their SQL."""

from smartcustoms.trade.documents.store.tables import document_type_version
from smartcustoms.trade.documents.store.types import activated, add_version, change_version, version, versions

__all__ = ["activated", "add_version", "change_version", "document_type_version", "version", "versions"]
