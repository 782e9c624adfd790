"""Objects in the shapes in which PowerShell exports them: inside lists, dictionaries and groups, twice, with messages.

The documents have the structure that PowerShell 7.6 wrote for the pipelines that the tests name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from migrator.estate.kinds import Item
from migrator.estate.provenance import SourceReport
from migrator.sources.clixml.elements import NAMESPACE
from migrator.sources.reading import Reading

_POLICY = "Microsoft.Rtc.Management.WritableConfig.Policy.Voice.VoicePolicy"
Read = Callable[..., tuple[Sequence[Item], SourceReport]]


def typed(name: str, inside: str, attributes: str = "") -> str:
    """An object with that type name."""
    return f"<Obj {attributes}><TN><T>{name}</T><T>System.Object</T></TN>{inside}</Obj>"


def policy(name: str, attributes: str = "") -> str:
    """A voice policy with that name."""
    inside = f'<ToString>{_POLICY}</ToString><Props><S N="Identity">Tag:{name}</S><S N="Name">{name}</S></Props>'
    return typed(_POLICY, inside, attributes)


def array(*values: str, attributes: str = "") -> str:
    """An array of values."""
    return typed("System.Object[]", f"<LST>{''.join(values)}</LST>", attributes)


def table(**entries: str) -> str:
    """A hashtable; the values begin like elements with the attribute N."""
    inside = "".join(f'<En><S N="Key">{key}</S>{value}</En>' for key, value in entries.items())
    return typed("System.Collections.Hashtable", f"<DCT>{inside}</DCT>")


def group(*members: str) -> str:
    """What Group-Object gives for these members."""
    held = array(*members, attributes='N="Group"')
    properties = array("<S>x</S>", attributes='N="Values"') + '<I32 N="Count">1</I32>' + held + '<S N="Name">x</S>'
    return typed("Microsoft.PowerShell.Commands.GroupInfo", f"<Props>{properties}</Props>")


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read a document with that content, as a file of that name."""

    def run(body: str, name: str = "export.xml", before: str = "") -> tuple[Sequence[Item], SourceReport]:
        file = tmp_path / name
        file.write_text(f'{before}<Objs Version="1.1.0.1" xmlns="{NAMESPACE}">{body}</Objs>', encoding="utf-8")
        reading = Reading([file])
        return list(reading.items()), reading.reports[0]

    return run


VALUE, ONE, MORE = 'N="Value"', 'N="One"', 'N="More"'
HOLDING_THREE = {
    "-InputObject $list": array(policy("A"), policy("B"), policy("C")),
    "arrays of arrays": array(array(policy("A")), array(policy("B"), array(policy("C"), "<Nil/>"))),
    "a queue": f"<Obj><QUE>{policy('A')}{policy('B')}{policy('C')}</QUE></Obj>",
    "@{ One = $a; More = $b, $c }": table(
        One=policy("A", VALUE), More=array(policy("B"), policy("C"), attributes=VALUE)
    ),
    "Group-Object": group(policy("A")) + group(policy("B"), policy("C")),
    "[pscustomobject]@{ One = $a; More = $b, $c }": typed(
        "System.Management.Automation.PSCustomObject",
        "<MS>" + policy("A", ONE) + array(policy("B"), policy("C"), attributes=MORE) + "</MS>",
    ),
    "the list twice": array(policy("A"), policy("B"), policy("C"), attributes='RefId="7"') + '<Ref RefId="7" />',
    "one object twice": array(policy("A", 'RefId="1"'), '<Ref RefId="1" />') + policy("B") + policy("C"),
}


@pytest.mark.parametrize("body", HOLDING_THREE.values(), ids=HOLDING_THREE)
def test_objects_inside_others_are_objects(read: Read, body: str) -> None:
    """Each policy is read as one, and nothing of the file is unknown or rejected."""
    items, report = read(body)
    assert {(item.kind, item.title) for item in items} == {("voice_policy", name) for name in "ABC"}
    assert (report.status, report.rejected, report.unknown) == ("read", 0, 0)
    assert len({source for item in items for source in item.sources}) >= 3


def test_what_else_a_table_holds_is_not_lost(read: Read) -> None:
    """A note beside the policies is kept as an object of no known kind, which is a loss."""
    items, report = read(table(One=policy("A", VALUE), Note='<S N="Value">by hand</S>'))
    assert [item.kind for item in items] == ["voice_policy", "other"]
    assert (items[1].extra, report.unknown, report.has_losses) == ({"Note": "by hand"}, 1, True)


@pytest.mark.parametrize("body", ["", "<Nil />", array(), "<Obj><IE/></Obj>"], ids=["none", "null", "@()", "IE"])
def test_nothing_is_evidence_of_none(read: Read, body: str) -> None:
    """An export of nothing says that the server of the file's cmdlet has none of its objects."""
    items, report = read(body, "Get-CsVoicePolicy.xml")
    assert (items, report.status, report.collected) == ([], "empty", ("voice_policy",))


def test_member_that_cannot_be_decoded(read: Read) -> None:
    """A member that cannot be decoded is rejected by its number; the others are read."""
    items, report = read(array(policy("A"), "<I32>x</I32>", policy("B")))
    assert [item.title for item in items] == ["A", "B"]
    assert report.rejected == 1
    assert report.messages[0].startswith("object 1, member 2 (line 1): ")


@pytest.mark.parametrize("prefix", ["", "Deserialized."])
def test_enum_of_an_import_is_its_text(read: Read, prefix: str) -> None:
    """The role of a service that was imported and exported again makes it a gateway."""
    role = (
        f'<Obj N="Role"><TN><T>{prefix}Microsoft.Rtc.Management.Xds.ServiceRole</T><T>{prefix}System.Enum</T></TN>'
        "<ToString>PstnGateway</ToString><I32>2</I32></Obj>"
    )
    names = {"Identity": "PstnGateway:gw1.contoso.com", "ServiceId": "1-PstnGateway-1", "PoolFqdn": "gw1.contoso.com"}
    properties = "".join(f'<S N="{name}">{value}</S>' for name, value in names.items()) + role
    items, _ = read(typed(f"{prefix}Microsoft.Rtc.Management.Xds.DisplayPstnGateway", f"<Props>{properties}</Props>"))
    assert "gateway" in {item.kind for item in items}


def test_output_of_powershell_itself(read: Read) -> None:
    """The line before the XML, and its streams: errors are losses, warnings are told, progress is nothing."""
    progress = '<Obj S="progress"><MS><PR N="Record"><AV>p</AV><T>Processing</T></PR></MS></Obj>'
    items, report = read(
        policy("A", 'S="Output"') + '<S S="Error">Access is denied</S><S S="warning">Old module</S>' + progress,
        before="#< CLIXML\r\n",
    )
    assert [item.title for item in items] == ["A"]
    assert (report.status, report.rejected) == ("partial", 1)
    assert "gave an error" in report.messages[0]
    assert "Access is denied" in report.messages[0]
    assert any("gave a warning: Old module" in message for message in report.messages)


def test_layout_of_a_table_is_named_as_such(read: Read) -> None:
    """`Format-Table | Export-Clixml` holds no objects: each row is a loss that says what it is."""
    of = "Microsoft.PowerShell.Commands.Internal.Format."
    rows = [typed(of + name, "<Props/>") for name in ("FormatStartData", "FormatEntryData", "FormatEndData")]
    items, report = read("".join(rows) + policy("A"), "Get-CsVoicePolicy.xml")
    assert ([item.title for item in items], report.rejected, report.has_losses) == (["A"], 1, True)
    assert "layout that Format-Table" in report.messages[0]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", "utf-16"), ("utf-16-le", "utf-8"), ("utf-32", "utf-8"), ("utf-32-be", "utf-32"), ("cp1252", "cp1252")],
)
def test_bytes_count_not_the_declaration(tmp_path: Path, encoding: str, declared: str) -> None:
    """Files whose text was written in another encoding than it declares, in UTF-32, or in an older Windows encoding."""
    xml = f'<?xml version="1.0" encoding="{declared}"?><Objs xmlns="{NAMESPACE}">{policy("Zürich")}</Objs>'
    file = tmp_path / "export.xml"
    file.write_bytes(xml.encode(encoding))
    assert [item.title for item in Reading([file]).items()] == ["Zürich"]
