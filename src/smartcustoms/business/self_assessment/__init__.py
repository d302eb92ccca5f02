"""Self-assessment: is my business ready to apply as an authorised economic operator, and what must it mend first?

Questions by criterion, for tier 1 (ten criteria) and tier 2 (twelve), each tied to a condition A to M of the WCO SAFE Framework; a
score of 0 to 100, a grade, and advice. Anybody may use it and nothing is kept; with an account it is saved and becomes the draft of
the application. Standards: WCO SAFE Framework of Standards (2021), AEO conditions; the Hong Kong AEO Programme's criteria.
Open first: `reference/questions/`, then `scoring.py`.
"""
