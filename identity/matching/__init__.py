"""From case records to clusters: which records are one person, and by which links."""
