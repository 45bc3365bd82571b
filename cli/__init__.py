"""The command `prottasha` and nothing else: options in, text out."""
