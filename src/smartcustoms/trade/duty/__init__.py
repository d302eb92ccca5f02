"""What duty or charge is due on goods, with the working line by line: each line names its law and since when the rate holds.

Law: for Hong Kong the Dutiable Commodities Ordinance (Cap. 109), Schedule 1, and the Import and Export (Registration)
Regulations (Cap. 60E); every rate stands in `reference/`, dated, with its source. Another administration changes that file.
What stands beside the rates (permits, concession, lateness, reliefs): `provisions.py`. Open first: `formulas.py`.
"""
