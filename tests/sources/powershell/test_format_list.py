"""Format-List: every object of every output comes back, and what the print does not show surely is unknown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from migrator.sources.format import Cut, Remark
from migrator.sources.mapping import Truncated
from migrator.sources.powershell import format_list
from migrator.sources.powershell.console import Shown, Unread
from migrator.sources.record import Record, Rejected

Reads = Callable[..., list[Shown]]

ROUTES = """
Identity        : Sales
Priority        : 0
Description     :\x20
NumberPattern   : ^(\\+1[0-9]{10})$
PstnUsages      : {Local, Internal}
PstnGatewayList : {}

Identity        : Zürich 日本
Priority        : 1
Description     : First line
                  second: line
NumberPattern   : .*
PstnUsages      : {U1, U2, U3, U4...}
PstnGatewayList : {PstnGateway:gw1.contoso.com, PstnGateway:gw2.contoso.com, PstnGateway:gw3.contoso.com}


"""


def records(found: list[Shown]) -> list[dict[str, Any]]:
    """The properties of the records."""
    return [dict(part.properties) for part in found if isinstance(part, Record)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_objects_of_a_list(shown: Reads, encoding: str) -> None:
    """Texts, empty values, lists, an empty list, a line break in a value and a list that is cut, in each encoding."""
    sales, zurich = records(shown(ROUTES.replace("\n", "\r\n"), encoding))
    assert sales == {
        "Identity": "Sales",
        "Priority": "0",
        "Description": None,
        "NumberPattern": "^(\\+1[0-9]{10})$",
        "PstnUsages": ["Local", "Internal"],
        "PstnGatewayList": [],
    }
    assert zurich["Identity"] == "Zürich 日本"
    assert zurich["Description"] == "First line\nsecond: line"
    assert zurich["PstnUsages"] == Truncated("{U1, U2, U3, U4...}", ("U1", "U2", "U3", "U4"))


def test_ansi_is_read_with_a_remark(read: Callable[..., Any]) -> None:
    """A file in the code page of Windows is read, and the guess is said."""
    items, reports = read({"Get-CsVoiceRoute.txt": ROUTES.replace("日本", "Süd").encode("cp1252")})
    assert [item.key for item in items] == ["Sales", "Zürich Süd"]
    assert "code page 1252" in " ".join(reports[0].messages)


def wrapped(text: str, width: int, *, label: str = "Value") -> str:
    """An object whose value is broken in the middle of words, below a line that shows the width."""
    room = width - len(label) - 3
    pieces = [text[at : at + room] for at in range(0, len(text), room)]
    value = f"\n{' ' * (len(label) + 3)}".join(pieces)
    return f"\n{'Id':{len(label)}} : a\n{label} : {value}\n{'Empty':{len(label)}} : \n\n"


DN = "CN=Ken Myer,OU=Sales and Support,OU=Staff of the North,DC=contoso,DC=com; 1f1b2c3d-0001-4000-8000-00000000000a"


@pytest.mark.parametrize("width", [40, 41, 60, 79, 80, 119])
def test_a_value_broken_at_the_width_is_joined(shown: Reads, width: int) -> None:
    """A DN and a GUID that the window has broken anywhere come back as they were, at every width."""
    (record,) = records(shown(wrapped(DN, width)))
    value = record["Value"]
    assert (value.rest if isinstance(value, Truncated) else value) == DN
    assert not isinstance(value, Truncated) or width == 60


def test_words_kept_together_are_joined(shown: Reads) -> None:
    """Where the window breaks behind words, blanks come back; where an editor has lost them, that is a guess."""
    lines = ("Calls inside the US ", "and elsewhere in the ", "very wide world that ", "wraps")
    text = "\nId   : a\nText : " + "\n       ".join(lines) + "\nNone : \n\n"
    expected = "Calls inside the US and elsewhere in the very wide world that wraps"
    assert records(shown(text)) == [{"Id": "a", "Text": expected, "None": None}]
    trimmed = "\n".join(line.rstrip() for line in text.split("\n"))
    (record,) = records(shown(trimmed))
    assert isinstance(record["Text"], Truncated)


def test_where_lines_can_be_joined_in_two_ways_the_value_is_unknown(shown: Reads) -> None:
    """The longest line of a text may have filled the window or end with a line break: that is said."""
    found = shown("\nId   : a\nText : abc def\n       ghi\nNote :\n\n")
    assert records(found)[0]["Text"] == Truncated("abc defghi", "abc defghi")
    assert any(isinstance(part, Remark) and "Text" in part.text for part in found)


def test_printed_rules_are_parted_at_their_first_key(shown: Reads) -> None:
    """Commas and braces inside a printed object do not part it; the lines of a web page are joined."""
    one = "Description=in, short;Pattern=^(\\d{2,4})$;Translation=$1;Name=A;IsInternalExtension=True"
    two = "Description=;Pattern=^\\{$;Translation=$1;Name=B;IsInternalExtension=False"
    text = f"\nIdentity           : Global\nNormalizationRules : {{{one}, {two}}}\n\n"
    assert records(shown(text))[0]["NormalizationRules"] == [one, two]
    broken = text.replace(";Pattern", ";\n                     Pattern").replace(
        "Name=", "Name=\n                     "
    )
    assert records(shown(broken))[0]["NormalizationRules"] == [one, two]


def test_what_braces_and_types_leave_open_is_unknown(shown: Reads) -> None:
    """Braces inside an element, the type of a lost list: unknown. A GUID and an escaped comma are what they are."""
    (record,) = records(
        shown(
            "\nUsages : {Local, CH {alle}, Festnetz}\nLost   : System.Collections.Generic.List`1[System.String]\n"
            "Guid   : {1F1B2C3D-0001-4000-8000-00000000000A}\nGuids  : {{1F1B2C3D-0001-4000-8000-00000000000A}}\n"
            "Names  : {CN=O'Brien\\, Pat,DC=com, CN=B,DC=com}\n\n"
        )
    )
    assert record["Usages"] == Truncated("{Local, CH {alle}, Festnetz}", ("Local", "CH {alle}", "Festnetz"))
    assert record["Lost"] == Truncated("System.Collections.Generic.List`1[System.String]")
    assert record["Guid"] == "{1F1B2C3D-0001-4000-8000-00000000000A}"
    assert record["Guids"] == ["{1F1B2C3D-0001-4000-8000-00000000000A}"]
    assert record["Names"] == ["CN=O'Brien\\, Pat,DC=com", "CN=B,DC=com"]


def test_objects_of_wmi_name_their_class(shown: Reads) -> None:
    """Get-WmiObject prints the class, so that a record has its type."""
    (found,) = shown("\n__CLASS     : MSFT_SIPDomainData\n__SERVER    : FE01\nSIPDomain   : contoso.com\n\n")
    assert isinstance(found, Record)
    assert found.type_name == "MSFT_SIPDomainData"


def test_several_cmdlets_in_one_file(shown: Reads) -> None:
    """Objects with other columns follow each other, also without a blank line; headings of -GroupBy are a property."""
    edges = "\n   Role: Edge\n\nName : a\nPort : 1\n\nName : b\nPort : 2\n\n"
    assert records(shown(f"{edges}Identity : x\nSite     : y\nSiteId : 1\nName   : z\n\n")) == [
        {"Name": "a", "Port": "1", "Role": "Edge"},
        {"Name": "b", "Port": "2", "Role": "Edge"},
        {"Identity": "x", "Site": "y"},
        {"SiteId": "1", "Name": "z"},
    ]


def test_an_object_with_a_strange_line_is_rejected(shown: Reads) -> None:
    """A line inside an object that is not a property of it rejects the object, with its number."""
    found = shown(ROUTES.replace("Priority        : 0", "Priority : 0"))
    assert [part.position for part in found if isinstance(part, Rejected)] == ["line 2"]
    assert [record["Identity"] for record in records(found)] == ["Zürich 日本"]


def test_two_objects_never_become_one(shown: Reads) -> None:
    """Without the blank line, the first property that comes again begins the next object; another one is a loss."""
    assert len(records(shown(ROUTES.replace("{}\n\n", "{}\n")))) == 2
    found = shown(ROUTES.replace("{}\n\nIdentity        : Zürich 日本\n", "{}\n"))
    assert records(found) == []
    assert "priority is there twice" in next(part.reason for part in found if isinstance(part, Rejected))


def test_a_list_that_ends_in_the_middle_is_cut(shown: Reads) -> None:
    """A text without an end of its last line is cut, and its last value unknown."""
    found = shown(ROUTES[: ROUTES.index(", Internal")])
    assert records(found)[0]["PstnUsages"] == Truncated("{Local")
    assert any(isinstance(part, Cut) for part in found)


def test_lines_that_belong_to_nothing_are_counted(shown: Reads) -> None:
    """No line is left out in silence: how many and the first are named."""
    found = shown(f"lost 1\n\nlost 2\n{ROUTES}lost 3\n")
    assert [part for part in found if isinstance(part, Unread)] == [Unread(1, 2, "lost 1"), Unread(21, 1, "lost 3")]
    assert len(records(found)) == 2


def test_what_another_encoding_appended_is_read(read: Callable[..., Any]) -> None:
    """Windows PowerShell appends UTF-16 to any file: the objects behind it are read, and it is said."""
    two = ROUTES.replace("Sales", "Two").replace("Zürich 日本", "Three")
    one = ROUTES.replace("Zürich 日本", "Zurich")
    items, (report,) = read({"Get-CsVoiceRoute.txt": one.encode() + two.encode("utf-16-le")})
    assert [item.key for item in items] == ["Sales", "Zurich", "Two", "Three"]
    assert "UTF-16 was appended" in " ".join(report.messages)


def test_titles_between_outputs_name_the_cmdlet(read: Callable[..., Any]) -> None:
    """Scripts write a title above each output: it is not a loss, and objects are of the cmdlet that it names."""
    usage = "Identity : Global\nUsage    : {Local}\n\n"
    text = f"==== Get-CsVoiceRoute ====\n{ROUTES}\n*****\n--- Get-CsPstnUsage ---\n\n{usage}"
    items, (report,) = read({"all.txt": text.encode()})
    assert (len([item for item in items if item.kind == "voice_route"]), report.rejected) == (2, 0)
    assert [item.key for item in items if item.kind == "pstn_usage"] == ["Local"]


def test_a_lost_line_does_not_lengthen_the_value_above_it(shown: Reads) -> None:
    """Where the first line of a broken value is lost, the rest of it is not taken for the end of another value."""
    (first, second) = records(
        shown(
            "\nIdentity : Global\n           .Entry}\nName     : a\n\nIdentity : b\nName     : c\n           x, y}\n\n"
        )
    )
    assert isinstance(first["Identity"], Truncated)
    assert isinstance(second["Name"], Truncated)


def test_an_object_parted_by_an_empty_line_is_a_loss(shown: Reads) -> None:
    """What follows the empty line begins in the middle of an object: it is no object of its own."""
    found = shown(ROUTES.replace("Priority        : 1\n", "\n"))
    assert [part.position for part in found if isinstance(part, Rejected)] == ["line 11"]
    assert [record["Identity"] for record in records(found)] == ["Sales", "Zürich 日本"]


def test_an_object_without_end_is_rejected_and_not_kept(shown: Reads, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines without a blank one between them are one object: what is too long for one is not held in memory."""
    monkeypatch.setattr(format_list, "MAX_OBJECT", 4_000)
    endless = "".join(f"Property{number:05} : value\n" for number in range(60_000))
    found = shown(f"\nIdentity      : endless\n{endless}\nIdentity      : whole\nName          : n\n\n\n")
    (rejected,) = (part for part in found if isinstance(part, Rejected))
    assert rejected.reason == "the object has more than 4,000 characters"
    assert records(found) == [{"Identity": "whole", "Name": "n"}]


def test_a_value_below_which_its_object_goes_on_behind_a_strange_line_is_unsure(shown: Reads) -> None:
    """An empty line has come into a value of two lines: the value may go on where nothing shows that it does."""
    first, second = records(shown(ROUTES.replace(f"{' ' * 18}second", "\nsecond")))
    assert not any(isinstance(value, Truncated) for value in first.values())
    assert isinstance(second["Description"], Truncated)
