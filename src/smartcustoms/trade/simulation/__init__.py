"""Trade simulation: a seeded, simulated administration whose parties trade, cheat, get caught and react.

Purpose: test what no public data set can test (learning from selected examinations, exploration, drift, adversaries),
and feed the demo world. Everything made here is simulated and its identifiers say so (SIM...).
Open first: world.py (what happens in a week); then schemes.py (how duty is evaded) and inspection.py (what is found).
"""
