"""JSON and HTML that PowerShell made of objects: every object comes back, and what is lost is unknown."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

Read = Callable[..., Any]

ROUTES = [
    {
        "Identity": "Sales",
        "Priority": 0,
        "NumberPattern": "^\\+1",
        "PstnUsages": ["a, b", "{c}"],
        "PstnGatewayList": [],
    },
    {"Identity": "Zürich", "Priority": 1, "NumberPattern": None, "PstnUsages": [], "PstnGatewayList": ['gw\n"1"']},
]
TABLE = """<!DOCTYPE html>
<html><head><title>Users</title></head><body>
<table>
<colgroup><col/><col/><col/></colgroup>
<tr><th>DisplayName</th><th>SipAddress</th><th>EnterpriseVoiceEnabled</th></tr>
<tr><td>Zo&#235; &lt;Sales&gt;</td><td>sip:zoe@contoso.com</td><td>True</td></tr>
<tr><td>O&#39;Brien, Pat</td><td>sip:pat@contoso.com</td><td></td></tr>
</table>
<table>
<tr><td>Identity:</td><td>Sales</td></tr>
<tr><td>NumberPattern:</td><td>.*</td></tr>
<tr><td>PstnUsages:</td><td>System.Collections.Generic.List`1[System.String]</td></tr>
<tr><td><hr></td></tr>
<tr><td>Identity:</td><td>All</td></tr>
<tr><td>NumberPattern:</td><td>^1
2</td></tr>
<tr><td>PstnUsages:</td><td></td></tr>
</table>
</body></html>
"""


def indented(value: object) -> str:
    """The value as ConvertTo-Json lays it out."""
    return json.dumps(value, indent=2, ensure_ascii=False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(
    "text",
    [
        indented(ROUTES),
        json.dumps(ROUTES),
        "\r\n".join(map(indented, ROUTES)),
        indented({"value": ROUTES, "Count": 2}),
        indented({"Routes": ROUTES}),
        indented({"First": ROUTES[0], "None": [], "Rest": ROUTES[1:]}),
    ],
    ids=["list", "compressed", "one after another", "wrapped", "hashtable", "table of one, none and several"],
)
def test_objects_of_json(read: Read, text: str, encoding: str) -> None:
    """A list, one line, several texts, what Windows PowerShell wraps, a hashtable of lists: the same routes."""
    items, (report,) = read({"Get-CsVoiceRoute.json": text.encode(encoding)})
    assert [(i.key, i.priority, i.number_pattern, i.usages, i.gateways) for i in items] == [
        ("Sales", 0, "^\\+1", ("a, b", "{c}"), ()),
        ("Zürich", 1, None, (), ('gw\n"1"',)),
    ]
    assert (report.status, report.format) == ("read", "JSON of ConvertTo-Json")


def test_values_of_json(read: Read) -> None:
    """Dates and time spans of both versions; the name of a type and a list as one text are lost, so unknown."""
    extra = {"At": "/Date(1386000000000)/", "Wrapped": {"value": "/Date(0)/", "DisplayHint": 2, "DateTime": "x"}}
    span = {"Span": {"Ticks": 900_000_000, "TotalSeconds": 90.0}, "Enum": {"value": 3, "Value": "TransferToUri"}}
    lost = {"PstnUsages": "Local Internal", "PstnGatewayList": "System.Collections.Generic.List`1[System.String]"}
    (item,), (_report,) = read({"Get-CsVoiceRoute.json": indented({**ROUTES[0], **extra, **span, **lost}).encode()})
    assert item.extra["At"] == datetime(2013, 12, 2, 16, tzinfo=UTC)
    assert item.extra["Wrapped"] == datetime(1970, 1, 1, tzinfo=UTC)
    assert (item.extra["Span"], item.extra["Enum"]) == ("PT1M30S", "TransferToUri")
    assert set(item.unknown) >= {"usages", "gateways"}


@pytest.mark.parametrize(
    ("text", "count", "reason"),
    [
        (indented(ROUTES)[:-60], 1, "cut: line 12"),
        (indented(ROUTES)[:-1], 2, "the list of the JSON text does not end"),
        (indented(ROUTES).replace('"Priority": 0', '"identity": "x"'), 1, "the object has identity twice"),
        (indented({"value": ROUTES, "Count": 3}), 2, "the list is not complete: 2 of 3"),
        (f'{indented(ROUTES)} "text"', 2, "'text' is not an object"),
    ],
)
def test_broken_json_is_a_loss(read: Read, text: str, count: int, reason: str) -> None:
    """What stands before a cut is kept; a property that is there twice and a list that lacks objects are losses."""
    items, (report,) = read({"Get-CsVoiceRoute.json": text.encode()})
    assert len(items) == count
    assert report.status == "partial"
    assert reason.removeprefix("cut: ") in " ".join(report.messages)


def test_an_empty_list_is_evidence_of_none(read: Read) -> None:
    """The file is named after its cmdlet, and the cmdlet gave nothing."""
    items, (report,) = read({"Get-CsVoiceRoute.json": b"[]\r\n"})
    assert items == []
    assert "voice_route" in report.collected


NOTHING = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<title>HTML TABLE</title>
</head><body>
<table>
</table>
</body></html>
"""


@pytest.mark.parametrize("text", [NOTHING, "<table>\n</table>\n"])
def test_an_empty_table_is_evidence_of_none(read: Read, text: str) -> None:
    """ConvertTo-Html of no object writes a table without names: none, if the file is named after its cmdlet."""
    _, reports = read({"Get-CsVoiceRoute.html": text.encode(), "export.html": text.encode("utf-16")})
    of_routes, unnamed = sorted(reports, key=lambda report: report.path.endswith("export.html"))
    assert (of_routes.status, of_routes.collected) == ("empty", ("voice_route",))
    assert (unnamed.status, unnamed.collected) == ("unknown", ())
    assert "there is no object in it, and nothing that says of what there is none" in unnamed.messages


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_tables_of_html(read: Read, encoding: str) -> None:
    """A table with names above, a list with names beside, both in one page; a lost list is unknown."""
    items, (report,) = read({"users.html": TABLE.encode(encoding)})
    users = [(i.display_name, i.sip_address, i.voice_enabled) for i in items if i.kind == "user"]
    routes = [(i.key, i.number_pattern, i.unknown) for i in items if i.kind == "voice_route"]
    assert users == [
        ("Zoë <Sales>", "sip:zoe@contoso.com", True),
        ("O'Brien, Pat", "sip:pat@contoso.com", None),
    ]
    assert [(key, pattern, "usages" in unknown) for key, pattern, unknown in routes] == [
        ("Sales", ".*", True),
        ("All", "^1\n2", False),
    ]
    assert report.format == "HTML of ConvertTo-Html"


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda text: text[: text.index("Pat")], "the text ends inside a table"),
        (lambda text: text.replace("<td>True</td>", ""), "the row has 2 cells, the heading 3"),
        (lambda text: text.replace("<tr><td><hr></td></tr>\n", ""), "PstnUsages is there twice"),
    ],
)
def test_broken_html_is_a_loss(read: Read, damage: Callable[[str], str], reason: str) -> None:
    """A cut page, a row of another width, and two objects without a line between them are told."""
    _items, (report,) = read({"report.html": damage(TABLE).encode()})
    assert report.status == "partial"
    assert reason in " ".join(report.messages)
