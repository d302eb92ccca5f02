"""Proofs: what a lock, a gateway and an administration say, so that another administration or a court can check it offline.

Standards: COSE_Sign1 (RFC 9052), Ed25519 (RFC 8032), SM2 with SM3 (GB/T 32918.2, GB/T 32905), the Merkle tree of RFC 9162 (the
kernel's, of the audit trail), one-time passwords by counter (RFC 4226). Pure: no database, web or clock.
Open first: `statements.py` (what administrations say; how it is signed: `signing/`), then `chain.py` (a lock's events),
`tokens.py` (who may unlock), and `verifying.py` (what `smartcustoms elocks verify` proves).
"""
