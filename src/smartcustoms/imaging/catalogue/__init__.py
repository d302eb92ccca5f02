"""Things with exact shapes, sizes drawn at random: what officers look for (`threats.py`), what people carry (`belongings.py`,
`devices.py`), what it lies in (`baggage.py`), what it travels in (`vehicles.py`). `making.py` makes one by its word.

All shapes and sizes are our own guesses.
"""
