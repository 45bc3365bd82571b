"""The root of the errors of this station.

Messages hold record ids, person ids, counts and paths; never a value of a personal column.
"""

from common.errors import ProttashaError


class IdentityError(ProttashaError):
    """Linking, reviewing or the register cannot go on."""
