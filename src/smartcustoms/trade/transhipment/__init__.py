"""Transhipment: who is served next, so that authorised operators go first and nobody waits without end?

Of the scheme for transhipment under free trade agreements, here stands the rule of the priority queue with its bound, and a simulation that
shows the waits of each class. Standards: the Hong Kong FTA Transhipment Facilitation Scheme (priority for AEOs); SAFE Framework, benefits.
Open first: `priority.py`.
"""
