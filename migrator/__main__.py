"""Runs the command line; the one place where an error becomes a line and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from .errors import MigratorError


def command_line() -> click.Group:
    """The `migrator` command with all its commands; the rooms `cli` and `wizard` meet only here."""
    from .cli.app import app
    from .wizard.command import wizard

    app.add_command(wizard)
    return app


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `migrator` with *arguments*; returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        result = command_line().main(args=given, prog_name="migrator", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (KeyboardInterrupt, click.Abort):
        _say("interrupted; nothing is left half done")
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except MigratorError as error:
        _raise_again(given)
        _say(error.message, error.hint)
        return error.exit_code
    except (BrokenPipeError, SystemExit):  # click and rich leave with SystemExit(1) where the reader of a pipe is gone
        return 0
    except Exception as error:  # noqa: BLE001 - the last catch: one line, the traceback with --debug
        _raise_again(given)
        _say(f"unexpected {type(error).__name__}: {error}", "run again with --debug and report what it prints")
        return 2
    return result if isinstance(result, int) else 0


def _raise_again(arguments: Sequence[str]) -> None:
    if "--debug" in arguments:
        import traceback

        traceback.print_exc()


def _say(message: str, hint: str | None = None) -> None:
    from .terminal.console import one_line

    click.echo(f"migrator: {one_line(message)}", err=True)
    if hint:
        click.echo(f"  {one_line(hint)}", err=True)


def run() -> None:
    """Entry point of the console script."""
    sys.exit(main())


if __name__ == "__main__":
    run()
