"""The gateway that locks connect to: TCP for devices' own protocols, MQTT for our own signed lock, HTTP for phones.

What it reads goes in batches to one action, and is acknowledged when that has committed: an acknowledged fix is on the disk.
Open first: `batching.py` (what happens to what was read), then `serving.py` (sockets), `streams.py` (protocols as streams).
"""
