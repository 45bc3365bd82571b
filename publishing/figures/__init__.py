"""Figures out of a warehouse file, and the rows behind each of them."""
