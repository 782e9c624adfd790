"""The log that a support person asks for (`--log`), and what `--debug` adds on stderr.

Logged are counts, file names, steps and times: never a password, never a person. Every line passes the redaction of
connection text, and the file shows of an error its type and where it was raised, not its message, which may quote the
evidence. The libraries' own loggers are left alone, because they write the values of statements.
"""

from __future__ import annotations

import logging
import platform
import sys
import time
import traceback
from copy import copy
from pathlib import Path
from types import TracebackType

from .. import __version__
from ..database.connection import redact
from ..errors import InputError
from ..files import is_database

_ROOT = logging.getLogger("migrator")
_LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class _Redacting(logging.Formatter):
    """A line without passwords; times are UTC."""

    default_msec_format = "%s.%03dZ"

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name that logging calls
        """One line, whatever a file is called."""
        return "".join(char if char.isprintable() else "�" for char in super().formatMessage(record))

    def format(self, record: logging.LogRecord) -> str:
        """The record without a password; a copy, because a record keeps the traceback as another handler wrote it."""
        own = copy(record)
        own.exc_text = None
        return redact(super().format(own))


class _ForFile(_Redacting):
    """A line for the file: of an error only its type and the places in this program."""

    def formatException(self, ei: _Raised) -> str:  # noqa: N802 - the name that logging calls
        """Type and places, without the message."""
        places = [f"  {Path(at.filename).name}, line {at.lineno}, {at.name}" for at in traceback.extract_tb(ei[2])]
        return "\n".join([*places, f"  {ei[0].__name__ if ei[0] else 'no error'}"])


class _LogFile(logging.FileHandler):
    """The file of the log. Where it cannot be written any more the work goes on, and its exit code is what it would be.

    Attributes:
        failure: why a line could not be written.
    """

    failure: str | None = None

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name that logging calls
        """Keep why, in place of a traceback for each line."""
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            super().handleError(record)
            return
        self.failure = error.strerror or str(error)

    def close(self) -> None:
        """Close it; what is still to be written may fail again."""
        try:
            super().close()
        except OSError as error:
            self.failure = error.strerror or str(error)


def start_logging(log: Path | None, *, debug: bool, command: str) -> None:
    """Write the log to the file *log*, and with *debug* to stderr as well; nothing where neither is asked for.

    Raises:
        InputError: the file cannot be written.
    """
    if _ROOT.handlers:  # a stop of the tour, which logs into the log of the tour
        return
    handlers: list[logging.Handler] = []
    if log is not None:
        if is_database(log):
            raise InputError(f"--log: {log}: this is a database, or a project", hint="Choose another name")
        try:
            handlers.append(_with(_LogFile(log, encoding="utf-8"), _ForFile(_LINE)))
        except OSError as error:
            raise InputError(f"--log: {log}: cannot be written: {error.strerror or error}") from None
    if debug:
        handlers.append(_with(logging.StreamHandler(sys.stderr), _Redacting(_LINE)))
    if not handlers:
        return
    if not debug:
        warnings = _with(logging.StreamHandler(sys.stderr), _Redacting("%(message)s"))
        warnings.setLevel(logging.WARNING)
        handlers.append(warnings)
    for handler in handlers:
        _ROOT.addHandler(handler)
    _ROOT.setLevel(logging.DEBUG)
    _ROOT.info("migrator %s, Python %s, %s; command %s", __version__, platform.python_version(), sys.platform, command)


def log_error(error: BaseException) -> None:
    """Write the error that ends the run; nothing where no log was started."""
    if _ROOT.handlers:
        _ROOT.debug("the error that ends the run", exc_info=error)


def stop_logging(exit_code: int, error: str | None = None) -> None:
    """Write how the run ended, and the type of its *error*, and close the log; nothing where none was started."""
    if not _ROOT.handlers:
        return
    _ROOT.info("exit code %s%s", exit_code, f" after {error}" if error else "")
    for handler in list(_ROOT.handlers):
        _ROOT.removeHandler(handler)
        handler.close()
        if isinstance(handler, _LogFile) and handler.failure:
            sys.stderr.write(f"migrator: --log: not all of it was written ({handler.failure})\n")
    _ROOT.setLevel(logging.NOTSET)


def _with(handler: logging.Handler, formatter: logging.Formatter) -> logging.Handler:
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    return handler
