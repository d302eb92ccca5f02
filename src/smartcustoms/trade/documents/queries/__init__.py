"""What can be asked about documents; never writes but the note of a look."""

from smartcustoms.trade.documents.queries.types import (
    document_type,
    needs,
    plain_need,
    plain_type,
    schema_of,
    type_version,
    type_versions,
    types,
    types_known,
)

__all__ = [
    "document_type",
    "needs",
    "plain_need",
    "plain_type",
    "schema_of",
    "type_version",
    "type_versions",
    "types",
    "types_known",
]
