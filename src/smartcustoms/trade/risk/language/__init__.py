"""The officers' rule language: read, checked, written back, and compiled; no text of a user is ever run as code.

A rule says which declarations it concerns, and to which lane a hit sends them::

    rule "SPIRITS-1"
    if hs_code starts with "2208" and origin in ("FR", "GB") and price_per_kg < 5
       and importer in list "watched importers"
    then red 80%, at most 20 hits unselected
    from 2026-01-01 until 2026-12-31
    offices ("10", "20")

The meaning is the one officers know from ASYCUDA's selectivity (lanes, probability of a lane, offices, validity,
lists, "maximum hits with no selection"). A test of a missing value is false, whatever the test, except `is missing`.

Open first: `tree.py` (what a rule is), `meaning.py` (what it means, slowly, as the definition), then `reading.py`.
Compiled forms, held equal by a property test: `columns.py` (Polars), `sql.py` (DuckDB, PostgreSQL), `masks.py` (a batch as
bit masks in numpy) and `single.py` (one declaration).
"""
