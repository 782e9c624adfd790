"""Commands that take a text as it was on the screen."""

from __future__ import annotations

import re

import click

#: a negative number, or several words behind a hyphen
_NO_OPTION = re.compile(r"-(?:[0-9]{4,10}|[^-\s=]*\s.*)", re.DOTALL)


class PastedText(click.Command):
    """A command whose text may begin with a hyphen: that of a negative number or of a list."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put such texts behind the options, but for the values of options."""
        options = args[: args.index("--")] if "--" in args else args
        with_value = {name for each in self.params if not getattr(each, "is_flag", False) for name in each.opts}
        texts: list[str] = []
        others: list[str] = []
        for arg in options:
            is_value = bool(others) and others[-1] in with_value
            (texts if _NO_OPTION.fullmatch(arg) and not is_value else others).append(arg)
        rest = args[len(options) + 1 :]
        return super().parse_args(ctx, [*others, "--", *texts, *rest] if texts or rest else args)
