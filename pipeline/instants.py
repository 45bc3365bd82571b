"""Instants: what `--as-of` may say, and as of when a run shows the world."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from common.errors import ConfigurationError
from common.instants import format_instant
from common.settings import Settings

EXAMPLE = "2022-09-05T18:00+06:00"


def instant_of(
    text: str, time_zone: str, say: Callable[[str], None] = lambda message: None
) -> datetime:
    """The instant that `text` (ISO 8601) names, in UTC.

    Without an offset it is local time in `time_zone`, and `say` is told so. A date alone is
    refused: it could mean its morning or its evening. Raises ConfigurationError.
    """
    try:
        said = datetime.fromisoformat(text)
    except ValueError:
        said = None
    if said is None or ":" not in text:
        raise ConfigurationError(
            f"{text!r} is not an instant; write date, time and offset, like {EXAMPLE}"
        )
    if said.tzinfo is None:
        say(f"{text} has no offset and is taken as the time in {time_zone}")
        said = said.replace(tzinfo=ZoneInfo(time_zone))
    try:
        return said.astimezone(UTC)
    except OverflowError:
        raise ConfigurationError(f"{text!r} is outside of the calendar in UTC") from None


def require_past(settings: Settings, instant: datetime) -> None:
    """ConfigurationError for an instant of which not everything can be known yet."""
    if instant > _now_or_later(settings):
        raise ConfigurationError(
            f"{format_instant(instant)} has not come yet; give an instant that is past"
        )


def known_now(settings: Settings) -> datetime:
    """The instant whose state a run shows that begins now.

    A decision that is being written is waited for: whatever is written later bears a later instant.
    """
    from identity.store import at_rest

    with at_rest(settings.vault):
        return _now_or_later(settings)


def _now_or_later(settings: Settings) -> datetime:
    """Never before anything that is written down already, so that a clock that stands still or was
    put back hides nothing from a run."""
    from identity.store import latest_instant as latest_decided
    from ingestion.ledger import latest_instant as latest_entered

    written = latest_entered(settings.ledger), latest_decided(settings.vault)
    return max([settings.clock(), *(instant for instant in written if instant)])
