"""Signing: one form of CBOR, COSE_Sign1 over it, and the suites of signatures behind one port.

Standards: RFC 8949 (CBOR), RFC 9052 (COSE), RFC 8032 (Ed25519), GB/T 32918 and 32905 (SM2, SM3). Open first: `cose.py`.
"""
