"""Training: a new linking model from the documents in the vault, and what it would change."""
