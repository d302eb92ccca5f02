"""Do goods originate under a free trade agreement, by which rule, and with what working?

Law: the agreements' own chapters on origin; the Revised Kyoto Convention, Specific Annex K (rules of origin); each rule stands in
`reference/agreements.toml`, dated, with its source (most are assumed, and say so). Nothing asked is kept.
Open first: `rules.py`.
"""
