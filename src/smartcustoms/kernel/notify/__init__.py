"""Messages to people: on a page always; by mail, SMS or web push for those who asked for it.

`actions.tell` keeps the message in the caller's transaction; the job `notify.send` carries copies out, each tried again alone, so a dead
mail server stops nothing. Open first: `actions.py`.
"""
