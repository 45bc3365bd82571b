"""Other linkers on the same records, set up as their own documentation says."""
