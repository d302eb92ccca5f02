"""Smart Investigation and Case Management."""
