"""What the benchmark strategies.py compares: ways of choosing, what they see, and the DATE idea re-built."""
