"""What is owed, what was paid, and does every cent agree: demand notes, payments, refunds, guarantees, the bank's statements.

Every movement of money is an entry of the ledger whose postings sum to zero; a note's total is what was paid, what is owed and what was
written off, always. The services that collect (an FPS-like code to scan, a card-like hosted page) are simulated, and say so.
Law and standards: Revised Kyoto Convention, General Annex 4 (duties, deferred payment, repayment) and 5 (security); EMVCo merchant-
presented QR codes; ISO 20022 camt.053. Open first: `model.py`, then `actions/`.
"""
