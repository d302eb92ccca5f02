"""Transhipment: may these goods pass through and keep their preference, and who is served next, so that nobody waits without end?

A company registers once; it applies for a certificate of non-manipulation at least one calendar day before the goods arrive, pays the fee
of its demand note and waits in a queue where AEOs go first under a rule with a bound; officers examine or supervise, and issue the
certificate as a signed paper or refuse it. Agreements, economies and fees are dated data, most of it assumed and marked so.
Standards: the Hong Kong FTA Transhipment Facilitation Scheme; SAFE Framework, benefits of AEOs. Open first: `life.py`, then `priority.py`.
"""
