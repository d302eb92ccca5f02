"""Authorised economic operators: who may be trusted, since when and until when, and what does it bring him?

Application (form, profile, questionnaire, process map, site plan), completeness, history, validation visits with findings and corrective
actions, a decision by two people, the certificate, monitoring, renewal, suspension, revocation, appeal. Deadlines and benefits are dated
data. Standards: WCO SAFE Framework of Standards (2021), AEO conditions A to M; the Hong Kong AEO Programme.
Open first: `lifecycle.py` (what may follow what), then `reference/programme.toml`, then `actions/`.
"""
