"""Jobs: work that takes long or comes by the clock, durable, one run at a time per key, resumed after a kill.

Open first: `model.py` (a job, its run, and the work a long job does), then `actions.py` (start one) and `running.py` (how it is run).
"""
