"""Examinations: what did we find when we looked?

A red lane makes an order to examine the goods, a yellow one an order to check the documents. An officer with the skill and the least
load does it, step by step, on a tablet; the finding is an event from which the profiles and the rules learn.
Law and standards: Revised Kyoto Convention, General Annex 3.33 to 3.36 (examination, officers, samples), 6.3 to 6.5.
Open first: `model.py`, then `actions.py`.
"""
