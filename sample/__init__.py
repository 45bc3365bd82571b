"""A synthetic programme in the real export layouts, with the true figures beside it.

Only the command line, the tests and the benchmarks import this package. The stations never do.
"""
