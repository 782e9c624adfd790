"""Format-Table: every column that is printed in full is read, and what is cut or left out is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from migrator.sources.format import Cut, Remark
from migrator.sources.mapping import Truncated
from migrator.sources.powershell.console import Shown
from migrator.sources.record import Record, Rejected

Reads = Callable[..., list[Shown]]

POLICIES = """
Identity       PstnUsages                   Description   Priority AllowCall
                                                                   Forwardin
                                                                           g
--------       ----------                   -----------   -------- ---------
Global         {Local, Internal}                          12345678      True
Tag:日本語     {Local, Intern...            May do...            1     False
Tag:Zoë 😀     {U1, U2, U3, U4\u2026}                              22


"""
WRAPPED = """PS C:\\> Get-CsVoiceRoute | ft Identity, Description, Priority -Wrap

Identity Description          Priority
-------- -----------          --------
Sales    Calls inside the US         0
         and elsewhere
Long     abcdefghijklmnopqrst        1
         uvwxyzabcdef
Last     first                       2
         second

"""


def records(found: list[Shown]) -> list[dict[str, Any]]:
    """The properties of the records."""
    return [dict(part.properties) for part in found if isinstance(part, Record)]


def test_cells_of_a_table(shown: Reads) -> None:
    """Numbers that are wider than their heading, a broken heading, wide characters, cut cells, empty cells."""
    found = shown(POLICIES)
    assert records(found) == [
        {
            "Identity": "Global",
            "PstnUsages": ["Local", "Internal"],
            "Description": None,
            "Priority": "12345678",
            "AllowCallForwarding": "True",
        },
        {
            "Identity": "Tag:日本語",
            "PstnUsages": Truncated("{Local, Intern...", ("Local",)),
            "Description": Truncated("May do..."),
            "Priority": "1",
            "AllowCallForwarding": "False",
        },
        {
            "Identity": "Tag:Zoë 😀",
            "PstnUsages": Truncated("{U1, U2, U3, U4…}", ("U1", "U2", "U3", "U4")),
            "Description": None,
            "Priority": "22",
            "AllowCallForwarding": None,
        },
    ]
    remarks = [part.text for part in found if isinstance(part, Remark)]
    assert "only Identity, PstnUsages, Description, Priority, AllowCallForwarding" in remarks[0]
    assert "PstnUsages (2), Description (1)" in remarks[1]


def test_cells_that_go_on_below(shown: Reads) -> None:
    """With -Wrap the lines below a row belong to it; whether a word or a line ended there cannot always be seen."""
    _sales, long, last = records(shown(WRAPPED))
    assert [record["Description"] for record in (_sales, long, last)] == [
        Truncated("Calls inside the US and elsewhere", "Calls inside the US and elsewhere"),
        "abcdefghijklmnopqrstuvwxyzabcdef",
        "first\nsecond",
    ]
    assert [record["Priority"] for record in (_sales, long, last)] == ["0", "1", "2"]


def test_a_line_that_may_be_two_things_is_rejected(shown: Reads) -> None:
    """Without a prompt a line without its first column may be a line break or a row: nothing is guessed."""
    found = shown("Name  Note\n----  ----\na     first\n      second\nb     third\n\n")
    assert [part.position for part in found if isinstance(part, Rejected)] == ["line 4"]
    assert records(found) == [{"Name": "a", "Note": Truncated("first")}, {"Name": "b", "Note": "third"}]


def test_tables_under_headings(shown: Reads) -> None:
    """Format-Table -GroupBy prints a property above each table, and repeats the heading."""
    table = "\n   Role: {}\n\nName Port\n---- ----\n{}    5061\n\n"
    assert records(shown(table.format("Edge", "a") + table.format("Director", "b"))) == [
        {"Name": "a", "Port": "5061", "Role": "Edge"},
        {"Name": "b", "Port": "5061", "Role": "Director"},
    ]


def test_other_tables_are_not_taken(shown: Reads) -> None:
    """Dashes that are longer than what stands above them are of another program, such as sqlcmd."""
    assert records(shown("name         id\n------------ -----\nabc              1\n\n")) == []


def test_columns_without_a_border_are_unknown(shown: Reads) -> None:
    """Where a text and a number leave no blank between them in every row, neither is guessed."""
    (one, two) = records(shown("Name         Id  X\n----         --  -\nabcdefghi 12345  a\nabcdefghijkl  5  b\n\n"))
    assert isinstance(one["Name"], Truncated)
    assert isinstance(two["Id"], Truncated)
    assert (one["X"], two["X"]) == ("a", "b")


def test_a_table_that_ends_in_the_middle_is_cut(shown: Reads) -> None:
    """The last value of a text without an end of its last line is unknown, and the text is cut."""
    found = shown("Name  Port\n----  ----\na     5061\nb     50")
    assert records(found)[1] == {"Name": "b", "Port": Truncated("50")}
    assert any(isinstance(part, Cut) for part in found)


def test_case_25_objects_without_a_key_are_known_by_their_name(read: Callable[..., Any]) -> None:
    """A table that has no column of the key gives objects by their names; all that it does not show is unknown."""
    table = "Name            PrimaryUri\n----            ----------\nHelp Desk       sip:help@contoso.com\n\n"
    items, (report,) = read({"Get-CsRgsWorkflow.txt": table.encode()})
    assert [(item.key, item.primary_uri, item.knows("default_action")) for item in items] == [
        ("Help Desk", "sip:help@contoso.com", False)
    ]
    assert "without Identity, it is known as Help Desk" in " ".join(report.messages)


def test_rows_that_say_nothing_of_their_objects_are_losses(read: Callable[..., Any], shown: Reads) -> None:
    """A row whose key is cut is rejected, and one of WMI that shows only the class of its object."""
    heading = "Identity  Name        PrimaryUri\n--------  ----        ----------\n"
    rows = "service:A Sales       sip:sales@contoso.com\nservic... Help Desk   sip:help@contoso.com\n\n"
    items, (report,) = read({"Get-CsRgsWorkflow.txt": (heading + rows).encode()})
    assert ([item.name for item in items], report.rejected) == (["Sales"], 1)
    (rejected, _remark) = shown("__GENUS __CLASS\n------- -------\n      2 MSFT_SIPDomainData\n\n")
    assert isinstance(rejected, Rejected)
