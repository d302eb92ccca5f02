"""Smart Boundary Management."""
