"""A synthetic programme in the real export layouts, with its truth beside it.

Only the command line imports this package; the stations never do.
"""
