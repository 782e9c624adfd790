"""The errors a user sees: one line each, with the way out.

`MigratorError` is the only root; the command line catches it once, prints the line and the hint, and exits with
`exit_code`. A traceback is shown only with ``--debug``.
"""

from __future__ import annotations

#: exit code of a command that read evidence with losses: rejected or unknown records, unreadable files
READ_WITH_LOSSES = 5


class MigratorError(Exception):
    """An error for the user; *hint* says what to do about it."""

    exit_code = 2

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InputError(MigratorError):
    """Evidence, an option or a file cannot be used as given; nothing was changed."""


class NotInteractiveError(MigratorError):
    """An answer is missing and there is no terminal to ask on; *option* is the option that supplies it."""

    def __init__(self, question: str, option: str) -> None:
        super().__init__(f"{question}: no answer, and this is not a terminal", hint=f"Give {option}")
        self.option = option


class Interrupted(MigratorError):
    """Ctrl-C ended a repair; the message says what holds: nothing was changed."""

    exit_code = 130


class GuardRefused(MigratorError):
    """A guard of the repair refused; nothing was changed."""

    exit_code = 3


class TargetError(MigratorError):
    """A database or server could not be reached or answered with an error; the connection text is already redacted."""

    exit_code = 4


class NotConnected(TargetError):
    """A server cannot be reached, or refuses the login; nothing was begun."""

    exit_code = 2


class TargetBusy(TargetError):
    """Another program holds locks on what was to be read; nothing was begun."""

    exit_code = 2
