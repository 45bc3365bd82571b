"""Instants: what `--as-of` may be, and the instant whose state a run shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from common.errors import ConfigurationError
from common.instants import format_instant
from common.settings import Settings

EXAMPLE = "2022-09-05T18:00+06:00"


def parse_local_instant(
    text: str, time_zone: str, say: Callable[[str], None] = lambda message: None
) -> datetime:
    """The instant that `text` (ISO 8601) names, in UTC.

    Without an offset it is local time in `time_zone`, and `say` is told so. A date alone is
    refused: it could mean its first or its last moment. Raises ConfigurationError.
    """
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        parsed = None
    if parsed is None or ":" not in text:
        raise ConfigurationError(
            f"{text!r} is not an instant; write date, time and offset, like {EXAMPLE}"
        )
    if parsed.tzinfo is None:
        say(f"{text} has no offset and is taken as the time in {time_zone}")
        parsed = parsed.replace(tzinfo=ZoneInfo(time_zone))
    try:
        return parsed.astimezone(UTC)
    except OverflowError:
        raise ConfigurationError(f"{text!r} is outside of the calendar in UTC") from None


def require_past(settings: Settings, instant: datetime) -> None:
    """Raise ConfigurationError for an instant of which not everything can be known yet."""
    if instant > _find_latest_instant(settings):
        raise ConfigurationError(
            f"{format_instant(instant)} has not come yet", "give an instant that is past"
        )


def find_known_instant(settings: Settings) -> datetime:
    """The instant whose state is shown by a run that begins now.

    It waits for a decision that is being written: whatever is written later has a later instant.
    """
    from identity.register.register_file import hold_register

    with hold_register(settings.vault):
        return _find_latest_instant(settings)


def _find_latest_instant(settings: Settings) -> datetime:
    """Now, or the instant of the latest entry if the clock was put back: no run may miss one."""
    from identity.register.register_file import find_latest_instant as latest_decided
    from ingestion.ledger.queries import find_latest_instant as latest_entered

    written = latest_entered(settings.ledger), latest_decided(settings.vault)
    return max([settings.clock(), *(instant for instant in written if instant)])
