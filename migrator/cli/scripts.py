"""Writes PowerShell scripts as Windows reads them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from ..errors import InputError

into_option = click.option(
    "--into",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the scripts; it is made if it does not exist.",
)


def write_scripts(folder: Path, files: Mapping[str, str]) -> None:
    """Write texts by their file name, in UTF-8 with a byte order mark, without which PowerShell reads them as ANSI.

    Raises:
        InputError: the folder cannot be made, or a file cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, "utf-8-sig", newline="")
    except OSError as error:
        raise InputError(f"{folder}: the scripts cannot be written ({error.strerror or error})") from error
