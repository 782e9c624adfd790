"""CSV of Export-Csv gives the items that CLIXML gives, less what a CSV cannot hold, and says what is lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.errors import InputError
from migrator.estate.kinds import Item
from migrator.sources.bundle import Member
from migrator.sources.clixml.reader import read_clixml
from migrator.sources.dispatch import Dispatch
from migrator.sources.format import Cut, Origin, ReadResult, Remark
from migrator.sources.reading import FORMATS, Reading
from migrator.sources.record import Record, Rejected
from migrator.sources.tables import csv as export_csv

CONTOSO = Path(__file__).parents[3] / "fixtures" / "contoso-ocs2007r2"
WMI_TYPE = r"#TYPE System.Management.ManagementObject#root\cimv2\MSFT_SIP"
DOMAINS = WMI_TYPE + 'FederationPartnerTable\r\n"Domain","EdgeProxyAddress"\r\n'


def member(content: str | bytes, name: str = "evidence.csv") -> Member:
    """A file of the evidence with this content."""
    data = content.encode() if isinstance(content, str) else content
    return Member(name, name, len(data), lambda: io.BytesIO(data))


def read(content: str | bytes, name: str = "evidence.csv", *, origin: Origin | None = None) -> list[ReadResult]:
    """What a file becomes."""
    return list(export_csv.FORMAT.read(member(content, name), origin or Origin()))


def items(found: Iterable[ReadResult]) -> list[Item]:
    """The items among events."""
    return [event for event in found if isinstance(event, Item)]


def notes(found: Iterable[ReadResult]) -> list[str]:
    """The texts of the notes among events."""
    return [event.text for event in found if isinstance(event, Remark)]


def recognised(content: str | bytes, name: str = "evidence.csv") -> str | None:
    """The format that a file is recognised as."""
    data = content.encode() if isinstance(content, str) else content
    return next((f.name for f in FORMATS if f.matches(member(data, name), data[:65536])), None)


@pytest.mark.parametrize("encoding", ["ascii", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_encodings_delimiters_and_line_ends(encoding: str, delimiter: str, end: str) -> None:
    """A file is read in every form that servers of any locale write."""
    name = "a.example" if encoding == "ascii" else "zürich.example"
    rows = [WMI_TYPE + "FederationPartnerTable", '"Domain","EdgeProxyAddress"', f'"{name}",""', ""]
    content = end.join(rows).replace('","', f'"{delimiter}"').encode(encoding)
    assert recognised(content) == "CSV of Export-Csv"
    (found,) = items(read(content))
    assert (found.kind, found.key, found.extra) == ("allowed_domain", name, {})


def test_quotes_delimiters_and_line_breaks_inside_cells() -> None:
    """What is between quotation marks is the value, whatever it holds."""
    (found,) = items(read(WMI_TYPE + 'PhoneRouteData\r\n"Name","Description"\r\n"a ""b"", c","one\r\ntwo;"\r\n'))
    assert (found.key, found.description) == ('a "b", c', "one\r\ntwo;")


def test_values_get_the_types_of_their_fields() -> None:
    """Texts become booleans and numbers where the field is one; an empty cell is nothing."""
    header = '"ConferencingID","PoolDN","TargetServerDNIfMoving"'
    (found,) = items(read(f'{WMI_TYPE}ConferencingDirectoryData\n{header}\n"12","CN=p",""\n'))
    assert (found.key, found.directory_id, found.move_target) == ("12", 12, None)


@pytest.mark.parametrize(
    "lost",
    [
        "System.String[]",
        "System.Object[]",
        "System.Collections.Generic.List`1[System.String]",
        "System.Collections.Generic.List`1[[System.String, mscorlib, Version=2.0.0.0]]",
        "Microsoft.Rtc.Management.WritableConfig.Policy.Voice.NormalizationRule",
    ],
)
def test_lists_are_lost_and_reported(lost: str) -> None:
    """A list of which only the type is there leaves the field empty, and a note names the column."""
    found = read(f'{WMI_TYPE}PhoneRouteData\n"Name","GatewayList"\n"a","{lost}"\n"b","{lost}"\n')
    assert [item.gateways for item in items(found)] == [(), ()]
    assert notes(found) == [
        "2 lists or objects are lost in GatewayList (2): Export-Csv writes only their type; collect with Export-Clixml"
    ]


def test_names_of_applications_are_values() -> None:
    """Microsoft.Rtc.Applications.Acd is the name of an application, not a type."""
    (found,) = items(read(WMI_TYPE + 'TrustedServiceSetting\n"FQDN","Type"\n"a","Microsoft.Rtc.Applications.Acd"\n'))
    assert found.type == "Microsoft.Rtc.Applications.Acd"


def test_lost_letters_are_noticed() -> None:
    """Question marks of an ASCII file are reported, with their columns, but not those of patterns."""
    found = read(WMI_TYPE + 'PhoneRouteData\n"Name","TargetPhoneNumber"\n"Z?rich","^\\+?41"\n"Bern","^\\+?41"\n')
    assert [n.split(":")[0] for n in notes(found)] == ["the file is ASCII and has question marks in Name (1)"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_question_marks_of_unicode_are_what_they_are(encoding: str) -> None:
    """A file that can hold all letters has lost none."""
    assert not notes(read((WMI_TYPE + 'PhoneRouteData\n"Name","X"\n"What?",""\n').encode(encoding)))


def test_question_marks_beside_other_letters_are_what_they_are() -> None:
    """A file with one letter beyond ASCII was not written as ASCII."""
    assert not notes(read(WMI_TYPE + 'PhoneRouteData\n"Name","X"\n"What?",""\n"Zürich",""\n'))


def test_ansi_is_reported() -> None:
    """A file in an ANSI code page is read, and the guess is said."""
    assert any("1252" in note for note in notes(read((DOMAINS + '"zürich.example",""\n').encode("cp1252"))))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ('"b"', "the row has 1 cell, the header 2"),
        ('"b","c","d"', "the row has 3 cells, the header 2"),
        ('"b"c,"d"', "the row is broken or cut off (',' expected after '\"')"),
        ('"","x"', "MSFT_SIPFederationPartnerTable without Domain"),
    ],
)
def test_bad_row_does_not_stop_the_next(row: str, reason: str) -> None:
    """A row that cannot be read is rejected with its line and the reason; the next one is read."""
    found = read(f'{DOMAINS}"a",""\r\n{row}\r\n"z",""\r\n')
    assert [
        (e.position, e.reason) if isinstance(e, Rejected) else e.key for e in found if isinstance(e, Item | Rejected)
    ] == ["a", ("line 4", reason), "z"]


def test_cell_that_never_ends() -> None:
    """A quotation mark that is never closed rejects the row."""
    found = read(DOMAINS + '"a",""\n"b","c\n' + "x\n" * 100)
    assert [e.key for e in items(found)] == ["a"]
    assert [e.position for e in found if isinstance(e, Rejected)] == ["line 4"]


@pytest.mark.parametrize("header", ['"A","a"', ",,", '""'])
def test_bad_header_is_refused(header: str) -> None:
    """Without a header that names each column once, nothing can be read."""
    with pytest.raises(InputError, match="header"):
        read(f"{WMI_TYPE}PhoneRouteData\n{header}\n1,2\n")


@pytest.mark.parametrize("before", ["", "#TYPE System.String\r\n"])
def test_lengths_of_texts_are_refused(before: str) -> None:
    """Export-Csv of a cmdlet that gives texts writes only how long they are: the reason and the way out are given."""
    content = before + '"Length"\r\n"70"\r\n'
    assert recognised(content, "Get-CsServerVersion.csv") == "CSV of Export-Csv"
    with pytest.raises(InputError, match=r"only the length of each text.*Export-Clixml"):
        read(content, "Get-CsServerVersion.csv")


def test_file_with_only_its_headings_is_cut() -> None:
    """Export-Csv writes no headings where there is no object, so headings without a row have lost their rows."""
    found = read(WMI_TYPE + 'RoutingTableData\n"MatchURI"\n', "MSFT_SIPRoutingTableData.csv")
    assert [type(result) for result in found] == [Cut]


ROUTE = '"Identity","Priority","NumberPattern","PstnUsages","PstnGatewayList","Name"\n"LocalRoute","0","^x","","","L"\n'


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("MSFT_SIPFederationPartnerTable.csv", '"Domain","EdgeProxyAddress"\n"a.example",""\n', "allowed_domain"),
        ("x.csv", '"__CLASS","Domain"\n"MSFT_SIPFederationPartnerTable","a.example"\n', "allowed_domain"),
        ("Get-CsVoiceRoute.csv", ROUTE, "voice_route"),
    ],
)
def test_without_type_the_name_or_the_columns_tell(name: str, content: str, kind: str) -> None:
    """A file without a type line is recognised by its name or by the column that WMI adds."""
    assert recognised(content, name) == "CSV of Export-Csv"
    assert [item.kind for item in items(read(content, name))] == [kind]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("telephones.csv", '"Name","Number"\n"a","1"\n'),
        ("Get-CsVoiceRoute.csv", '"A","B"\n"a","1"\n'),
        ("Get-CsVoiceRoute.csv", "no csv at all\n"),
        ("x.csv", ""),
    ],
)
def test_other_csv_is_not_ours(name: str, content: str) -> None:
    """A CSV that fits no class is unknown."""
    assert recognised(content, name) is None


@pytest.mark.parametrize("prefix", ["", "Selected.", "Deserialized.", "Deserialized.Selected."])
def test_cmdlet_by_its_type(prefix: str) -> None:
    """Objects of Lync are mapped as those of CLIXML are, by their type."""
    found = read(f"#TYPE {prefix}Microsoft.Rtc.Management.WritableConfig.Policy.Voice.Route\n{ROUTE}")
    assert [(i.kind, i.product, i.number_pattern) for i in items(found)] == [("voice_route", "lync2010", "^x")]


def test_type_line_that_a_spreadsheet_has_written_again() -> None:
    """A type line with quotation marks and empty cells behind it is still one."""
    content = DOMAINS.replace("#TYPE", '"#TYPE').replace("PartnerTable", 'PartnerTable",;;') + '"a",""\n'
    assert recognised(content) == "CSV of Export-Csv"
    assert [i.key for i in items(read(content))] == ["a"]


def test_unknown_type_is_kept_with_all_values() -> None:
    """Objects of a type that nobody declared become `other`."""
    (found,) = items(read('#TYPE System.IO.FileInfo\n"Name","Length"\n"a.txt","5"\n'))
    assert (found.kind, found.extra) == ("other", {"Name": "a.txt", "Length": "5"})


SAMPLE = DOMAINS + '"a.example","sip.a.example"\r\n"b ""q"" é","two\r\nlines"\r\n'


@pytest.mark.parametrize("length", range(len(SAMPLE.encode())))
def test_truncated_anywhere(length: int, tmp_path: Path) -> None:
    """A file cut at any byte is read up to there, refused, or unknown, never an error of ours."""
    (tmp_path / "x.csv").write_bytes(SAMPLE.encode()[:length])
    (tmp_path / "y.csv").write_text(SAMPLE, encoding="utf-8")
    reading = Reading([tmp_path])
    assert [i.key for i in reading.items()][-1] == 'b "q" é'
    assert reading.reports[0].status in {"read", "empty", "partial", "failed", "unknown"}


@given(st.lists(st.tuples(*[st.text(st.characters(exclude_categories=("Cs",)), max_size=30)] * 2), max_size=5))
def test_round_trip(rows: list[tuple[str, str]]) -> None:
    """Any two texts written as CSV come back as they were; an empty one comes back as nothing."""
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows([("One", "Two"), *rows])
    content = "\ufeff#TYPE Some.Type\r\n" + written.getvalue()
    found = [(i.extra["One"], i.extra["Two"]) for i in items(read(content))]
    assert found == [(one or None, two or None) for one, two in rows if not _is_lost(one) and not _is_lost(two)]


def _is_lost(text: str) -> bool:
    return text.startswith(("System.", "Microsoft.Rtc."))


def flattened(value: Any) -> str:
    """A value as Export-Csv writes it."""
    return "System.String[]" if isinstance(value, list) else "" if value is None else str(value)


@pytest.mark.parametrize("path", sorted(CONTOSO.glob("*.xml")), ids=lambda path: path.stem)
def test_contoso_as_csv(path: Path) -> None:
    """Every class of the Contoso estate, written as CSV, gives the items of the CLIXML, but for its lists."""
    with path.open("rb") as file:
        records = [r for r in read_clixml(file) if isinstance(r, Record)]
    if not records:
        return
    written = io.StringIO()
    writer = csv.DictWriter(written, list(records[0].properties), quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: flattened(v) for name, v in r.properties.items()} for r in records)
    by_csv = items(read(f"\ufeff{WMI_TYPE[:-8]}{path.stem}\r\n{written.getvalue()}"))
    dispatch = Dispatch("x", Origin())
    by_clixml = items(event for record in records for event in dispatch.results(record))
    assert [(i.kind, i.key, i.product, i.title) for i in by_csv] == [
        (i.kind, i.key, i.product, i.title) for i in by_clixml
    ]


def test_a_command_with_commas_is_no_header() -> None:
    """The columns that were typed at a prompt are not those of a CSV: what follows is what the console printed."""
    prompt = "PS C:\\> Get-CsUser | Format-Table SipAddress,DisplayName,LineUri,RegistrarPool\r\n"
    assert not export_csv.FORMAT.matches(member(prompt), prompt.encode())
    header = b"SipAddress,DisplayName,LineUri,RegistrarPool\r\n"
    assert export_csv.FORMAT.matches(member(header), header)
