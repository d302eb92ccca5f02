"""Recognition: which operators does another administration trust, which consignors are they, and does it know at once of a change?

An arrangement between two administrations is data: partner, fields agreed, direction, suite of algorithms, benefits. Messages (add,
change, suspend, revoke, withdraw, full reconciliation, acknowledgement) are signed, then encrypted (JWS in JWE, or CMS), numbered in
order, kept to the fields agreed and to operators who consent; what fails a check is refused with its reason and changes nothing.
Consignors of declarations are matched with partners' operators, by number, or by name and address once an officer says so; trade/risk
asks for them.
Standards: RFC 7515, 7516, 7518 (JWS, JWE, algorithms), 5652, 5083, 5753 (CMS), WCO TIN guidelines (2018), SAFE Framework.
Open first: `model.py`, then `sealing.py` (what is genuine), then `actions/` (what is accepted, and when), `likeness.py` (who is who).
"""
