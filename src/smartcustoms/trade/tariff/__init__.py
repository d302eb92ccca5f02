"""Which goods go under which code of the Harmonized System, how to find it by words, and what holds for it at the border on a day.

Law: the International Convention on the Harmonized Commodity Description and Coding System (WCO, 1983), edition 2022; the measures
are each administration's own, dated, in `reference/measures.csv`. Its legal notes are not held: no free list has them.
Open first: `nomenclature.py`.
"""
