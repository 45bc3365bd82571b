"""The check dictionary, the Great Expectations gate, and the five verdicts of every check.

`dictionary` says what is checked, `gate` and `dbt_results` bring counts, `verdicts` concludes.
No row's value is ever kept here: results hold counts and row references.
"""
