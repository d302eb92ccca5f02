"""The database: PostgreSQL only, embedded by default, one unit of work per request or step.

Open first: `unit.py` (the unit of work), `connect.py` (which PostgreSQL), `cluster.py` (the embedded one).
"""
