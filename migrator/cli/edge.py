"""`edge`: the group of the commands that look at Edge servers and federation; each has a module of its own."""

from __future__ import annotations

import click


@click.group()
def edge() -> None:
    """Edge servers and federation: what this topology needs, and what is there.

    \b
    Example:
      migrator edge dns --zone public.txt --vantage public
    """
