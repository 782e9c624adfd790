"""What is written as CLIXML comes back equal, whatever the text, the numbers, the nesting and the encoding."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID
from xml.sax.saxutils import escape

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.sources.clixml.elements import NAMESPACE
from migrator.sources.clixml.pieces import repeated_ids
from migrator.sources.clixml.primitives import unescape
from migrator.sources.clixml.reader import read_clixml
from migrator.sources.record import Record, Rejected, Truncated

#: what Windows PowerShell escapes: control characters, halves of surrogate pairs, and an underscore before an x
_ESCAPED = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff]|[\U00010000-\U0010ffff]|_(?=[xX])")


def escaped(text: str) -> str:
    """*text* as [MS-PSRP] 2.2.5.3.2 writes it: a character beyond the BMP as two escapes."""

    def units(found: re.Match[str]) -> str:
        raw = found[0].encode("utf-16-be")
        return "".join(f"_x{int.from_bytes(raw[i : i + 2]):04X}_" for i in range(0, len(raw), 2))

    return escape(_ESCAPED.sub(units, text), {'"': "&quot;"})


@attrs.frozen
class Typed:
    """A value with the tag under which it is written, its text there, and what is expected back."""

    tag: str
    text: str
    back: Any


class Writer:
    """Writes values; type names seen before become TNRef, a value given a second time becomes Ref."""

    def __init__(self) -> None:
        self._objects = 0
        self._types: dict[str, int] = {}

    def document(self, records: list[tuple[str, dict[str, Any]]]) -> str:
        """A complete file."""
        body = "".join(self.record(type_name, properties) for type_name, properties in records)
        return f'<Objs Version="1.1.0.1" xmlns="{NAMESPACE}">{body}</Objs>'

    def record(self, type_name: str, properties: dict[str, Any]) -> str:
        """One object with properties."""
        inside = "".join(self.value(value, name) for name, value in properties.items())
        return self._object(type_name, f"<Props>{inside}</Props>", "")

    def value(self, value: Any, name: str | None = None) -> str:
        """One value."""
        attribute = "" if name is None else f' N="{escaped(name)}"'
        if value is None:
            return f"<Nil{attribute} />"
        if isinstance(value, Typed):
            return f"<{value.tag}{attribute}>{value.text}</{value.tag}>"
        if isinstance(value, str):
            return f"<S{attribute}>{escaped(value)}</S>"
        if isinstance(value, list):
            inside = "".join(map(self.value, value))
            return self._object("System.Object[]", f"<LST>{inside}</LST>", attribute)
        entries = "".join(f"<En>{self.value(k, 'Key')}{self.value(v, 'Value')}</En>" for k, v in value.items())
        return self._object("System.Collections.Hashtable", f"<DCT>{entries}</DCT>", attribute)

    def _object(self, type_name: str, inside: str, attribute: str) -> str:
        self._objects += 1
        if type_name in self._types:
            names = f'<TNRef RefId="{self._types[type_name]}" />'
        else:
            self._types[type_name] = len(self._types)
            names = f'<TN RefId="{len(self._types) - 1}"><T>{escaped(type_name)}</T><T>System.Object</T></TN>'
        return f'<Obj{attribute} RefId="{self._objects}">{names}{inside}</Obj>'


def back(value: Any) -> Any:
    """What the reader is expected to give for *value*."""
    if isinstance(value, Typed):
        return value.back
    if isinstance(value, list):
        return [back(v) for v in value]
    return {k: back(v) for k, v in value.items()} if isinstance(value, dict) else value


def read(data: bytes) -> list[Record | Rejected]:
    """Decode a file as the product does."""
    return list(read_clixml(io.BytesIO(data), repeated=repeated_ids(io.BytesIO(data))))


def objs(body: str) -> bytes:
    """A document with that content."""
    return f'<Objs Version="1.1.0.1" xmlns="{NAMESPACE}">{body}</Objs>'.encode()


def values(body: str) -> list[Any]:
    """The property v of each object of a document."""
    return [r.properties["v"] if isinstance(r, Record) else r for r in read(objs(body))]


def wholes(tag: str, low: int, high: int) -> st.SearchStrategy[Typed]:
    """Integers of one type, its limits included."""
    return st.integers(low, high).map(lambda n: Typed(tag, str(n), n))


def timestamp(value: datetime, ticks: int) -> Typed:
    """A DT with a seven-digit fraction; Python keeps six of its digits."""
    text = f"{value:%Y-%m-%dT%H:%M:%S}.{value.microsecond:06d}{ticks}".replace(
        f"{value:%Y}", f"{value.year:04d}", 1
    ) + (value.isoformat()[-6:] if value.tzinfo else "")
    return Typed("DT", text, value.astimezone(UTC) if value.tzinfo else value)


TEXT = st.text(st.characters(codec="utf-8")) | st.sampled_from(
    [
        "_x0041_",
        "_X0041_",
        "__x005F_",
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        "_x",
        "a\r\nb\t",
        "]]>",
        "&#65;",
    ]
)
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.builds(
    timestamp,
    st.datetimes(
        datetime(1900, 1, 2),  # noqa: DTZ001 - the strategy adds the offset
        datetime(2999, 12, 30),  # noqa: DTZ001
        timezones=st.none() | OFFSETS,
    ),
    st.integers(0, 9),
)
PRIMITIVES = st.one_of(
    TEXT,
    st.none(),
    st.booleans().map(lambda b: Typed("B", str(b).lower(), b)),
    wholes("By", 0, 255),
    wholes("SB", -128, 127),
    wholes("U16", 0, 2**16 - 1),
    wholes("I16", -(2**15), 2**15 - 1),
    wholes("U32", 0, 2**32 - 1),
    wholes("I32", -(2**31), 2**31 - 1),
    wholes("U64", 0, 2**64 - 1),
    wholes("I64", -(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False).map(lambda f: Typed("Db", repr(f), f)),
    st.uuids().map(lambda g: Typed("G", str(g).upper(), str(g))),
    MOMENTS,
)
VALUES = st.recursive(
    PRIMITIVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
TYPE_NAMES = st.sampled_from(["Deserialized.Contoso.Thing", "Contoso.Other", "X"])
RECORDS = st.lists(st.tuples(TYPE_NAMES, st.dictionaries(TEXT, VALUES, max_size=5)), max_size=5)
ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "utf-16-le with BOM": lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    "utf-16-be with BOM": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
    "utf-8 with BOM": lambda text: codecs.BOM_UTF8 + text.encode(),
    "utf-8 without BOM": str.encode,
    "utf-16-le that calls itself utf-8": lambda text: (
        codecs.BOM_UTF16_LE + f'<?xml version="1.0" encoding="utf-8"?>{text}'.encode("utf-16-le")
    ),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(records=RECORDS)
def test_round_trip(encoding: str, records: list[tuple[str, dict[str, Any]]]) -> None:
    """Texts, numbers, dates, lists and dictionaries come back equal in every encoding that Windows writes."""
    found = read(ENCODINGS[encoding](Writer().document(records)))
    expected = [(name.removeprefix("Deserialized."), back(properties)) for name, properties in records]
    assert [(r.type_name, r.properties) for r in found if isinstance(r, Record)] == expected
    assert len(found) == len(records)


@given(TEXT)
def test_unescape_is_the_inverse_of_escaping(text: str) -> None:
    """Every text, with literal escapes in it too, survives being escaped and decoded."""
    written = escaped(text).replace("&quot;", '"').replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&")
    assert unescape(written) == text


@pytest.mark.parametrize(
    ("written", "read_back"),
    [
        ("_xD83D__xDE00_", "😀"),
        ("_xd83d__xde00_", "😀"),
        ("_xD83D_", "\ufffd"),
        ("_x005F_x0041_", "_x0041_"),
        ("_x0000_", "\0"),
        ("_x41_", "_x41_"),
        ("_x", "_x"),
        ("", ""),
    ],
)
def test_escapes(written: str, read_back: str) -> None:
    """Escapes in either case, pairs of surrogates, lone halves and near misses."""
    assert values(f'<Obj RefId="0"><Props><S N="v">{written}</S></Props></Obj>') == [read_back]


@pytest.mark.parametrize(
    ("xml", "value"),
    [
        ("<C N='v'>65</C>", "A"),
        ("<C N='v'>55357</C>", "\ufffd"),
        ("<D N='v'>100</D>", 100.0),
        ("<D N='v'>1.50</D>", 1.5),
        ("<D N='v'>79228162514264337593543950335</D>", "79228162514264337593543950335"),
        ("<D N='v'>0.1000000000000000055511151231</D>", "0.1000000000000000055511151231"),
        ("<Db N='v'>INF</Db>", "INF"),
        ("<Sg N='v'>NaN</Sg>", "NaN"),
        ("<TS N='v'>PT1H</TS>", "PT1H"),
        ("<URI N='v'>sip:a_x0020_b</URI>", "sip:a b"),
        ("<Version N='v'>5.0.8308</Version>", "5.0.8308"),
        ("<XD N='v'>&lt;a/&gt;</XD>", "<a/>"),
        ("<BA N='v'>AQID</BA>", "AQID"),
        ("<DT N='v'>0001-01-01T00:00:00+02:00</DT>", datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=2)))),
        ("<DT N='v'>2014-01-08T12:30:00Z</DT>", datetime(2014, 1, 8, 12, 30, tzinfo=UTC)),
        ("<S N='v'/>", ""),
        ("<S N='v'>ab<!-- c -->cd<?p i?>ef</S>", "abcdef"),
        ("<S N='v'><![CDATA[<a>]]></S>", "<a>"),
        (
            "<Obj N='v'><TN RefId='1'><T>A</T><T>System.Enum</T></TN><ToString>On</ToString><I32>2</I32></Obj>",
            "On",
        ),
        ("<Obj N='v' RefId='1'><I32>2</I32><MS><S N='Remark'>x</S></MS></Obj>", 2),
        ("<Obj N='v' RefId='1'><ToString>System.Object[]</ToString></Obj>", "System.Object[]"),
        ("<Obj N='v' RefId='1'><QUE><S>a</S></QUE></Obj>", ["a"]),
        ("<Obj N='v' RefId='1'><STK><Nil/></STK></Obj>", [None]),
        ("<Obj N='v' RefId='1'><IE/></Obj>", []),
        ("<Obj N='v' RefId='1'><DCT/></Obj>", {}),
        ("<MS N='v'><S N='inner'>a</S></MS>", {"inner": "a"}),
    ],
)
def test_single_values(xml: str, value: Any) -> None:
    """One value of each kind that has a rule of its own."""
    assert values(f"<Obj RefId='0'><Props>{xml}</Props></Obj>") == [value]


def test_secure_string_is_not_kept() -> None:
    """What a secure string holds is nowhere in the record."""
    (record,) = read(objs('<Obj RefId="0"><Props><SS N="Password">01000000d08c9ddf</SS></Props></Obj>'))
    assert "01000000d08c9ddf" not in repr(record)


def test_reference_to_an_earlier_object() -> None:
    """A Ref gives the object again, in the same record and in a later one, in either kind of quotes."""
    found = values(
        '<Obj RefId="0"><Props><Obj N="a" RefId="7"><LST><S>x</S></LST></Obj><Ref N="v" RefId="7" /></Props></Obj>'
        "<Obj RefId='1'><Props><Ref N='v' RefId='7'/></Props></Obj>"
    )
    assert found == [["x"], ["x"]]


def test_cycle_is_reported() -> None:
    """An object that holds itself shows where it begins again."""
    found = values(
        '<Obj RefId="0"><Props><Obj N="v" RefId="1"><Props><Ref N="self" RefId="1" /></Props></Obj></Props></Obj>'
    )
    assert found == [{"self": "(reference to itself)"}]


def test_reference_to_nothing_is_reported() -> None:
    """A Ref to an object that the file does not hold says so."""
    (value,) = values('<Obj RefId="0"><Props><Ref N="v" RefId="9" /></Props></Obj>')
    assert value == Truncated("(reference to object 9, which the file does not hold)")
    (rejected,) = values(
        '<Obj RefId="0"><LST><Obj><Props><Obj N="v"><LST><Ref RefId="9" /></LST></Obj></Props></Obj></LST></Obj>'
    )
    assert isinstance(rejected, Rejected)


def test_type_names_of_a_rejected_record_still_count() -> None:
    """A later object may use the type names that a rejected record brought, nested ones too."""
    first, second, third = read(
        objs(
            '<Obj RefId="0"><TN RefId="0"><T>Contoso.Thing</T></TN><Props><Foo N="a"/>'
            '<Obj N="b" RefId="1"><TN RefId="1"><T>E</T><T>System.Enum</T></TN><I32>1</I32></Obj></Props></Obj>'
            '<Obj RefId="2"><TNRef RefId="0" /><Props><S N="v">x</S></Props></Obj>'
            '<Obj RefId="3"><TNRef RefId="0" /><Props><Obj N="v" RefId="4"><TNRef RefId="1" />'
            "<ToString>On</ToString><I32>1</I32></Obj></Props></Obj>"
        )
    )
    assert isinstance(first, Rejected)
    assert isinstance(second, Record)
    assert isinstance(third, Record)
    assert (second.type_name, third.properties) == ("Contoso.Thing", {"v": "On"})


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("System.Management.ManagementObject#root\\cimv2\\MSFT_SIPPoolSetting", "MSFT_SIPPoolSetting"),
        ("Deserialized.Microsoft.Rtc.Management.Xds.Thing#Decorated", "Microsoft.Rtc.Management.Xds.Thing"),
        ("Microsoft.Rtc.Thing", "Microsoft.Rtc.Thing"),
    ],
)
def test_type_name_of_a_record(name: str, plain: str) -> None:
    """The name that a mapping knows: without prefix, decoration and WMI path."""
    (record,) = read(objs(f'<Obj RefId="0"><TN RefId="0"><T>{name}</T></TN><Props /></Obj>'))
    assert isinstance(record, Record)
    assert record.type_name == plain


def test_guids_are_lower_case() -> None:
    """A GUID is the same text however it was written."""
    guid = UUID("A0624626-2744-40C4-B2F7-B2E2A99C8A95")
    assert values(f'<Obj RefId="0"><Props><G N="v">{str(guid).upper()}</G></Props></Obj>') == [str(guid)]
