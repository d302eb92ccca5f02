"""One file per device protocol, each with its standard: bytes in, messages of the one vocabulary out; no socket, clock or database.

Open first: `catalogue.py` (which protocols there are), then `reading.py` (how all of them read bytes and refuse).
"""
