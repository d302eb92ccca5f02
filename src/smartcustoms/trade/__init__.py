"""Smart Trade Facilitation."""
