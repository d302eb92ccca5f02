"""The platform as it is installed, away from its clone."""
