"""Who is who: which case records are one person.

The only station that works on names and documents. It works inside the vault and hands out
pseudonymous person ids, nothing else. Its rooms, in the order of work:

- `matching`: from case records to clusters, by documents, the model and decisions;
- `register`: from clusters to stable person ids, and the reviewers' decisions;
- `review`: what a reviewer needs to decide about pairs of the grey zone;
- `training`: a new linking model, and what it would change.

The SQL files of a room run in the order of their numbers; those without a number run alone.
"""
