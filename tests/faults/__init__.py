"""Faults: processes are killed with kill -9, and afterwards everything acknowledged is there, once."""
