"""How does what traders send reach us, is it proved when it came, and is nothing lost while the rest is down?

Channels: HTTPS with a signed receipt, and a folder that a trader's SFTP account drops files into. Everything is first stamped (hash, time,
number) and kept; it is worked off afterwards in its sender's name and at its first time. While the database is away the HTTPS channel
spools on disk and still gives its receipt. Lanes that stand without any network write numbered slips, which are entered later until none is
left over. Law: Revised Kyoto Convention, General Annex 3.11, 3.18 (lodging by electronic means), 7.1 to 7.4.
Open first: `model.py`, then `actions.py`; what a message becomes is in `sorting.py`.
"""
