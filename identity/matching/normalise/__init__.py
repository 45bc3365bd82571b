"""The words of names in one form, however they were typed.

Python decides word by word (a million names hold few distinct words); SQL puts the words together.
The rules are no lists of names: a new name is treated like all others.
"""
