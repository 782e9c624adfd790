"""Opens a workbook that people give back, without trust: limits on size before anything is unpacked."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import load_workbook

from ...errors import InputError
from ...files import refuse_no_file

_LARGEST_FILE_BYTES = 64 * 1024 * 1024


@contextmanager
def given_workbook(path: Path, what: str, *, largest_content_bytes: int, results: bool = False) -> Iterator[Any]:
    """The workbook at *path* for reading row by row, whatever the ending of its name; closed at the end.

    Args:
        what: what it should be, for the message of one that is too large.
        results: of formulas, the results that the program kept which saved the workbook.

    Raises:
        InputError: it is too large, or cannot be opened or read, then or by whoever reads its sheets.
    """
    try:
        refuse_no_file(path)
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl does not keep, and of cells that are refused by name
            _check_size(path, file, what, largest_content_bytes)
            workbook = load_workbook(file, read_only=True, data_only=results, keep_links=False)
            try:
                yield workbook
            finally:
                workbook.close()
    except InputError:
        raise
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    except Exception as error:  # noqa: BLE001 - openpyxl raises whatever its XML parser or a strange file provokes
        raise InputError(
            f"{path}: not an Excel workbook that can be read ({type(error).__name__})",
            hint="Save it as an Excel workbook (.xlsx): other formats (.xls, .ods, .csv) are not read",
        ) from None


def _check_size(path: Path, file: BinaryIO, what: str, largest_content_bytes: int) -> None:
    if not path.stat().st_size:
        raise InputError(f"{path}: the file is empty")
    with zipfile.ZipFile(file) as archive:
        content_bytes = sum(member.file_size for member in archive.infolist())
    if path.stat().st_size > _LARGEST_FILE_BYTES or content_bytes > largest_content_bytes:
        raise InputError(f"{path}: too large for {what}")
