"""TOML files that people edit: comments and layout are kept when this program writes to the file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import InputError
from ...files import read_file, write_file

if TYPE_CHECKING:
    from tomlkit import TOMLDocument


def read_toml(path: Path, what: str) -> dict[str, Any]:
    """The content of a file; a byte order mark, which some Windows editors write, is ignored.

    Args:
        what: the purpose of the file, for the error.

    Raises:
        InputError: the file cannot be read, or is not TOML.
    """
    try:
        return tomllib.loads(read_file(path).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not {what} (not text in UTF-8)") from error
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{path}: not {what} ({error})") from error


@contextmanager
def edited_toml(path: Path, what: str) -> Iterator[TOMLDocument]:
    """The document in a file, a new one if there is no file; changes are written at the end.

    Raises:
        InputError: the file is not TOML, or cannot be written.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    document = tomlkit.document()
    if path.is_file():  # a device has nothing to keep, and perhaps no end
        try:
            document = tomlkit.parse(path.read_bytes().decode("utf-8-sig"))
        except (OSError, TOMLKitError, UnicodeDecodeError) as error:
            raise InputError(f"{path}: not {what} ({error})") from error
    yield document
    write_file(path, document.as_string().encode())
