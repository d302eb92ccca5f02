"""Events: facts recorded in the transaction that made them true, delivered at least once, in effect once.

Open first: `model.py` (what an event is), then `relay.py` and `steps.py`.
"""
