"""Papers: is this paper genuine, and is it still valid?

Whatever an authority issues leaves as two signed forms: JSON (JWS, RFC 7515) for machines and PDF (PAdES, ETSI EN 319 142) for people,
with a QR code and a validation code. Anybody can check one on the public page, or offline with the public keys.
Nothing of customs is in here: what a paper says is given by whoever issues it.
Open first: `model.py`, then `actions.py`; what "altered" means is in `verifying.py`.
"""
