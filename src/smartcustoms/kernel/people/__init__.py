"""People: users, organisations and what they may do; sign-in and sessions.

Standards: Cedar policies decide (deny unless granted), row-level security is the second wall; NIST SP 800-63B for sign-in.
Open first: `model.py`, then `queries.py` (`may`, `require`).
"""
