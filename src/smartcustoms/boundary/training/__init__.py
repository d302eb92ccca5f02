"""Training: how well does this officer find what he should, and what does he miss?

Threat image projection: threats are simulated and put into pictures of clean bags; the officer decides, then is told. Which pictures hold
one is known to nobody before the decision: not to pages, JSON, notes of deeds or figures. From hits and false alarms come d' and c
(signal detection theory: Green and Swets 1966; small numbers corrected after Hautus 1995; intervals after Gourevitch and Galanter 1967).
Ratio, time limit, categories and how much may lie over a threat are the supervisor's, each choice with its reason.
Courses are as hard as the officer is good (`adapting.py`); certification tests ask a fixed set and tell nothing before the end
(`passing.py`). Projections into real scans belong to boundary/detection; here they are led and counted.
Open first: `actions/`, then `figures.py` and `imaging/projection.py`.
"""
