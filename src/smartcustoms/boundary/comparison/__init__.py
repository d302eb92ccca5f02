"""Comparison: is this the same vehicle as last time, and what is in it now that was not?

A new scan is registered onto an earlier one (a line scan stretches along one axis only), attenuations are subtracted with a model of
noise and edges, and what was added or taken out is ranked with its box and its mass. Two different vehicles are refused as such.
Open first: `actions.py`, then `imaging/registration.py` and `imaging/difference.py`.
"""
