"""What does this EDIFACT interchange say, and where does it break the syntax or its message's table? Pure syntax: no business.

Standard: ISO 9735 (UN/EDIFACT application-level syntax rules), versions 1 to 4, batch only. Bytes → separators and character set
(`separators.py`, `charsets.py`) → envelopes (`envelopes.py`) → messages, split when asked for (`splitting.py`) → checked against the
tables in `reference/` (`checking.py`) → answered by CONTRL (`contrl.py`). Open first: `reading.py`.
"""
