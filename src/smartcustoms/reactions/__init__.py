"""One file per event: what the platform does next."""
