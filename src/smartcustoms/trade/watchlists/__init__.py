"""Watchlists: companies, commodities, bills and addresses that officers want to be told of, each entry for a time and a reason.

Standard: Revised Kyoto Convention, General Annex, 6.3 and 6.4 (risk analysis); SAFE, annex on targeting. Rules look into the lists
(`importer in list "watched importers"`). One officer adds an entry; taking one off before its time needs a second.
Open first: `model.py`, then `actions.py`.
"""
