"""E-locks: where is the sealed truck, is its lock whole, and was it opened only where and by whom it may be?

Standards: JT/T 808-2013 and -2019, ISO 17712 (strength of seals), the vendors' own protocols named in `protocols/`; the Single
E-lock Scheme's rule that one lock is honoured under separate monitoring. Everything here is judged in the lock's own time.
Open first: `model.py` (the vocabulary), then `protocols/` (how each device says it), then `judging.py` (what is an alarm), then
`proofs/` (how it is proved to another administration or a court).
"""
