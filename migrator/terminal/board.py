"""The assistant's board: its steps, and how far each is."""

from __future__ import annotations

from collections.abc import Sequence

from .console import print_line, shown, stdout


def print_board(project: str, steps: Sequence[tuple[str, str]], proposed: int | None) -> None:
    """Print title and state of each step, numbered; the one at position *proposed* stands out."""
    from rich.table import Table

    board = Table.grid(padding=(0, 2))
    for position, (title, state) in enumerate(steps):
        style = "bold" if position == proposed else ""
        board.add_row(shown(position + 1, style), shown(title, style), shown(state, style))
    print_line()
    print_line(f"Project {project}")
    stdout().print(board)
