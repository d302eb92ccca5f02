"""Smart Business Development."""
