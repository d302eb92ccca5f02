"""Cases: what is being investigated, by whom, and what came of it?

A cut e-lock or a seizure opens a case by a reaction, an officer opens one by referring something. Investigators take it, link what
belongs to it, note what they learn, and close it with an outcome and a cause. Need-to-know: only investigators see cases, and of a
restricted one only its lead, its team and those who lead investigations.
Law and standards: house rules, docs/decisions/0035-cases.md; prosecution itself is another authority's matter.
Open first: `life.py`, then `actions/`.
"""
