"""Start-up only: finds the capabilities and runs them."""
