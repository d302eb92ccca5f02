"""The audit trail: every change and every look at personal data, in a Merkle tree that shows any later tampering.

Law and standards: evidence in the sense of the administration's electronic transactions law; RFC 6962 (the tree and its proofs), C2SP
`tlog-checkpoint` and `signed-note` (the checkpoints). Deeds are written by `UnitOfWork.note` in the business transaction; here they are
put into the tree. Start at `actions.py` (`sequence`), then `verifying.py` (what `smartcustoms audit verify` finds).
"""
