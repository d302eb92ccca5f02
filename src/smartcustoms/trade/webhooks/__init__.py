"""Which system of a trader's is told of each step of his declarations, and did it get every notice once?

A webhook is an address of an organisation's to which each notification (RES) is posted, as XML or JSON, signed with a secret that only
both sides have. Deliveries are kept beside the notice they carry, tried again with growing pauses, and dead after some tries, with the
reason shown. Standards: HMAC (RFC 2104) with SHA-256; notifications as in trade/declarations.
Open first: `actions.py`; what an address may be is in `addresses.py`, what is signed in `signing.py`.
"""
