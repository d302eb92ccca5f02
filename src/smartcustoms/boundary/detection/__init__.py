"""Detection: what in this scan should an officer look at, and why?

Detectors side by side: material (pieces of one matter, what surrounds them subtracted, against a threat table), texture (matter that
repeats at the pitch of cigarettes or of bundles of banknotes, or is made of grains) and shape (small networks on attenuation and
atomic number, where their weights are there). Each alarm says what and why in words and numbers, with box, mask, score and the version
of its method. It decides nothing; an officer does: the alarms of a scan that came are kept, an officer opens it, says of each alarm
whether it is right and of the scan whether it is clear, and where the law of `looking.py` asks a second officer does so without seeing
what the first said.
Open first: `queries.py`, then `material.py`; for the decision and projections `actions/`.
"""
