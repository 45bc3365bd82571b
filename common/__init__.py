"""The ground floor: what every station needs, once. It imports no other folder."""
