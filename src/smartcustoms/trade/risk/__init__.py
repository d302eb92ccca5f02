"""Cargo Big Data System: of all that comes in, choose the few consignments to examine, say why, let the rest go.

Law and standards: Revised Kyoto Convention, General Annex, standards 6.2 to 6.5 (risk management, selectivity);
WCO Risk Management Compendium, volume I. Lanes have the meaning officers know from ASYCUDA's selectivity.
Open first: `model.py` (the risk row, lanes), then `actions/` and `lanes.py`.
"""
