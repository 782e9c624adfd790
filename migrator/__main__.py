"""Runs the command line; the one place where an error becomes a line and an exit code.

Functions import what they need, even `typing`: Ctrl-C while something is imported is to be a line, not a traceback.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    import click

_INTERRUPTED = "interrupted; nothing is left half done"
#: characters of a message
_LONGEST = 4000


def command_line() -> click.Group:
    """The `migrator` command with all its commands; the rooms `cli` and `wizard` meet only here."""
    from .cli.app import app
    from .wizard.command import wizard

    app.add_command(wizard)
    return app


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `migrator` with *arguments*; returns the exit code."""
    from .app.diagnostics import stop_logging
    from .files import for_owner_only

    given = list(sys.argv[1:] if arguments is None else arguments)
    with for_owner_only():
        exit_code, error = _run(given)
    stop_logging(exit_code, type(error).__name__ if error else None)
    return exit_code


def _run(given: Sequence[str]) -> tuple[int, BaseException | None]:
    """The exit code, and the error that ended the run: a line for the user is printed already."""
    import io

    import click

    from .errors import MigratorError

    try:
        result = command_line().main(args=list(given), prog_name="migrator", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code, None
    except (KeyboardInterrupt, click.Abort) as error:
        _say(error, _INTERRUPTED)
        return 130, error
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        click.echo(_cut(shown.getvalue().rstrip()), file=sys.stderr)
        return error.exit_code, error
    except MigratorError as error:
        _say(error, error.message, error.hint)
        return error.exit_code, error
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 0, None
    except UnicodeEncodeError as error:  # bytes of the command line that are no text in its encoding
        _say(error, f"{ascii(error.object)[:200]}: this is not text that can be stored", "Type it in another way")
        return 2, error
    except OSError as error:  # of a disk or a name; who could say more has done so
        _say(error, f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error))
        return 2, error
    except Exception as error:  # noqa: BLE001 - the last catch: one line, the traceback with --debug
        _say(error, f"unexpected {type(error).__name__}: {error}", "run again with --debug and report what it prints")
        return 2, error
    return (result if isinstance(result, int) else 0), None


def _cut(message: str) -> str:
    """The start of a message that quotes what was typed, which may be a pasted file."""
    return message if len(message) <= _LONGEST else f"{message[:_LONGEST]}..."


def _say(error: BaseException, message: str, hint: str | None = None) -> None:
    """The line for the user, after the traceback where --debug shows it.

    The stream is named, for click would write UTF-8 to one that takes ASCII only.
    """
    import click

    from .app.diagnostics import log_error
    from .terminal.console import one_line

    log_error(error)
    click.echo(f"migrator: {one_line(_cut(message))}", file=sys.stderr)
    if hint:
        click.echo(f"  {one_line(hint)}", file=sys.stderr)


def run() -> None:
    """Entry point of the console script."""
    try:
        from .pipes import lost_output, prepare_streams
        from .stopping import ignore_stopping, stop_as_ctrl_c

        # what is freed after a stop is not always closed in order (sheets of openpyxl): the one line says all
        sys.unraisablehook = lambda _error: None
        stop_as_ctrl_c()
        prepare_streams()
        exit_code = main()
        ignore_stopping()  # the work is done: what is left is to show the last of it and to free the memory
        if failure := lost_output():
            sys.stderr.write(f"migrator: the output was not written ({failure})\n")
    except KeyboardInterrupt:
        from .stopping import ignore_stopping

        ignore_stopping()  # the end of a session sends more than one signal
        sys.stderr.write(f"migrator: {_INTERRUPTED}\n")
        exit_code = 130
    sys.exit(exit_code)


if __name__ == "__main__":
    run()
