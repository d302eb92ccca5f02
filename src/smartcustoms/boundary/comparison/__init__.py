"""Comparison: is this the same vehicle as last time, and what is in it now that was not? And the library: what was hidden, where, how?

A new scan is registered onto an earlier one (a line scan stretches along one axis only), attenuations are subtracted with a model of
noise and edges, and what was added or taken out is ranked with its box and its mass. Two different vehicles are refused as such.
The library keeps references of concealments, each version reviewed by two other analysts; they are searched by words and by picture,
and go out as COCO and Pascal VOC.
Open first: `queries.py`, then `imaging/registration.py` and `imaging/difference.py`;
for the library `actions.py` and `imaging/embedding.py`, `imaging/likeness.py` and `imaging/warped.py`.
"""
