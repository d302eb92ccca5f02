"""The web shell: who asks (`access.py`), the frame around every page (`pages.py`), its parts (`templates/parts.html`),
how errors are told (`refusals.py`), and live updates (`live.py`). Open `access.py` first.
"""
