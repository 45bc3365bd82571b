"""What a field says apart from how it was typed: script, spelling, digits and dates.

Python decides word by word (a million names hold few distinct words); SQL puts the words together.
Rules, not lists of names: a name that was never seen before is treated like all others.
"""
