"""Tables of transhipment and all their SQL: companies, applications with files, controls and history, the queue."""

from smartcustoms.trade.transhipment.store import applications, companies, line, tables

__all__ = ["applications", "companies", "line", "tables"]
