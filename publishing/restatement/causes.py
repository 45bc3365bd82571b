"""The causes of a restatement, in the order in which they are applied from one release to the next.

The order is a convention: where two causes touch one person, the later one is given what is left.
"""

from __future__ import annotations

# By state: what is read or counted otherwise comes first, then the records, then who is who.
STATES = (
    "code_change",
    "withdrawn_delivery",
    "corrected_row",
    "late_arrival",
    "identity_split",
    "identity_merge",
    "decision",
)
# Told apart from code_change where the registry says otherwise of the indicator.
DEFINITION = "definition_change"
# Never to be seen: the check `restatements_are_explained` refuses a run that has one.
UNEXPLAINED = "unexplained"
CAUSES = (DEFINITION, *STATES, UNEXPLAINED)

LABELS = {
    "definition_change": "definition changed",
    "code_change": "read or counted by other code",
    "withdrawn_delivery": "delivery withdrawn",
    "corrected_row": "row corrected",
    "late_arrival": "late arrival",
    "identity_split": "one person is two",
    "identity_merge": "two persons are one",
    "decision": "reviewer's decision",
    "unexplained": "not explained",
}
