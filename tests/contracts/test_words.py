"""One word has one meaning in the code: no two classes share a name, and no odd word names anything."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

import migrator

PACKAGE = Path(migrator.__path__[0])
#: words that readers stumble over; an identifier uses none of them
ODD = frozenset(
    {
        "fate",
        "flag",
        "flags",
        "foretell",
        "foretold",
        "judge",
        "judged",
        "moment",
        "moments",
        "night",
        "room",
        "rooms",
        "spoken",
        "surprise",
        "surprised",
        "tell",
        "told",
        "tried",
        "whole",
    }
)
#: classes that may share a name, each with the reason
HOMONYMS: dict[str, str] = {}


def trees() -> Iterator[tuple[Path, ast.Module]]:
    """Each module of the package, parsed."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE), ast.parse(path.read_text(encoding="utf-8"))


def named(node: ast.AST) -> Iterator[str]:
    """The identifiers that a node declares: functions, classes, arguments, variables and attributes."""
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        yield node.name
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
        yield node.attr


def words(identifier: str) -> list[str]:
    """The words of an identifier: ``isWhole_flag`` has is, whole and flag."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", identifier).casefold().split("_")


@pytest.fixture(scope="module")
def classes() -> dict[str, list[str]]:
    """The modules of each public class, by its name."""
    found: dict[str, list[str]] = defaultdict(list)
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(str(path))
    return found


def test_no_two_classes_share_a_name(classes: dict[str, list[str]]) -> None:
    """A public class has a name of its own in the package, unless a reason is listed here."""
    assert {name: paths for name, paths in classes.items() if len(paths) > 1 and name not in HOMONYMS} == {}


def test_each_exception_is_still_needed(classes: dict[str, list[str]]) -> None:
    """A listed homonym is still one."""
    assert [name for name in HOMONYMS if len(classes[name]) < 2] == []


def test_no_identifier_is_an_odd_word() -> None:
    """No function, class, argument, variable or attribute has an odd word in its name."""
    odd = {
        f"{path}:{name}"
        for path, tree in trees()
        for node in ast.walk(tree)
        for name in named(node)
        if ODD.intersection(words(name))
    }
    assert sorted(odd) == []


def test_words_of_an_identifier() -> None:
    """The search itself finds words in both ways of writing names."""
    assert words("isWhole_flag") == ["is", "whole", "flag"]
    (store,) = [name for node in ast.walk(ast.parse("self.told = 1")) for name in named(node)]
    assert store == "told"
