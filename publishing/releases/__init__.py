"""Releases: published folders, their chain, and what may be done with them. None ever changes."""
