"""Instants: their one text form. It is UTC with a fixed width, so texts sort like instants."""

from __future__ import annotations

from datetime import UTC, datetime

TEXT_FORM = "%Y-%m-%dT%H:%M:%S.%fZ"


def format_instant(instant: datetime) -> str:
    """ISO 8601, UTC, to the microsecond: `2022-10-05T00:00:00.000000Z`."""
    return instant.astimezone(UTC).strftime(TEXT_FORM)


def parse_instant(text: str) -> datetime:
    """The instant that `format_instant` wrote; ValueError for anything that is not ISO 8601."""
    return datetime.fromisoformat(text)


def read_clock() -> datetime:
    """Now, in UTC. Whatever tests must be able to set goes by `Settings.clock` instead."""
    return datetime.now(UTC)
