"""Lists of people that a project lead writes: CSV with or without headings, or one address a line, in any encoding."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ..errors import InputError

#: headings of the column that names the user, the surest first
_HEADINGS = (
    *("identity", "sipaddress", "sip address", "msrtcsip-primaryuseraddress", "primaryuri", "distinguishedname"),
    *("userprincipalname", "upn", "mail", "email", "address", "user"),
)
_DELIMITERS = (",", ";", "\t")
_MOST_NAMED = 5


def read_users(path: Path) -> list[tuple[int, str]]:
    """The row of each user in a list, and how it names the user.

    Raises:
        InputError: the file cannot be read, or names nobody.
    """
    rows = list(_rows(path))
    first = [cell.casefold() for cell in rows[0][1]] if rows else []
    column = next((first.index(name) for name in _HEADINGS if name in first), None)
    named = rows if column is None else rows[1:]
    found = [(number, cells[column or 0]) for number, cells in named if len(cells) > (column or 0)]
    users = [(number, text) for number, text in found if text]
    if not users:
        raise InputError(f"{path}: the list names no users", hint="Give one SIP address a line, or a column SipAddress")
    return users


def read_pairs(path: Path) -> list[tuple[int, str, str, str]]:
    """The row of each pair of people in a list, how it names both, and the reason in the third column.

    Raises:
        InputError: the file cannot be read, or a row does not name two people.
    """
    rows = [(number, cells) for number, cells in _rows(path) if any(cells)]
    if rows and not any("@" in cell or "=" in cell for cell in rows[0][1]):
        rows = rows[1:]  # headings
    if short := [number for number, cells in rows if len(cells) < 2 or not all(cells[:2])]:
        raise InputError(f"{path}: row {short[0]} does not name two people", hint="Two columns, and a reason if wanted")
    return [(number, cells[0], cells[1], cells[2] if len(cells) > 2 else "") for number, cells in rows]


def refuse_unknown(path: Path, named: Sequence[tuple[int, str]], is_known: Callable[[str], bool]) -> None:
    """Refuse a list that names people whom the evidence does not have.

    Raises:
        InputError: it does; the first of them are named with their rows.
    """
    unknown = [f"row {number}: {text}" for number, text in named if not is_known(text)]
    if unknown:
        more = f" and {len(unknown) - _MOST_NAMED:,} more" if len(unknown) > _MOST_NAMED else ""
        raise InputError(
            f"{path}: no user of the snapshot is {'; '.join(unknown[:_MOST_NAMED])}{more}",
            hint="Name users by SIP address, principal name or distinguished name; `migrator show user` lists them",
        )


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    from ..sources.bundle import file_member
    from ..sources.text.decoding import ANSI, open_text

    try:
        text = "".join(open_text(file_member(path), code_page=ANSI).chunks()).lstrip("\ufeff")
    except OSError as error:
        raise InputError(f"{path}: the list cannot be read ({error.strerror})") from error
    lines = text.splitlines()
    head = next((line for line in lines if line.strip() and not line.startswith("#TYPE")), "")
    delimiter = max(_DELIMITERS, key=head.count)
    if "@" in head or "=" in head:  # a distinguished name has commas
        delimiter = delimiter if '"' in head or "=" not in head else "\t"
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        for cells in reader:
            if cells and not cells[0].startswith("#TYPE"):
                yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise InputError(f"{path}: row {reader.line_num} cannot be read ({error})") from error
