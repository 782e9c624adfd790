"""LDIF is decoded as RFC 2849 says, in every encoding ldifde and ldapsearch write, and bad records do not stop it."""

from __future__ import annotations

import base64
import contextlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.errors import InputError
from migrator.sources.bundle import Member
from migrator.sources.directory.ldif import MAX_ENTRY, begins_like_ldif, read_ldif
from migrator.sources.format import Cut, Remark
from migrator.sources.mapping import Truncated
from migrator.sources.record import Record, Rejected
from migrator.sources.text.decoding import ANSI, MAX_LINE, open_text


def member(content: bytes, name: str = "forest.ldf") -> Member:
    """A file of the evidence with this content."""
    return Member(name, name, len(content), lambda: io.BytesIO(content))


def decode(content: str | bytes) -> list[Record | Rejected | Remark]:
    """What the decoder yields."""
    data = content.encode() if isinstance(content, str) else content
    return list(read_ldif(open_text(member(data), code_page=ANSI)))


def one(content: str | bytes) -> Record:
    """The only record."""
    (found,) = decode(content)
    assert isinstance(found, Record)
    return found


def test_plain_entry() -> None:
    """Values lose the blanks before them and no others; the type is the last object class."""
    found = one("dn:CN=a,DC=x\nobjectClass: top\nobjectClass: contact\ncn:   a b \nempty:\n")
    assert found == Record(
        "contact",
        {"dn": "CN=a,DC=x", "objectClass": ["top", "contact"], "cn": "a b ", "empty": ""},
        "line 1",
    )


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_and_line_ends(encoding: str, end: str) -> None:
    """Names in any script survive in UTF-8 and UTF-16, with and without BOM, with either line end."""
    content = end.join(("version: 1", "", "dn: CN=Ζήνων 日本,DC=x", "displayName: Zoë", "", "")).encode(encoding)
    assert begins_like_ldif(content)
    assert one(content).properties == {"dn": "CN=Ζήνων 日本,DC=x", "objectClass": [], "displayName": "Zoë"}


def test_utf_16_big_endian_with_bom() -> None:
    """The byte order of the BOM is used."""
    assert one(b"\xfe\xff" + "dn: CN=é,DC=x\n".encode("utf-16-be")).properties["dn"] == "CN=é,DC=x"


def test_ansi() -> None:
    """What is not UTF-8 is read as Windows code page 1252, which the text file reports."""
    content = "dn: CN=Zoë,DC=x\n".encode("cp1252")
    assert (one(content).properties["dn"], "1252" in str([*open_text(member(content), code_page=ANSI).closing()])) == (
        "CN=Zoë,DC=x",
        True,
    )


def test_folding() -> None:
    """A line that begins with one blank continues the one before; only that blank goes, also inside base64 and dn."""
    found = one("dn: CN=long\n  name,DC\n =x\ncn:: Wm\n /Dqw==\n")
    assert found.properties == {"dn": "CN=long name,DC=x", "objectClass": [], "cn": "Zoë"}


def test_comments() -> None:
    """Comments go, with the lines that continue them, and end no record."""
    found = one("# one\n two: no attribute\ndn: CN=a\n# inside\n  still\ncn: a\n")
    assert found.properties == {"dn": "CN=a", "objectClass": [], "cn": "a"}


def test_base64() -> None:
    """Base64 that is text becomes text, line breaks and all; other bytes stay base64; a dn can be base64 too."""
    text = base64.b64encode("Straße\r\n<x/>".encode()).decode()
    dn = base64.b64encode("CN=Ärger,DC=x".encode()).decode()
    found = one(f"dn:: {dn}\ninfo:: {text}\nphoto:: /9j/4A==\nzero:: AAE=\n")
    assert found.properties == {
        "dn": "CN=Ärger,DC=x",
        "objectClass": [],
        "info": "Straße\r\n<x/>",
        "photo": "base64:/9j/4A==",
        "zero": "base64:AAE=",
    }


def test_guid_and_sid() -> None:
    """A GUID and a SID are written as people write them."""
    found = one("dn: CN=a\nobjectGUID:: AQIDBAUGBwgJCgsMDQ4PEA==\nobjectSid:: AQIAAAAAAAUgAAAAIAIAAA==\n")
    assert (found.properties["objectGUID"], found.properties["objectSid"]) == (
        "{04030201-0605-0807-090A-0B0C0D0E0F10}",
        "S-1-5-32-544",
    )


def test_repeated_attributes_and_options() -> None:
    """Repeated attributes are one list in their order, whatever their letter case; options stay in the name."""
    found = one("dn: CN=a\nmember: 1\nMember: 2\nmember: 3\nuserCertificate;binary:: /9g=\n")
    assert (found.properties["member"], found.properties["userCertificate;binary"]) == (
        ["1", "2", "3"],
        "base64:/9g=",
    )


def test_range_is_reported() -> None:
    """A range, which Active Directory gives of many values, is a part of them; with the last range it is all."""
    part = one("dn: CN=a\nmember;range=0-1499: CN=b\n").properties["member"]
    assert isinstance(part, Truncated)
    assert part.rest == ("CN=b",)
    complete = one("dn: CN=a\nmember;range=0-1: CN=b\nmember;range=0-1: CN=c\nmember;range=2-*: CN=d\n")
    assert complete.properties["member"] == ["CN=b", "CN=c", "CN=d"]


def test_url_is_not_fetched() -> None:
    """What a URL points to is not read, and that is said."""
    note, found = decode("dn: CN=a\nphoto:< file:///etc/passwd\n")
    assert note == Remark("line 2: the value of photo is at file:///etc/passwd, which is not fetched")
    assert isinstance(found, Record)
    assert found.properties == {"dn": "CN=a", "objectClass": [], "photo;url": "file:///etc/passwd"}


def test_value_that_begins_with_a_bracket_is_not_a_url() -> None:
    """Only a bracket right after the colon makes a URL."""
    assert one("dn: CN=a\nx: <instance/>\n").properties["x"] == "<instance/>"


def test_addition_is_content() -> None:
    """The ldifde tool writes an addition for each entry of an export; it is read as the entry."""
    assert one("dn: CN=a\nchangetype: add\ncn: a\n").properties == {"dn": "CN=a", "objectClass": [], "cn": "a"}


@pytest.mark.parametrize("change", ["modify", "delete", "modrdn", "moddn"])
def test_change_records_are_rejected(change: str) -> None:
    """A change is not an entry; the records around it are read."""
    found = decode(f"dn: CN=a\ncn: a\n\ndn: CN=b\nchangetype: {change}\n\ndn: CN=c\ncn: c\n")
    assert [type(f) for f in found] == [Record, Rejected, Record]
    assert found[1] == Rejected("line 4", f"a change record ({change}) of CN=b is not an entry")


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("cn: a\n", "the record begins with 'cn', not with its dn"),
        ("dn: CN=b\nno colon\n", "line 5 has no attribute: 'no colon'"),
        ("dn: CN=b\ncn:: %%%\n", "line 5: the base64 of cn is broken or cut off"),
        ("dn: CN=b\ncn:: QUJ\n", "line 5: the base64 of cn is broken or cut off"),
        ("dn:: /w==\n", "line 4: the dn is not UTF-8"),
        (" leads: nowhere\n", "line 4 has no attribute: ' leads: nowhere'"),
        ("dn: CN=b\nDN:: Q049Yg==\n", "line 5 is a second dn: the blank line before it is missing"),
        ("dn: CN=b\n-\n", "line 5 has no attribute: '-'"),
    ],
)
def test_bad_record_does_not_stop_the_next(bad: str, reason: str) -> None:
    """A record that cannot be read is rejected with its line and the reason; those around it are read."""
    found = decode(f"dn: CN=a\ncn: a\n\n{bad}\ndn: CN=c\ncn: c\n")
    assert [type(f) for f in found] == [Record, Rejected, Record]
    assert found[1] == Rejected("line 4", reason)


def test_long_line_is_rejected() -> None:
    """A line that the reader had to cut is not taken for a complete value."""
    found = decode("dn: CN=a\ncn: " + "x" * (MAX_LINE + 10) + "\n\ndn: CN=b\n")
    assert [type(f) for f in found] == [Rejected, Record]


def test_long_record_is_rejected() -> None:
    """A record that would fill the memory is rejected, and the next one is read."""
    line = " " + "x" * 1000 + "\n"
    found = decode("dn: CN=a\ncn: y\n" + line * (MAX_ENTRY // 1000 + 2) + "\ndn: CN=b\n")
    assert [type(f) for f in found] == [Rejected, Record]


def test_other_version_is_refused() -> None:
    """Only version 1 is defined."""
    with pytest.raises(InputError, match="version '2'"):
        decode("version: 2\ndn: CN=a\n")


def test_version_directly_before_the_dn() -> None:
    """The version needs no blank line after it."""
    assert one("version: 1\ndn: CN=a\n").properties["dn"] == "CN=a"


def test_search_result() -> None:
    """What ldapsearch writes last is not an entry; a search that was cut short is reported."""
    assert decode("dn: CN=a\n\nsearch: 2\nresult: 0 Success\n\n# numEntries: 1\n") == [one("dn: CN=a\n")]
    assert decode("search: 2\nresult: 4 Size limit exceeded\n") == [
        Cut("line 1: the search ended with '4 Size limit exceeded': entries may be missing")
    ]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("dn: CN=a", True),
        ("dn:: Q049YQ==", True),
        ("dn:\nnamingContexts: DC=x", True),
        ("version: 1\n\ndn: CN=a", True),
        ("# comment\n continued\n\ndn: CN=a", True),
        ("version: 1\nname: compose", False),
        ("dnsmasq: yes", False),
        ("<dn>", False),
        ("", False),
        ("\n" * 5000 + "x", False),
        (" \n" * 5000 + "x", False),
    ],
)
def test_recognition(head: str, expected: bool) -> None:
    """A file is LDIF by its first record, whatever its name."""
    assert begins_like_ldif(head.encode()) is expected


SAMPLE = (
    "version: 1\n\n# c\ndn:: Q049w6Q=\nobjectClass: top\nobjectClass: contact\ncn:: w6Q=\nl: a\n b\n\ndn: CN=b\ncn: b\n"
)


@pytest.mark.parametrize("length", [n for n in range(len(SAMPLE)) if SAMPLE[:n].strip() != "version:"])
def test_truncated_anywhere(length: int) -> None:
    """A file cut at any byte is read up to there: complete records, one that is short or rejected, no error."""
    found = decode(SAMPLE[:length])
    assert all(isinstance(f, Record | Rejected) for f in found)
    assert len(found) <= 2


values = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)


@given(
    st.dictionaries(
        st.from_regex(r"[a-z][a-z0-9-]{0,10}", fullmatch=True), st.lists(values, min_size=1, max_size=3, unique=True)
    )
)
def test_round_trip(attributes: dict[str, list[str]]) -> None:
    """Any text, written in base64 and folded, comes back as it was, but for control characters, which stay base64."""
    attributes = {n: v for n, v in attributes.items() if n not in ("dn", "changetype", "objectclass", "objectguid")}
    lines = ["dn: CN=a"]
    for name, texts in attributes.items():
        for text in texts:
            line = f"{name}:: {base64.b64encode(text.encode()).decode()}"
            lines += [line[:30], *(" " + line[i : i + 20] for i in range(30, len(line), 20))]
    found = one("\n".join(lines) + "\n").properties
    for name, texts in attributes.items():
        got = found[name] if isinstance(found[name], list) else [found[name]]
        plain = [base64.b64decode(g[7:]).decode() if g.startswith("base64:") else g for g in got]
        assert plain == texts or any(t.startswith("base64:") for t in texts)


@given(st.binary(max_size=300))
def test_any_bytes(content: bytes) -> None:
    """No content whatever raises anything but the one refusal."""
    with contextlib.suppress(InputError):
        assert all(isinstance(found, Record | Rejected | Remark) for found in decode(content))


@pytest.mark.parametrize("width", [45, 52, 58])
def test_lines_that_a_window_cut_are_a_loss(width: int) -> None:
    """Names without the end of their domain at the longest lines show the cut: those entries are not taken as whole."""
    names = ("Front End Server of Bristol", "Edge", "Mediation Server of Leeds")
    records = (f"dn: CN={name},OU=Lync,DC=contoso,DC=local\ncn: {name}\nou: x\n" for name in names)
    whole = "\n".join(records)
    assert {type(found) for found in decode(whole)} == {Record}
    cut = "".join(f"{line[:width]}\n" for line in whole.splitlines())
    kinds = [type(found) for found in decode(cut)]
    assert (kinds.count(Cut), kinds.count(Record)) == (1, 1)


def test_a_value_with_another_attribute_in_it_is_rejected() -> None:
    """A line whose end is lost is not a value of two attributes."""
    (rejected,) = decode("dn: CN=a,DC=contoso,DC=com\ncn: atelephoneNumber: +441\ntelephoneNumber: +441\n")
    assert isinstance(rejected, Rejected)
    assert rejected.reason == "line 2: telephoneNumber begins inside the value of cn"


@pytest.mark.parametrize(
    "dn", ["CN=Pools,CN=Services,DC=contoso,CN=Configuration,DC=local", "CN=a,CN=Configuration,CN=Schema,DC=contoso"]
)
def test_a_name_whose_parts_have_changed_places_is_a_loss(dn: str) -> None:
    """The configuration of a forest stands directly below its domain, or below the id of an instance of AD LDS."""
    assert [type(each) for each in decode(f"dn: {dn}\ncn: a\n")] == [Rejected]
    assert one("dn: CN=Pools,CN=Services,CN=Configuration,DC=contoso,DC=local\ncn: a\n")
    assert one("dn: CN=Sites,CN=Configuration,CN={7A2C2F11-0000-4000-8000-000000000000}\ncn: a\n")
