"""What every capability needs, and no business decision."""
