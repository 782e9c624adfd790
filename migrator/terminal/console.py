"""What is printed: data on stdout, talk on stderr; text of an estate is never markup and never a control sequence."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from ..estate.provenance import Progress

SEVERITY_STYLES = {"block": "bold white on red", "error": "red", "warning": "yellow", "info": "dim"}
_CONTROL = {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A)} | {0x7F: 0x2421}
_CONTROL |= dict.fromkeys((*range(128, 160), *range(8234, 8239), *range(8294, 8298)), 65533)


def printable(text: object) -> str:
    """The text with control characters and direction overrides made visible: none reaches the terminal."""
    return str(text).translate(_CONTROL)


def one_line(text: object) -> str:
    """The printable text with line breaks made visible too: an error is one line, whatever a file is called."""
    return printable(text).replace("\n", "␊")


def shown(text: object, style: str = "") -> Text:
    """Text of an estate for rich: no markup, no control sequence."""
    from rich.text import Text

    return Text(printable(text), style=style)


def shown_severity(severity: str, original: str | None = None) -> Text:
    """A severity in its colour; what the project changed stands struck beside it, in words where nothing is struck."""
    text = shown(severity, SEVERITY_STYLES[severity])
    return text if original is None else text.append(" (was ").append(original, style="dim strike").append(")")


def spaced(kind: str) -> str:
    """The name of a kind as words: ``agent group``."""
    return kind.replace("_", " ")


#: cells of the terminal that a column of a table takes besides its text
_BORDER = 3


def typed(*words: str) -> str:
    """A command as it is typed on this system."""
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def stdout() -> Console:
    """Console for data."""
    from rich.console import Console

    return Console(markup=False, highlight=False, emoji=False)


def stderr() -> Console:
    """Console for talk."""
    from rich.console import Console

    return Console(stderr=True, markup=False, highlight=False, emoji=False)


def can_ask() -> bool:
    """Whether somebody can be asked: the input and the screen, on which questions stand, are a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def print_table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    numeric: str = "",
    unfolded: Sequence[str] = (),
) -> None:
    """Print rows; a cell may be a rich Text.

    Args:
        numeric: ``r`` for each column that is right-aligned.
        unfolded: columns whose cells are typed again, and so stay in one piece; where they do not fit beside each
            other, each row is one line.
    """
    from rich.table import Table
    from rich.text import Text

    table = Table(title=shown(title), title_justify="left", header_style="bold")
    cells = [[cell if isinstance(cell, Text) else shown(cell) for cell in row] for row in rows]
    least = 0
    for position, column in enumerate(columns):
        right, in_one_piece = numeric[position : position + 1] == "r", column in unfolded
        table.add_column(column, justify="right" if right else "left", overflow="fold", no_wrap=in_one_piece)
        widest = max((row[position].cell_len for row in cells), default=0) if in_one_piece else 0
        least += max(widest, len(column)) + _BORDER
    for row in cells:
        table.add_row(*row)
    if unfolded and least >= stdout().width:
        print_unwrapped(title)
        for row in cells:
            stdout().print(Text(" | ").join(row), soft_wrap=True)
        return
    stdout().print(table)


def print_labelled(groups: Iterable[tuple[str, Iterable[object]]]) -> None:
    """Print texts beside their label, which stands once for all texts of a group; long texts stay in their column."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 1))
    grid.add_column(min_width=11)
    grid.add_column(overflow="fold")
    for label, texts in groups:
        for number, text in enumerate(texts):
            grid.add_row(shown("" if number else f"  {label}", "dim"), shown(text))
    stdout().print(grid)


def print_line(text: object = "", style: str = "") -> None:
    """Print one line of data; a long one is wrapped."""
    stdout().print(shown(text, style))


def print_unwrapped(text: object) -> None:
    """Print one line of data in one piece, so that a path or a command can be copied."""
    stdout().print(shown(text), soft_wrap=True)


def say(text: object, style: str = "") -> None:
    """Talk, on stderr; in one piece, so that a command can be copied."""
    stderr().print(shown(text, style), soft_wrap=True)


def print_bytes(content: bytes) -> None:
    """Print *content* on stdout as it is, and nothing else."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def print_json(document: Any) -> None:
    """Print one JSON document, UTF-8 whatever the terminal, and nothing else on stdout."""
    from msgspec import json

    text = json.format(json.encode(document), indent=2)
    print_bytes(text + b"\n")


@contextmanager
def progress_bar(task: str) -> Iterator[Progress]:
    """A progress bar on stderr while the work runs; nothing where stderr is no terminal."""
    from rich import progress as rich_progress

    console = stderr()
    if not console.is_terminal:
        yield lambda _what, _done, _total: None
        return
    columns = (
        rich_progress.TextColumn("{task.description}", markup=False),
        rich_progress.BarColumn(),
        rich_progress.MofNCompleteColumn(),
        rich_progress.TimeElapsedColumn(),
    )
    with rich_progress.Progress(*columns, console=console, transient=True) as bar:
        id_ = bar.add_task(task, total=None)

        def advance(what: str, done: int, total: int) -> None:
            from pathlib import PurePath

            bar.update(id_, description=f"{task} {printable(PurePath(what).name)[:40]}", completed=done, total=total)

        yield advance
