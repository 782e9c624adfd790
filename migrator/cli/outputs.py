"""Files that a command writes where the user says: what exists is replaced only with --force or a yes."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from ..errors import InputError
from ..files import differing, write_files
from ..terminal.console import can_ask, one_line, printable

_FORCED = "migrator.forced"

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class OutputFile(click.Path):
    """A file that a command writes; the user is asked about one that exists before anything is done."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path.

        Raises:
            InputError: it exists, and is not to be replaced.
        """
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if os.path.lexists(path) and path.is_file() and ctx is not None and not ctx.resilient_parsing:
            agree_to_replace([path])
        return path


def output_option(*names: str, **settings: Any) -> Callable[[Decorated], Decorated]:
    """An option that names a file to write, with --force beside it."""

    def decorate(command: Decorated) -> Decorated:
        return force_option(click.option(*names, type=OutputFile(), **settings)(command))

    return decorate


def into_option(
    help_text: str = "Folder for the scripts; it is made if it does not exist.",
) -> Callable[[Decorated], Decorated]:
    """The option --into that names a folder to write into, with --force beside it."""

    def decorate(command: Decorated) -> Decorated:
        type_ = click.Path(file_okay=False, path_type=Path)
        return force_option(click.option("--into", required=True, type=type_, help=help_text)(command))

    return decorate


def force_option(command: Decorated) -> Decorated:
    """The option --force, once for each command; it is read before the others."""
    declared: list[click.Parameter] = getattr(command, "__click_params__", [])
    if any(parameter.name == "force" for parameter in declared):
        return command

    @wraps(command)
    def checked(*args: Any, **values: Any) -> Any:
        _refuse_one_file_twice(click.get_current_context())
        return command(*args, **values)

    return click.option(
        "--force",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_keep,
        help="Replace files that exist, without asking.",
    )(checked)  # type: ignore[return-value]


def agree_to_replace(paths: Sequence[Path]) -> None:
    """Return if *paths* may be replaced: there are none, --force was given, or the user says so on the terminal.

    Raises:
        InputError: they may not.
    """
    if not paths or click.get_current_context().meta.get(_FORCED):
        return
    others = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    named = f"{one_line(paths[0])}{others}"
    if can_ask():
        if click.confirm(printable(f"{named}: exists already. Replace it?"), err=True):
            return
        raise InputError(f"{named}: not replaced")
    raise InputError(f"{named}: exists already", hint="Choose another name, or replace it with --force")


def write_into(folder: Path, contents: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write files by their names into *folder*; the user is asked about those that exist and would change.

    Raises:
        InputError: they are not to be replaced, or cannot be written.
    """
    agree_to_replace(differing(folder, contents))
    return write_files(folder, contents)


def write_scripts(folder: Path, texts: Mapping[str, str]) -> None:
    """Write PowerShell by its file name, in UTF-8 with a byte order mark, without which it is read as ANSI.

    Raises:
        InputError: files that exist are not to be replaced, or it cannot be written.
    """
    write_into(folder, {name: text.encode("utf-8-sig") for name, text in texts.items()})


def _refuse_one_file_twice(context: click.Context) -> None:
    """Refuse a file to write that the command reads, or writes for something else too.

    Raises:
        InputError: what it holds would be lost, though what is said then names it.
    """
    taken: list[Path] = []
    for parameter in sorted(context.command.params, key=lambda each: isinstance(each.type, OutputFile)):
        given = context.params.get(parameter.name or "")
        for path in given if isinstance(given, tuple) else (given,):
            if not isinstance(path, Path):
                continue
            where = Path(os.path.realpath(path))
            if isinstance(parameter.type, OutputFile) and where in taken and not _is_device(where):
                raise InputError(f"{one_line(path)}: it is named twice in this command", hint="Choose another name")
            taken.append(where)


def _is_device(path: Path) -> bool:
    return path.exists() and not path.is_file()


def _keep(context: click.Context, _parameter: click.Parameter, force: bool) -> None:
    context.meta[_FORCED] = force or context.meta.get(_FORCED, False)
