"""Planted faults: one of every kind, listed with the place where the warehouse must put it.

Faulty rows are additional rows whose ids no sound row has. Rejected files replace no other file. So
the figures of the sound rows do not change.
"""
