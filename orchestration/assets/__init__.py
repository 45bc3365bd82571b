"""The assets, a file for each station; read in the order of the data's way."""
