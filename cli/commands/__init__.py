"""The commands of `prottasha` that are long, or groups: a module each; `cli.py` joins them."""
