"""May this truck go on, or must it report for inspection, decided before it arrives and only matched at the lane?

What a truck carries is known and judged before it comes; at the lane its plates, tag, e-lock, driver's code and weight need only agree
with what is expected. Any two identities that disagree send it to inspection, never on. A lane at the kerb works 15 minutes without the
centre, by a signed book of decisions; after that, by numbered paper slips that are settled later.
Base: the advance road cargo scheme of Hong Kong (references bundled with a truck, go or inspect shown at the lane).
Open first: `matching.py` (the rule), `plates.py` (how plates read), then `book.py`, `kerb.py` (the lane alone) and `actions/`.
"""
