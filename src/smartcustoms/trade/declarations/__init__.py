"""What goods come in and go out, who says so, and where each declaration stands.

Law: Revised Kyoto Convention, General Annex 3 (clearance); terms of the WCO Data Model 3.6. One row of cells as entered
(`fields.py`) → checked by named rules (`rules.py`) → lodged, assessed, and answered in one transaction (`actions/lodging.py`).
Open first: `model.py`, then `fields.py`.
"""
