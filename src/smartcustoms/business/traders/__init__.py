"""Traders: who is this operator in the supply chain, by which numbers, for whom may it act, and what does customs know of it?

One register of operators for every capability: names in several languages, numbers with their check, addresses, roles, relations,
authorisations of agents, corrections, duplicates and their merging, companies' registration. Standards: WCO Guidelines on the
Trader Identification Number (2018); GB 32100-2015 and the other national numbers of `reference/business_numbers.csv`.
Open first: `model.py`, then `actions/registering.py`.
"""
