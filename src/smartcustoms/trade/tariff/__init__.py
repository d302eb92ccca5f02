"""Which goods go under which code of the Harmonized System, and how to find it by words.

Law: the International Convention on the Harmonized Commodity Description and Coding System (WCO, 1983), edition 2022.
Open first: `nomenclature.py`.
"""
