"""Timings: whole processes, side by side in one run, reported as medians and ratios."""
