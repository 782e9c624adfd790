"""ms-diagnostics values come apart as they were put together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.estate.diagnosis import Diagnosis, parse_diagnosis

_NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,10}", fullmatch=True).filter(
    lambda name: name.casefold() not in ("reason", "source")
)
_VALUES = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"])).map(str.strip)


@given(st.integers(0, 99999), _VALUES, st.dictionaries(_NAMES, _VALUES))
def test_round_trip(code: int, reason: str, values: dict[str, str]) -> None:
    """Any text can stand in quotes: semicolons, quotes and backslashes come out as they went in."""
    escaped = {k: v.replace("\\", "\\\\").replace('"', '\\"') for k, v in {"reason": reason, **values}.items()}
    header = f"{code};" + ";".join(f'{k}="{v}"' for k, v in escaped.items()) + ';source="sip.contoso.com"'
    assert parse_diagnosis(header) == Diagnosis(str(code), reason, "sip.contoso.com", values)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("1034", Diagnosis("1034")),
        ('1034.2; reason ="No match"; domain =" x "', Diagnosis("1034.2", "No match", None, {"domain": "x"})),
        ('1027;reason="cut off', Diagnosis("1027", "cut off")),
        ("1;Reason=plain;flag", Diagnosis("1", "plain", None, {"flag": ""})),
        ('1;a="1";a="2"', Diagnosis("1", None, None, {"a": "1, 2"})),
        ("", Diagnosis("")),
        ("1;a=\u201da;b\u201d;reason=\u201eno\u201c", Diagnosis("1", "no", None, {"a": "a;b"})),
        ('1;reason="the \u201cx\u201d; y"', Diagnosis("1", "the \u201cx\u201d; y")),
        ("1;reason=\u201dcut off", Diagnosis("1", "cut off")),
    ],
)  # fmt: skip
def test_reads_what_servers_write(header: str, expected: Diagnosis) -> None:
    """Sub-codes, blanks around the equals sign, unquoted, repeated, cut-off and typographic values are read."""
    assert parse_diagnosis(header) == expected


def test_is_linear_on_hostile_text() -> None:
    """A megabyte of quotes and semicolons is read at once."""
    assert parse_diagnosis("1" + ';a="\\' * 200_000).code == "1"
    assert parse_diagnosis("1" + ";" * 1_000_000).values == {}
