"""Words: sentences in the languages of the administration.

Start at `model.py`; catalogues are `words/*.po` in each capability.
"""
