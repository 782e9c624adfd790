"""Tables and lists of PowerShell with lines that are cut, glued or of something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.errors import InputError
from migrator.sources.reading import Reading

TABLE = """\

Identity        SiteId DisplayName SiteType    Description City       Enabled
--------        ------ ----------- --------    ----------- ----       -------
Site:London          1 London      CentralSite             London        True
Site:Manchester      2 Manchester  CentralSite             Manchester   False
Site:Bristol         3 Bristol     RemoteSite              Bristol       True

"""
SITES = ["Bristol", "London", "Manchester"]


def read(folder: Path, text: str) -> tuple[list[str], tuple[str, ...]]:
    """The names of the sites, and what is said of the file, but for the remark on the columns."""
    (folder / "Get-CsSite.txt").write_text(text)
    reading = Reading([folder / "Get-CsSite.txt"])
    found = sorted(str(item.key) for item in reading.items())
    return found, reading.reports[0].messages


@pytest.mark.parametrize(
    ("old", "new", "reason", "left"),
    [
        ("Site:Bristol         3", "Level:               3", "a line of another output", ["London", "Manchester"]),
        ("CentralSite             London        True\n", "\n", "a row that ends too early", ["Bristol", "Manchester"]),
        (TABLE.splitlines()[4], "Site:Manch", "a row that ends too early", ["Bristol", "London"]),
        ("Manchester   False\n", "Manchester   False", "two rows in one line", ["London"]),
        (TABLE.splitlines()[4], f"{TABLE.splitlines()[4]}\n{TABLE.splitlines()[2]}", "a line of dashes", SITES),
        ("3 Bristol     RemoteSite", "   3 Bristol  RemoteSite", "a line with other columns", ["London", "Manchester"]),
    ],
)
def test_a_line_that_is_not_a_row_gives_no_object(
    old: str, new: str, reason: str, left: list[str], tmp_path: Path
) -> None:
    """It is rejected with the reason, and what was read of the other rows is kept."""
    assert old in TABLE
    assert read(tmp_path, TABLE)[0] == SITES
    found, messages = read(tmp_path, TABLE.replace(old, new, 1))
    assert found == left
    assert any(reason in message for message in messages), messages


def test_a_first_line_that_stands_twice_is_one_object(tmp_path: Path) -> None:
    """An object of nothing but its name, directly above one that begins with the same line, is that line twice."""
    first = "Identity    : Site:London\n"
    found, messages = read(tmp_path, f"\n{first}{first}SiteId      : 1\nDisplayName : London\n\n\n")
    assert found == ["London"]
    assert any("the line stands twice" in message for message in messages)


@pytest.mark.parametrize(
    ("text", "is_cut"),
    [
        ("PS C:\\> Move-CsUser sip:a@contoso.com -Target po\n", False),
        ("PS C:\\> Move-CsUser sip:a@contoso.com -Target po", True),
        ("PS C:\\> Enable-CsComputer\nWARNING: Enable-CsComputer has warn", True),
        ("PS C:\\> Enable-CsComputer\nWARNING: Enable-CsComputer has warnings.", False),
        ("PS C:\\> Enable-CsComputer\nPS C:\\> ", False),
    ],
)
def test_a_console_that_ends_inside_a_line_is_cut(text: str, is_cut: bool, tmp_path: Path) -> None:
    """Without a line end the last command or message is unknown, unless it is a sentence or an empty prompt."""
    (tmp_path / "console.txt").write_text(text)
    reading = Reading([tmp_path / "console.txt"])
    last = list(reading.items())[-1]
    assert bool(reading.reports[0].cut) is is_cut
    assert last.knows("command" if last.kind == "console_command" else "message") is not is_cut


def test_a_table_without_a_row_is_a_loss(tmp_path: Path) -> None:
    """PowerShell prints the headings of a table when its first object comes: its rows are lost."""
    headings = "".join(TABLE.splitlines(keepends=True)[:3])
    rows = "".join(TABLE.splitlines(keepends=True)[3:])
    with pytest.raises(InputError, match="a table without a row"):
        read(tmp_path, f"{headings}\n**********************\n{rows}")


def test_a_row_that_is_broken_gives_no_user_with_a_number_for_an_address(tmp_path: Path) -> None:
    """The second of its lines begins with what stood in the second column."""
    text = "\nSipAddress        LineURI\n----------        -------\nsip:a@contoso.com\ntel:+14255550100\n\n"
    (tmp_path / "Get-CsUser.txt").write_text(text)
    reading = Reading([tmp_path / "Get-CsUser.txt"])
    assert [item.key for item in reading.items()] == ["sip:a@contoso.com"]
    assert reading.reports[0].rejected == 1


@pytest.mark.parametrize(("old", "new"), [("vwxyzabcdef\n", "vw"), ("1\n         uvw", "1         uvw")])
def test_a_value_of_several_lines_that_is_cut_or_glued_is_unknown(old: str, new: str, tmp_path: Path) -> None:
    """The file ends inside the second line of a cell, or that line stands behind its row."""
    text = (
        "PS C:\\> Get-CsVoiceRoute | ft Identity, Description, Priority -Wrap\n\n"
        "Identity Description          Priority\n-------- -----------          --------\n"
        "Sales    Calls inside the US         0\n         and elsewhere\n"
        "Long     abcdefghijklmnopqrst        1\n         uvwxyzabcdef\n"
    )
    for content, is_known in ((text, True), (text.replace(old, new), False)):
        (tmp_path / "Get-CsVoiceRoute.txt").write_text(content)
        routes = {item.key: item for item in Reading([tmp_path / "Get-CsVoiceRoute.txt"]).items()}
        assert routes["Long"].knows("description") is is_known
