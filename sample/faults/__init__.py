"""Planted faults: one of every kind, each with the place where it must end up.

Faulty rows are rows of their own, with ids that no sound row has; rejected files replace nothing.
So every figure of the sound rows stays as it is.
"""
