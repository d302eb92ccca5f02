"""What does this message of the WCO Data Model say, is it in order, and how is it written back without losing anything?

Pure: no database, no web, no clock. Bytes → checked XML tree (`parsing.py`) → structure against the table of classes
(`classes.py`, `walking.py`) or an administration's schemas (`schemas.py`) → JSON of the same classes → XML again (`writing.py`).
Element order, attributes, namespaces, prefixes and text are kept; comments, processing instructions and the white space between
elements are no part of a message and are left out. Open first: `reading.py`.
"""
