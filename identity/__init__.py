"""Who is who: which case records are one person.

The only station that works on names and documents. It works inside the vault and hands out
pseudonymous person ids, nothing else.
"""
