"""Files kept by their SHA-256: written once, verified on every read, in a folder or in an S3 object store.

Start at `actions.py` (`keep`) and `queries.py` (`content`). The bytes are put before the row: a transaction that fails leaves at most an
object nobody names, which `smartcustoms files report` lists; a row without bytes cannot come to be.
"""
