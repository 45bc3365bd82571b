"""The bulletin of a month: its queries, its templates, and the page that they make."""
