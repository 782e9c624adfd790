"""Hostile or damaged CLIXML: refused in one line, or rejected object by object with its position."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from migrator.errors import InputError
from migrator.estate.other import Other
from migrator.sources.clixml.elements import NAMESPACE
from migrator.sources.clixml.pieces import repeated_ids
from migrator.sources.clixml.reader import read_clixml
from migrator.sources.reading import Reading
from migrator.sources.record import Record, Rejected

OBJS = f'<Objs Version="1.1.0.1" xmlns="{NAMESPACE}">'


def objs(body: str, before: str = "") -> bytes:
    """A document with that content."""
    return f"{before}{OBJS}{body}</Objs>".encode()


def read(data: bytes) -> list[Record | Rejected]:
    """Decode a file as the product does."""
    return list(read_clixml(io.BytesIO(data), repeated=repeated_ids(io.BytesIO(data))))


def entities(levels: int) -> str:
    """A DOCTYPE whose last entity is ten times the one before, on each level."""
    nested = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, levels))
    return f'<!DOCTYPE Objs [<!ENTITY e0 "lol">{nested}]>'


REFUSED = {
    "doctype": objs("<S>a</S>", "<!DOCTYPE Objs>"),
    "doctype and no object": objs("", '<!DOCTYPE Objs [<!ENTITY a "b">]>'),
    "four-level entity bomb": objs("<S>&e3;</S>", entities(4)),
    "nine-level entity bomb": objs("<S>&e8;</S>", entities(9)),
    "entity bomb in an attribute": objs('<Obj RefId="&e8;" />', entities(9)),
    "external entity": objs("<S>&x;</S>", '<!DOCTYPE Objs [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    "external DTD": objs("<S>a</S>", '<!DOCTYPE Objs SYSTEM "http://192.0.2.1/a.dtd">'),
    "unknown entity": objs("<S>&nosuch;</S>"),
    "nested 257 deep": objs("<Obj>" * 256 + "</Obj>" * 256),
    "control character": objs("<S>\x0b</S>"),
    "two roots": objs("<S>a</S>") + objs("<S>b</S>"),
    "bytes that are no utf-8": objs("<S>?</S>").replace(b"?", b"\xff"),
    "wrong nesting": objs("<Obj></S>"),
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED)
def test_refused_in_one_line(data: bytes) -> None:
    """The file is refused before the first object is read, in one short line."""
    with pytest.raises(InputError) as caught:
        read(data)
    assert "\n" not in caught.value.message
    assert len(caught.value.message) < 300


def test_external_entity_is_not_read(tmp_path: Path) -> None:
    """Even without the refusal of the DOCTYPE nothing of a local file reaches the reader."""
    secret = tmp_path / "secret.txt"
    secret.write_text("s3cret")
    data = objs("<S>&x;</S>", f'<!DOCTYPE Objs [<!ENTITY x SYSTEM "{secret.as_uri()}">]>')
    with pytest.raises(InputError) as caught:
        list(read_clixml(io.BytesIO(data)))
    assert "s3cret" not in caught.value.message


def test_nested_as_deep_as_allowed() -> None:
    """Objects inside objects up to the limit are decoded or rejected, and what follows is read."""
    first, second = read(objs("<Obj>" * 255 + "</Obj>" * 255 + "<S>after</S>"))
    assert isinstance(first, Record | Rejected)
    assert isinstance(second, Record)
    assert second.properties == {"Value": "after"}


@pytest.mark.parametrize("name", ["MSFT_SIPRgsQueueData.xml", "MSFT_SIPPhoneRouteData.xml"])
def test_truncated_anywhere(contoso: Path, tmp_path: Path, name: str) -> None:
    """Of a file cut at any of many places every object before the cut is read as from the complete file.

    The report says that the file is cut; without an object before the cut the file is refused.
    """
    complete = (contoso / name).read_bytes()
    cut = tmp_path / name
    cut.write_bytes(complete)
    expected = list(Reading([cut]).items())
    step = max(1, len(complete) // 150) | 1  # odd, so that characters are cut too
    most = 0
    for length in [*range(2 + len(OBJS) * 2, len(complete) - 2, step), len(complete) - 2, len(complete) - 3]:
        cut.write_bytes(complete[:length])
        reading, items = Reading([cut]), []
        try:
            items = list(reading.items())
        except InputError:
            continue  # nothing before the cut
        report = reading.reports[0]
        assert items == expected[: len(items)], length
        assert (report.status, report.has_losses, report.collected) == ("partial", True, ()), length
        most = max(most, len(items))
    assert most == len(expected)


def test_truncated_file_among_complete_ones(contoso: Path, tmp_path: Path) -> None:
    """The complete files are read; of the truncated one what stands before the cut, and its kind is incomplete."""
    for name in ("MSFT_SIPPhoneRouteData.xml", "MSFT_SIPRgsQueueData.xml"):
        (tmp_path / name).write_bytes((contoso / name).read_bytes())
    queues = tmp_path / "MSFT_SIPRgsQueueData.xml"
    queues.write_bytes(queues.read_bytes()[:-500])
    reading = Reading([tmp_path])
    kinds = {item.kind for item in reading.items()}
    cut = next(r for r in reading.reports if r.path == str(queues))
    assert (kinds, cut.status, cut.read, cut.has_losses) == ({"voice_route", "queue"}, "partial", 14, True)
    assert (cut.collected, cut.incomplete) == ((), ("queue",))
    assert len(cut.sha256) == 64


REJECTED = {
    "unknown element at the top": ("<Foo/>", "unknown element Foo"),
    "unknown property": ("<Obj RefId='0'><Props><Foo N='a'/></Props></Obj>", "unknown element Foo"),
    "unknown element in an object": ("<Obj RefId='0'><Foo/></Obj>", "unknown element Foo"),
    "unknown element in a list": ("<Obj RefId='0'><LST><Foo/></LST></Obj>", "unknown element Foo"),
    "unknown element in a dictionary": ("<Obj><DCT><En><S N='Key'>a</S><Foo N='Value'/></En></DCT></Obj>", "Foo"),
    "element inside a text": ("<S>ab<T/>cd</S>", "an element inside S"),
    "text in place of a list": ("<Obj RefId='0'><LST>Support</LST></Obj>", "text directly in LST"),
    "list beside properties": (
        "<Obj RefId='0'><LST/><Props><S N='a'>1</S></Props></Obj>",
        "an object with both Props and LST",
    ),
    "text beside properties": ("<Obj><S>x</S><Props><S N='a'>1</S></Props></Obj>", "both Props and S"),
    "object directly in an object": ("<Obj><Obj><LST><S>1</S></LST></Obj></Obj>", "Obj directly in an object"),
    "two lists of one object": ("<Obj><Props><Obj N='a'><LST/><LST/></Obj></Props></Obj>", "a second value in LST"),
    "properties twice": ("<Obj><Props><S N='a'>1</S></Props><Props/></Obj>", "Props twice"),
    "properties outside an object": ("<Obj><Props><Props N='a'/></Props></Obj>", "Props outside an object"),
    "member with a name": ("<Obj><Props><Obj N='a'><LST><S N='b'>1</S></LST></Obj></Props></Obj>", "with the name b"),
    "entry without a value": ("<Obj><DCT><En><S N='Key'>a</S></En></DCT></Obj>", "an entry without key and value"),
    "type names alone": ("<TN RefId='0'><T>System.Object</T></TN>", "unknown element TN"),
    "property without a name": ("<Obj><Props><S>lost</S></Props></Obj>", "without a name"),
    "property twice": ("<Obj><Props><S N='a'>1</S><Nil N='a'/></Props></Obj>", "the property a stands twice"),
    "added property twice": (
        "<Obj><Props><S N='a'>1</S></Props><MS><S N='a'>2</S><S N='a'>3</S></MS></Obj>",
        "the property a stands twice",
    ),
    "key twice": (
        (
            "<Obj><DCT><En><S N='Key'>a</S><I32 N='Value'>1</I32></En>"
            "<En><S N='Key'>a</S><I32 N='Value'>2</I32></En></DCT></Obj>"
        ),
        "the key a stands twice",
    ),
    "integer that is none": ("<I32>1_0</I32>", "'1_0' is not an integer"),
    "integer in other digits": ("<I32>١٢</I32>", "is not an integer"),
    "byte beyond its type": ("<By>256</By>", "outside 0 to 255"),
    "number beyond 64 bits": (f"<U64>{2**64}</U64>", "outside"),
    "number of 5,000 digits": (f"<I64>{'9' * 5000}</I64>", "is not an integer"),
    "boolean that is none": ("<B>yes</B>", "'yes' is not true or false"),
    "date that is none": ("<DT>2014-02-30T00:00:00</DT>", "day is out of range"),
    "date in words": ("<DT>8 January</DT>", "is not a date and time"),
    "character that is none": ("<C>70000</C>", "outside"),
    "element of another namespace": ('<x:Obj xmlns:x="urn:x"/>', "unknown element Obj"),
}


@pytest.mark.parametrize("case", REJECTED.values(), ids=REJECTED)
def test_rejected_with_position(case: tuple[str, str]) -> None:
    """The object is rejected with its place and the reason; the objects before and after it are read."""
    body, reason = case
    first, rejected, last = read(objs(f"<S>before</S>\n{body}\n<S>after</S>"))
    assert isinstance(first, Record)
    assert isinstance(last, Record)
    assert isinstance(rejected, Rejected)
    assert rejected.position in ("object 2 (line 2)", "object 2, member 1 (line 2)")
    assert reason in rejected.reason


def test_added_property_hides_that_of_the_object() -> None:
    """PowerShell shows an extended property in place of one of the object with its name."""
    (record,) = read(objs("<Obj><Props><S N='a'>1</S><S N='b'>2</S></Props><MS><S N='a'>3</S></MS></Obj>"))
    assert isinstance(record, Record)
    assert record.properties == {"a": "3", "b": "2"}


def test_line_far_into_the_file_is_named() -> None:
    """A position names the line however far it lies behind the start."""
    (record,) = read(objs("\n" * 70_000 + "<Foo/>"))
    assert record.position == "object 1 (line 70001)"


def test_text_over_10_mb_loses_one_object() -> None:
    """The object that holds it is rejected; those before and after it are read."""
    body = f"<Obj RefId='0'><Props><S N='a'>{'x' * 10_200_000}</S><S N='b'>c</S></Props></Obj>"
    first, rejected, last = read(objs(f"<S>before</S>{body}<S>after</S>"))
    assert isinstance(rejected, Rejected)
    assert "more than 10,000,000 characters" in rejected.reason
    assert [r.properties for r in (first, last) if isinstance(r, Record)] == [{"Value": "before"}, {"Value": "after"}]


def swelling(levels: int) -> bytes:
    """Each object lists the one before ten times, by reference."""
    ten = [f'<Ref RefId="{n}"/>' * 10 for n in range(levels)]
    lists = "".join(f'<Obj N="p{n}" RefId="{n}"><LST>{ten[n - 1]}</LST></Obj>' for n in range(1, levels))
    first = '<Obj N="p0" RefId="0"><LST><S>lol</S></LST></Obj>'
    return objs(f'<Obj RefId="1000"><Props>{first}{lists}</Props></Obj><S>after</S>')


def test_references_cannot_swell_a_record() -> None:
    """Nine levels of ten references each are rejected at once, and what follows is read."""
    rejected, after = read(swelling(9))
    assert isinstance(rejected, Rejected)
    assert "references" in rejected.reason
    assert isinstance(after, Record)


def test_references_cannot_nest_without_end() -> None:
    """A chain of 2,000 objects, each holding the one before by reference, is rejected where it gets too deep."""
    chain = '<Obj RefId="0"><LST><S>x</S></LST></Obj>' + "".join(
        f'<Obj RefId="{n}"><LST><Ref RefId="{n - 1}"/></LST></Obj>' for n in range(1, 2000)
    )
    found = read(objs(chain))
    kept = sum(isinstance(record, Record) for record in found)
    assert (len(found), kept) == (2000, 256)


def test_a_few_references_are_kept() -> None:
    """References as real exports have them are not a reason to reject."""
    record, _ = read(swelling(4))
    assert isinstance(record, Record)
    assert record.properties["p1"] == [["lol"]] * 10


def wmi(body: str) -> bytes:
    """One route of OCS 2007 R2 with these properties."""
    name = "System.Management.ManagementObject#root\\cimv2\\MSFT_SIPPhoneRouteData"
    return objs(f'<Obj RefId="0"><TN RefId="0"><T>{name}</T></TN><Props><S N="Name">UK</S>{body}</Props></Obj>')


def one_item(tmp_path: Path, body: str) -> tuple[Any, tuple[str, ...]]:
    """The item of a route with these properties, and what the report says about the file."""
    file = tmp_path / "routes.xml"
    file.write_bytes(wmi(body))
    reading = Reading([file])
    (item,) = reading.items()
    return item, reading.reports[0].messages


@pytest.mark.parametrize(
    "cut",
    [
        '<S N="GatewayList">System.String[]</S>',
        '<Obj N="GatewayList" RefId="1"><TN RefId="1"><T>System.String[]</T></TN><ToString>vx1 vx2</ToString></Obj>',
    ],
    ids=["type name", "text"],
)
def test_list_that_was_cut_off_is_not_a_list(tmp_path: Path, cut: str) -> None:
    """What the export's depth left of a list is not a value of the field; it is reported and kept as it was."""
    item, messages = one_item(tmp_path, cut)
    assert item.gateways == ()
    assert "GatewayList" in item.extra
    assert ["is unknown" in message and "-Depth" in message for message in messages if "unknown" in message] == [True]


def test_value_of_the_wrong_type_is_reported_and_kept(tmp_path: Path) -> None:
    """A number where a text list is expected fills no field, is reported, and stays with the item."""
    item, messages = one_item(tmp_path, '<I32 N="GatewayList">7</I32>')
    assert (item.gateways, item.extra["GatewayList"]) == ((), 7)
    assert "kept as it was read" in messages[0]


def test_unknown_class_is_kept_with_all_values(tmp_path: Path) -> None:
    """An object of a type that nobody declared is kept with all it holds, and counted as unknown."""
    file = tmp_path / "a.xml"
    file.write_bytes(objs('<Obj RefId="0"><TN RefId="0"><T>Contoso.Thing</T></TN><Props><S N="A">=1</S></Props></Obj>'))
    reading = Reading([file])
    (item,) = reading.items()
    assert isinstance(item, Other)
    assert (item.type_name, dict(item.extra), reading.reports[0].unknown) == ("Contoso.Thing", {"A": "=1"}, 1)


def test_root_of_another_namespace_is_not_taken_for_clixml(tmp_path: Path) -> None:
    """A file whose root only has the name of CLIXML's is not recognised, rather than read as empty."""
    file = tmp_path / "a.xml"
    file.write_text("<Objs><Obj RefId='0'><Props><S N='a'>lost</S></Props></Obj></Objs>")
    with pytest.raises(InputError, match="nothing in it is evidence"):
        list(Reading([file]).items())


MEASURE = """
import resource, sys
from pathlib import Path
from migrator.sources.reading import Reading

list(Reading([Path(sys.argv[1])]).items())  # once with a small file: code and tables are loaded
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
count = sum(1 for _ in Reading([Path(sys.argv[2])]).items())
print(count, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def large(contoso: Path, target: Path, size_bytes: int) -> int:
    """Write the users of the fixture again and again; returns how many there are."""
    text = (contoso / "MSFT_SIPESUserSetting.xml").read_text("utf-16")
    head, tail = text.index("<Obj "), text.rindex("</Objs>")
    # each copy names its types anew: a reference to the first copy's would do as well
    block = text[head:tail].encode("utf-16-le")

    def blocks() -> Iterator[bytes]:
        yield b"\xff\xfe" + text[:head].encode("utf-16-le")
        for _ in range(size_bytes // len(block)):
            yield block
        yield text[tail:].encode("utf-16-le")

    with target.open("wb") as file:
        file.writelines(blocks())
    return block.count("<Props>".encode("utf-16-le")) * (size_bytes // len(block))


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss counts kilobytes on Linux only")
def test_memory_does_not_grow_with_the_file(contoso: Path, tmp_path: Path) -> None:
    """60 MB of users are read in less than 25 MB more than a small file needs."""
    file = tmp_path / "users.xml"
    written = large(contoso, file, 60 * 1024**2)
    small = contoso / "MSFT_SIPESUserSetting.xml"
    done = subprocess.run([sys.executable, "-c", MEASURE, small, file], check=True, capture_output=True, text=True)
    count, grown_mib = map(int, done.stdout.split())
    assert count == written
    assert grown_mib < 25
