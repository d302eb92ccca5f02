"""Documents: which paper do these goods need, who gives it, and where does the application stand?

A document type (licence, permit, certificate, declaration, manifest) is a dated file in `reference/types/`, or one an administrator
wrote on the page; the trader's form, the API's schema and the paper follow from it, and no code knows a type by its name.
Law: each type names its own. Standards: JSON Schema draft 2020-12 for forms; UN/CEFACT Recommendation 33 (Single Window).
Open first: `model.py`, then `catalogue.py` (how a type is read and checked), `forms.py` (how a form is drawn and checked).
"""
