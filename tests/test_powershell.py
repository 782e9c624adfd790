"""Templates of PowerShell: no value gets into a script but by a named filter, and no name breaks out of it."""

from __future__ import annotations

import jinja2
import pytest

from migrator import powershell
from migrator.powershell import Code, rendered

HOSTILE = "'; Remove-Item C:\\ -Recurse #\r\n\u2019$(x)\u2028"


def filled(template: str, **values: object) -> str:
    """A template given as text."""
    return powershell._environment().from_string(template).render(**values)


def test_a_hostile_name_stays_a_literal_and_a_comment() -> None:
    """The name is one expression behind `ps`, and one line behind `line`."""
    made = filled("# {{ name | line }}\n$x = {{ name | ps }}", name=HOSTILE)
    assert made.splitlines() == [
        "# '; Remove-Item C:\\ -Recurse #  \u2019$(x) ",
        "$x = ('''; Remove-Item C:\\ -Recurse #' + [char]0x000D + [char]0x000A + '\u2019\u2019$(x)' + [char]0x2028)",
    ]


@pytest.mark.parametrize("value", ["plain", None, ["a"], 1.5])
def test_a_value_without_a_filter_is_a_mistake(value: object) -> None:
    """Whoever forgets the filter gets an error, not a script; source and whole numbers need none."""
    with pytest.raises(TypeError, match="has no filter"):
        filled("{{ value }}", value=value)
    assert filled("{{ a }} {{ b }} {{ c }}", a=Code("$x"), b=8, c=True) == "$x 8 $true"


def test_a_missing_value_is_a_mistake() -> None:
    """A template of the product that is not given what it names is not rendered."""
    with pytest.raises(jinja2.UndefinedError, match="target_pool"):
        rendered("rebuild", "head.ps1")
