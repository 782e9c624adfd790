"""No text counts "1 objects": a number beside a plural goes through `counted`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import migrator

PACKAGE = Path(migrator.__file__).parent
#: what people count; a bare number before one of these reads wrongly where it is 1
NOUNS = (
    "answers|calls|cells|characters|containers|decisions|differences|endpoints|entries|files|findings|gaps|groups|"
    "kinds|levels|lines|links|machines|messages|minutes|objects|pages|pools|records|regions|repairs|routes|rows|"
    "rules|servers|sheets|sources|steps|tables|times|users"
)
PLURAL = re.compile(rf"^ (?:[a-z]+ )?(?:{NOUNS})\b")
#: numbers that are a limit, or are shown only where there are several
SEVERAL = {
    ("sources/bundle.py", "self._members"),
    ("documents/drawing/call_flow_layout.py", "len(lines) - _MOST_LINES + 1"),
    ("cli/repair.py", "len(found.pools)"),
    ("repair/inspection.py", "len(found)"),
    ("response_groups/rebuild/call_actions.py", "len(prompt.text or '')"),
    ("estate/estate.py", "len(self)"),
    ("estate/estate.py", "len(self._by_kind)"),
}


def bare_numbers(path: Path) -> Iterator[tuple[str, str]]:
    """Each value of an f-string that a plural follows: the module and the expression."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.JoinedStr):
            continue
        for value, text in zip(node.values, node.values[1:], strict=False):
            if isinstance(value, ast.FormattedValue) and isinstance(text, ast.Constant):
                expression = ast.unparse(value.value)
                is_counted = expression.startswith("counted(") or value.conversion == ord("r")
                is_limit = expression.split("[")[0].split(" ")[0].isupper()
                if PLURAL.match(str(text.value)) and not is_counted and not is_limit:
                    yield path.relative_to(PACKAGE).as_posix(), expression


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_bare_number_stands_before_a_plural(path: Path) -> None:
    """A count of one is shown with a singular everywhere; the exceptions are numbers that are never one."""
    assert set(bare_numbers(path)) - SEVERAL == set()
