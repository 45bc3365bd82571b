"""What the identity station says when it cannot go on.

Messages hold record ids, person ids, counts and paths; never a value of a personal column.
"""

from common.errors import ProttashaError


class IdentityError(ProttashaError):
    """The command cannot be done; the message says why and what to do."""
