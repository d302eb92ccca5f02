"""Agencies: who decides next, and by when?

Whatever needs the word of one agency or several is a review: its route names the agencies' steps, one after another or side by side, with
the skill each needs and the business days promised. Officers take steps from their agency's queue, ask the trader (the clock stops), impose
conditions, grant or refuse with reasons from law; a second person approves where the step says so. Simple cases are decided by dated rules,
but for a keyed random sample that an officer sees. An agency sees its own steps and what is shared with it, in the database too.
Standards: WCO Compendium "How to Build a Single Window Environment"; UN/CEFACT Recommendation 33;
Revised Kyoto Convention, General Annex 3.35 and chapter 10 (appeal).
Open first: `model.py`, then `actions/`.
"""
