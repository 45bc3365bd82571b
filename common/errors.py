"""The root of all errors that a user sees, and the exit codes of the command line.

A message names the place and the rule, and says what to do. It never holds a value of a personal
column: it may reach logs, alerts and the run history.
"""

from __future__ import annotations

REFUSED, INPUT_ERROR, INTERRUPTED = 1, 2, 130


class ProttashaError(Exception):
    """Work cannot go on. `next_step` is a command or an action, where the message has none."""

    exit_code = INPUT_ERROR
    next_step = ""

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        if next_step:
            self.next_step = next_step


class ConfigurationError(ProttashaError):
    """A setting, an option or the programme file is wrong."""
