"""The ledger: what landed, when, what was made of it, what was withdrawn.

`store` keeps the file, `writer` adds entries, `history` and `queries` read them back.
"""
