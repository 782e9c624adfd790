"""The workbook: what stands where, and what happens at its limits."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest
from lxml import etree
from openpyxl import Workbook

from migrator.documents.workbook.layout import read_layout
from migrator.errors import InputError
from migrator.estate.kinds import (
    Difference,
    Item,
    boolean,
    decimal,
    fields_of,
    integer,
    kind,
    parts,
    text,
    text_list,
    timestamp,
)
from migrator.estate.other import Other
from migrator.estate.provenance import SourceReport
from migrator.estate.response_groups import TimeRange
from migrator.estate.topology import Machine, Pool
from migrator.estate.users import User
from migrator.rules.engine.model import Grade, Severity, Wording
from migrator.rules.engine.prediction import Finding
from migrator.rules.engine.values import Text

CONTROL = [
    "Cover",
    "Contents",
    "Sources and coverage",
    "Reconciliation",
    "Findings",
    "Readiness",
    "Predicted messages",
    "Not evaluated",
    "Outcomes",
    "Rule catalogue",
    "References",
]
TAIL = ["Source", "Other properties", "Differences", "Findings"]


@kind("badge", "Badges", area="Zoo")
@attrs.frozen(kw_only=True)
class Badge(Item):
    """A kind that the product does not know, with a field of every type."""

    name: str | None = text("Name")
    size: int | None = integer("Size")
    weight: float | None = decimal("Weight")
    valid: bool | None = boolean("Valid")
    made: datetime | None = timestamp("Made")
    lost: datetime | None = timestamp("Lost")
    colours: tuple[str, ...] = text_list("Colours")
    hours: tuple[TimeRange, ...] = parts("Hours")
    owner: str | None = text("Owner", refers_to="pool")
    never: str | None = text("Never said")


def rows_of(book: Workbook, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet by the labels of its header."""
    header, *rows = book[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def links_of(book: Workbook) -> Iterator[tuple[Any, Any]]:
    """Each linked cell with the first cell of the row it leads to."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.hyperlink:
                    title, _, address = cell.hyperlink.location.rpartition("!")
                    yield cell, book[title[1:-1].replace("''", "'")][address]


def notes_of(book: Workbook, sheet: str) -> list[str]:
    """What the notes say about a sheet."""
    return [row["Note"] for row in rows_of(book, "Notes") if row["Sheet"] == sheet]


def finding(item: Item, rule: str = "R2-TST-001", **changes: Any) -> Finding:
    """A finding about *item*."""
    made = Finding(
        rule=rule,
        severity=Severity.WARNING,
        grade=Grade.OBSERVED,
        product=item.product,
        kind=item.kind,
        key=item.key,
        name=item.title,
        title="t",
        wording=Wording("m", "e", "r"),
        places={},
        evidence={"a": Text("b")},
        minutes=5,
        baseline=False,
        fingerprint="0123456789abcdef",
    )
    return attrs.evolve(made, **changes)


def test_sheets_stand_in_order(contoso_book: Workbook) -> None:
    """Control sheets first, then kinds by area, what nobody declared behind them, notes last."""
    assert contoso_book.sheetnames[: len(CONTROL)] == CONTROL
    assert contoso_book.sheetnames[-1] == "Notes"
    areas = [row["Area"] for row in rows_of(contoso_book, "Contents") if row["Area"] != "Control"]
    assert areas == sorted(areas, key=read_layout().area_rank)
    assert areas[0] == "Topology"


def test_kinds_of_new_areas_stand_between_known_areas_and_evidence(case_of: Callable[..., Any], tmp_path: Path) -> None:
    """An area that the layout does not name comes after those it names, and unknown objects come last."""
    book = case_of(Other(key="o"), Badge(key="b"), User(key="u"), Pool(key="p")).book(tmp_path / "x.xlsx")
    assert book.sheetnames[len(CONTROL) :] == ["Pools", "Users", "Badges", "Other objects", "User counts", "Notes"]


def test_every_object_has_its_row(contoso: Any, contoso_book: Workbook) -> None:
    """Each kind's sheet holds as many rows as the estate has objects, with the declared labels above."""
    held: dict[type[Item], int] = {}
    for item in contoso.estate:
        held[type(item)] = held.get(type(item), 0) + 1
    for cls, count in held.items():
        rows = rows_of(contoso_book, cls.label)
        assert len(rows) == count
        labels = [field.label for field in fields_of(cls) if field.type != "datetime"]
        on_screen_only = [label for label in labels if label in ("SHA-256", "Definition (XML)")]
        printed = [label for label in labels if label not in on_screen_only]
        assert [label for label in rows[0] if label in labels] == printed + on_screen_only
        assert list(rows[0])[:2] == ["Key", "Product"]
        assert set(TAIL) <= set(rows[0])


def test_tables_are_frozen_filtered_and_wide_enough(contoso_book: Workbook) -> None:
    """Every sheet but the cover has a frozen header, one filter over its table and columns of 8 to 110 characters."""
    for sheet in contoso_book.worksheets[1:]:
        assert sheet.freeze_panes in ("B2", "C2", "D2")
        footer = {"Sources and coverage": 3, "Response groups, the move": 4}.get(sheet.title, 0)
        filtered = sheet.max_row - footer
        assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, sheet.max_column).column_letter}{filtered}"
        assert not sheet.tables
        assert all(8 <= dimension.width <= 110 for dimension in sheet.column_dimensions.values())
        assert sheet.print_title_rows == "$1:$1"
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_links_lead_to_the_named_row(contoso: Any, contoso_book: Workbook) -> None:
    """A reference leads to the row whose name it shows, a finding to its object, an object to its findings."""
    seen = set()
    for cell, target in links_of(contoso_book):
        label = cell.parent.cell(1, cell.column).value
        row = rows_of(contoso_book, target.parent.title)[target.row - 2] if target.row > 1 else {}
        if label == "Sheet":
            assert cell.value == target.parent.title
        elif label == "References":
            assert row["Reference"] == cell.value.split("\n")[0]
        elif label == "Findings":
            assert row["Rule"] in cell.value.split("\n")
            assert row["Key"] == cell.parent.cell(cell.row, 1).value
        else:
            person = f"{row.get('Display name')} <{row['Key']}>"
            names = (row.get("Name"), row.get("Display name"), row.get("FQDN"), row["Key"], row.get(label), person)
            assert cell.value in names
        seen.add(label)
    assert {"Sheet", "Findings", "Object", "Pool", "Contact", "Home pool"} <= seen


def test_references_show_names(contoso_book: Workbook) -> None:
    """No distinguished name or identifier stands where the object it names is known."""
    queues = {row["Name"]: row for row in rows_of(contoso_book, "Queues")}
    assert queues["Sales"]["Agent groups in order"] == "Sales London\nSales North"
    assert queues["Sales"]["Overflow action"] == "TransferToQueue; queue: Switchboard"
    assert {row["Pool"] for row in queues.values()} == {"ocspool"}


def test_agents_stand_with_their_addresses(contoso_book: Workbook) -> None:
    """An agent can be made again from the workbook: the address stands behind the name of its user, or alone."""
    agents = {row["Display name"]: row["SIP address"] for row in rows_of(contoso_book, "Agents")}
    assert agents["Alice Turner"] == "Alice Turner <sip:alice.turner@contoso.com>"
    assert agents["Gary Bishop"] == "sip:gary.bishop@contoso.com"


def test_contents_counts_what_the_sheets_hold(contoso: Any, contoso_book: Workbook) -> None:
    """Rows and findings of the contents are those of the sheets; baseline noise is not counted."""
    contents = {row["Sheet"]: row for row in rows_of(contoso_book, "Contents")}
    assert list(contents) == contoso_book.sheetnames[2:]
    real = [f for f in contoso.prediction.findings if not f.baseline]
    assert contents["Voice routes"]["Findings"] == sum(f.kind == "voice_route" for f in real)
    assert contents["Presence policies"]["Findings"] == 0
    assert contents["Users"]["Rows"] == 39
    assert contents["Findings"]["Rows"] == len(contoso.prediction.findings)


def test_summary_agrees_with_the_file(contoso: Any, contoso_book: Workbook, tmp_path: Path) -> None:
    """What the caller is told is what the file holds."""
    summary = contoso.export(tmp_path / "x.xlsx")
    assert list(summary.sheets) == contoso_book.sheetnames
    assert summary.sheets["Queues"] == contoso_book["Queues"].max_row - 1
    assert summary.cut_cells == 0


def test_sources_reconcile(contoso: Any, contoso_book: Workbook) -> None:
    """One row per file with its counts and digest, and the sum below the table."""
    rows = rows_of(contoso_book, "Sources and coverage")
    sources = contoso.snapshot.sources
    assert [row["SHA-256"] for row in rows[: len(sources)]] == [source.sha256 for source in sources]
    assert all(row["Found"] == row["Read"] + row["Rejected"] + row["Unknown"] for row in rows[: len(sources)])
    read, unknown = sum(s.read for s in sources), sum(s.unknown for s in sources)
    assert rows[-2]["Source"] == f"{read + unknown} records found = {read} read + 0 rejected + {unknown} unknown"


def test_losses_are_shown(case_of: Callable[..., Any], tmp_path: Path) -> None:
    """A source with rejected records says what was rejected, and when it was collected, in UTC."""
    source = SourceReport(
        path="a.xml",
        format="clixml",
        status="partial",
        read=1,
        rejected=2,
        messages=("object 2: without a key", "object 3: cut off"),
        product="lync2010",
        collected=("pool", "unheard_of"),
        collected_at=datetime.fromisoformat("2026-11-20T09:00:00+02:00"),
    )
    book = case_of(Pool(key="p"), sources=[source]).book(tmp_path / "x.xlsx")
    row = rows_of(book, "Sources and coverage")[0]
    assert (row["Found"], row["Rejected"], row["Status"], row["Product"]) == (3, 2, "partial", "Lync 2010")
    assert row["Messages"] == "object 2: without a key\nobject 3: cut off"
    assert row["Evidence for"] == "Pools\nunheard_of"
    assert row["Collected at (UTC)"] == datetime.fromisoformat("2026-11-20T07:00:00")


def test_findings_are_whole(contoso: Any, contoso_book: Workbook) -> None:
    """Each finding stands with all that is known of it, in the order of the prediction."""
    rows = rows_of(contoso_book, "Findings")
    assert [row["Fingerprint"] for row in rows] == [f.fingerprint for f in contoso.prediction.findings]
    first = contoso.prediction.findings[0]
    assert rows[0] == {
        "Rule": first.rule,
        "Severity": "block",
        "Original": None,
        "Object": "Emergency Services",
        "Finding": first.message,
        "Effect": first.effect,
        "What to do": first.remediation,
        "Minutes": first.minutes,
        "Blocks phase": first.phase,
        "Evidence": "\n".join(f"{k}: {v}" for k, v in first.shown_evidence().items()),
        "Grade": "observed",
        "What will change": "gateways: vx1.contoso.local, vx2.contoso.local -> none",
        "References": "\n".join(first.references),
        "Baseline": False,
        "Product": "OCS 2007 R2",
        "Kind": "Voice routes",
        "Key": first.key,
        "Fingerprint": first.fingerprint,
        "Accepted because": None,
    }


def test_predicted_messages_are_exact(contoso: Any, contoso_book: Workbook) -> None:
    """The text of each predicted line stands unchanged, in the order of the run."""
    rows = rows_of(contoso_book, "Predicted messages")
    messages = contoso.prediction.messages
    assert [(r["Order"], r["Cmdlet"], r["Level"], r["Text"], r["Count"]) for r in rows] == [
        (n, m.cmdlet, m.level, m.text, m.count) for n, m in enumerate(messages, 1)
    ]


def test_every_rule_has_an_outcome_and_a_page(contoso: Any, contoso_book: Workbook) -> None:
    """Outcomes and the catalogue name every rule."""
    ids = {rule.id for rule in contoso.rules}
    assert {row["Rule"] for row in rows_of(contoso_book, "Outcomes")} == ids
    catalogue = rows_of(contoso_book, "Rule catalogue")
    assert {row["Rule"] for row in catalogue} == ids
    assert len(catalogue) == len(ids)
    assert all(row["What it finds"] and row["References"] for row in catalogue)


def test_cover_counts_findings_apart_from_noise(case_of: Callable[..., Any], tmp_path: Path) -> None:
    """Headline counts are by severity, and baseline noise stands in a line of its own."""
    pool = Pool(key="p", product="ocs2007r2")
    findings = [finding(pool), finding(pool, severity=Severity.BLOCK), finding(pool, baseline=True, minutes=0)]
    book = case_of(pool, findings=findings).book(tmp_path / "x.xlsx")
    cover = {row[0]: row[1] for row in book["Cover"].iter_rows(values_only=True) if row[0]}
    shown = {label: cover[label] for label in ("block", "error", "warning", "info", "all", "baseline noise")}
    assert shown == {"block": 1, "error": 0, "warning": 1, "info": 0, "all": 2, "baseline noise": 1}


def test_cover_says_what_it_is_about(contoso_book: Workbook) -> None:
    """Estate, snapshot, products, moments in UTC, version and classification stand on the cover."""
    lines = [row[:2] for row in contoso_book["Cover"].iter_rows(values_only=True)]
    assert str(lines[1][0]).startswith("Confidential")
    facts = dict(lines)
    expected = {
        "Estate": "contoso.com",
        "Snapshot": "before & after",
        "Products": "OCS 2007 R2",
        "Taken at (UTC)": "2026-11-20 17:00:00",
        "Workbook made at (UTC)": "2026-11-21 08:30:00",
        "Made by": "migrator 1.2.3",
    }
    assert {label: facts[label] for label in expected} == expected


def test_document_properties_are_set(contoso_book: Workbook) -> None:
    """The file says who made it, when, and of what."""
    properties = contoso_book.properties
    assert (properties.creator, properties.subject) == ("migrator 1.2.3", "before & after")
    assert properties.created == datetime.fromisoformat("2026-11-21T08:30:00")


def test_kind_that_nobody_knows_gets_its_sheet(case_of: Callable[..., Any], tmp_path: Path) -> None:
    """A new kind needs nothing here: each type of field comes out as it should, in an area of its own."""
    badge = Badge(
        key="b1",
        product="lync2010",
        sources=("a.xml#1", "b.xml#2"),
        extra={"__PATH": "\\\\fe1", "Colour": "=red()", "Deep": {"a": [1]}},
        differences=(Difference("size", "b.xml#2", "8"),),
        name="007",
        size=7,
        weight=0.5,
        valid=False,
        made=datetime.fromisoformat("2013-01-02T03:04:05+01:00"),
        lost=datetime.fromisoformat("2013-01-02T03:04:05"),
        colours=("red", "=blue"),
        hours=(TimeRange("Monday", "09:00", "17:00"), TimeRange("Friday", "09:00", "12:00")),
        owner="P.contoso.local",
    )
    pool = Pool(key="p.contoso.local", product="lync2010", name="Front")
    book = case_of(badge, pool).book(tmp_path / "x.xlsx")
    assert book.sheetnames.index("Badges") > book.sheetnames.index("Pools")
    assert rows_of(book, "Badges") == [
        {
            "Key": "b1",
            "Product": "Lync 2010",
            "Name": "007",
            "Size": 7,
            "Weight": 0.5,
            "Valid": False,
            "Made (UTC)": datetime.fromisoformat("2013-01-02T02:04:05"),
            "Lost (local time)": datetime.fromisoformat("2013-01-02T03:04:05"),
            "Colours": "red\n=blue",
            "Hours": "Monday; opens: 09:00; closes: 17:00\nFriday; opens: 09:00; closes: 12:00",
            "Owner": "Front",
            "Never said": None,
            "Source": "a.xml#1\nb.xml#2",
            "Other properties": 'Colour: =red()\nDeep: {"a": [1]}\n__PATH: \\\\fe1',
            "Differences": "Size: b.xml#2 says 8",
            "Findings": None,
        }
    ]


def test_column_without_any_value_is_hidden_and_noted(case_of: Callable[..., Any], tmp_path: Path) -> None:
    """A field that no evidence speaks of keeps its place, does not show, and the notes name it."""
    book = case_of(Badge(key="1", name="n"), Badge(key="2", size=0, valid=False)).book(tmp_path / "x.xlsx")
    header = [cell.value for cell in book["Badges"][1]]
    hidden = {
        header[n]
        for n, cell in enumerate(book["Badges"][1])
        if book["Badges"].column_dimensions[cell.column_letter].hidden
    }
    assert {"Weight", "Never said", "Colours"} <= hidden
    assert not {"Name", "Size", "Valid", "Source", "Other properties"} & hidden
    assert "Never said" in notes_of(book, "Badges")[0]


def test_moments_of_both_sorts_in_one_column_can_be_told_apart(case_of: Callable[..., Any], tmp_path: Path) -> None:
    """Where some moments are UTC, a local one is text that says so."""
    here = datetime.fromisoformat("2013-01-02T03:04:05")
    book = case_of(Badge(key="1", made=here), Badge(key="2", made=here.replace(tzinfo=UTC))).book(tmp_path / "x.xlsx")
    assert [row["Made (UTC)"] for row in rows_of(book, "Badges")] == ["2013-01-02 03:04:05 local time", here]


def test_reference_to_nothing_stands_as_read(case_of: Callable[..., Any], tmp_path: Path) -> None:
    """A name that no object bears is shown, and leads nowhere."""
    book = case_of(Machine(key="m", pool="CN=gone")).book(tmp_path / "x.xlsx")
    assert rows_of(book, "Machines")[0]["Pool"] == "CN=gone"
    assert not any(cell.parent.title == "Machines" for cell, _ in links_of(book))


def test_same_key_in_two_products_leads_to_the_right_row(case_of: Callable[..., Any], tmp_path: Path) -> None:
    """A finding about the Lync pool leads to the Lync pool, though the legacy pool has the same key."""
    old, new = Pool(key="p", product="ocs2007r2"), Pool(key="P", product="lync2010")
    book = case_of(old, new, findings=[finding(new)]).book(tmp_path / "x.xlsx")
    (target,) = [target for cell, target in links_of(book) if cell.parent.title == "Findings"]
    assert (target.parent.title, target.row) == ("Pools", 3)
    assert [row["Findings"] for row in rows_of(book, "Pools")] == [None, "R2-TST-001"]


def test_rules_of_an_object_are_named_once(case_of: Callable[..., Any], tmp_path: Path) -> None:
    """Several findings of one rule on one object are one id in its row."""
    pool = Pool(key="p")
    findings = [finding(pool, "B-1"), finding(pool, "A-1"), finding(pool, "B-1")]
    book = case_of(pool, findings=findings).book(tmp_path / "x.xlsx")
    assert rows_of(book, "Pools")[0]["Findings"] == "B-1\nA-1"


def test_long_table_goes_on_on_another_sheet(case_of: Callable[..., Any], tmp_path: Path) -> None:
    """Before the last row that Excel has, a second sheet begins, with the same header and entries in the contents."""
    pool = Pool(key="p")
    users = [User(key=f"u{n}", display_name=f"User {n}", pool="p") for n in range(7)]
    book = case_of(pool, *users, findings=[finding(users[6])]).book(tmp_path / "x.xlsx", max_rows=4)
    pages = ["Users", "Users (2)", "Users (3)"]
    assert [name for name in book.sheetnames if name.startswith("Users")] == pages
    assert [row["Key"] for page in pages for row in rows_of(book, page)] == [user.key for user in users]
    assert all(book[page].max_row <= 4 and book[page].freeze_panes == "D2" for page in pages)
    contents = {row["Sheet"]: (row["Rows"], row["Findings"]) for row in rows_of(book, "Contents")}
    assert [contents[page] for page in pages] == [(3, 0), (3, 0), (1, 1)]
    (target,) = [target for cell, target in links_of(book) if cell.parent.title == "Findings"]
    assert (target.parent.title, target.row, target.value) == ("Users (3)", 2, "u6")


def test_links_stop_at_the_limit(case_of: Callable[..., Any], tmp_path: Path) -> None:
    """A sheet gets no more links than Excel takes; the rest is plain text, and the notes say how many."""
    users = [User(key=f"u{n}", pool="p") for n in range(5)]
    book = case_of(Pool(key="p", name="Front"), *users).book(tmp_path / "x.xlsx", max_links=2)
    cells = [row[0] for row in book["Users"].iter_rows(min_row=2, min_col=8, max_col=8)]
    assert [cell.value for cell in cells] == ["Front"] * 5
    assert [bool(cell.hyperlink) for cell in cells] == [True, True, False, False, False]
    assert "3 cells are not linked: a sheet can have 2 links" in notes_of(book, "Users")


def test_cut_cell_is_listed(case_of: Callable[..., Any], tmp_path: Path) -> None:
    """The notes name sheet, row, column and length of each text that was cut, and the caller gets their number."""
    case = case_of(Badge(key="1", name="n"), Badge(key="2", name="x" * 40_000))
    assert case.export(tmp_path / "y.xlsx").cut_cells == 1
    book = case.book(tmp_path / "x.xlsx")
    (note,) = [row for row in rows_of(book, "Notes") if row["Original length"]]
    assert (note["Sheet"], note["Row"], note["Column"], note["Original length"]) == ("Badges", 3, "Name", 40_000)
    assert rows_of(book, "Badges")[1]["Name"].endswith("more)")


def test_replaced_characters_are_noted(case_of: Callable[..., Any], tmp_path: Path) -> None:
    """A control character is shown by a mark, and the notes say where."""
    book = case_of(Badge(key="1", name="a\x07b")).book(tmp_path / "x.xlsx")
    assert rows_of(book, "Badges")[0]["Name"] == "a\u2407b"
    assert any(note.startswith("1 character that a cell cannot hold") for note in notes_of(book, "Badges"))


def test_row_is_no_taller_than_twelve_lines(case_of: Callable[..., Any], tmp_path: Path) -> None:
    """A text of many lines does not fill the screen, and other properties do not make a row taller at all."""
    many = {f"p{n}": n for n in range(50)}
    badges = (Badge(key="1", extra=many), Badge(key="2", colours=("c",) * 50), Badge(key="3", colours=("c",) * 3))
    sheet = case_of(*badges).book(tmp_path / "x.xlsx")["Badges"]
    assert [sheet.row_dimensions[row].height for row in (2, 3, 4)] == [15, 180, 45]


def test_other_properties_show_where_they_are_all_there_is(case_of: Callable[..., Any], tmp_path: Path) -> None:
    """The row of an object of an unknown type is tall enough to read what it holds."""
    sheet = case_of(Other(key="1", extra={"a": 1, "b": 2, "c": 3})).book(tmp_path / "x.xlsx")["Other objects"]
    assert sheet.row_dimensions[2].height == 45


def test_no_cell_is_a_formula(case_of: Callable[..., Any], tmp_path: Path) -> None:
    """Wherever evidence puts =1+1, it comes out as text."""
    nasty = "=1+1"
    badge = Badge(
        key=nasty, product=nasty, name=nasty, colours=(nasty,), owner=nasty, extra={nasty: nasty}, sources=(nasty,)
    )
    found = finding(
        badge, wording=Wording("{nasty}"), places={"nasty": Text(nasty)}, evidence={nasty: Text(nasty)}, name=nasty
    )
    source = SourceReport(path=nasty, format=nasty, status=nasty, messages=(nasty,))
    book = case_of(badge, Pool(key=nasty, name=nasty), findings=[found], sources=[source]).book(tmp_path / "x.xlsx")
    types = {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    assert "f" not in types
    assert rows_of(book, "Badges")[0]["Name"] == nasty


def test_empty_estate_gives_a_workbook(case_of: Callable[..., Any], tmp_path: Path) -> None:
    """An estate without objects is documented as such."""
    book = case_of().book(tmp_path / "x.xlsx")
    assert book.sheetnames == [*CONTROL, "Notes"]


def test_every_part_is_well_formed_and_no_formula_is_in_it(contoso_file: Path) -> None:
    """Each part of the file is XML that parses, and no sheet holds a formula or a link to another file."""
    with zipfile.ZipFile(contoso_file) as archive:
        assert archive.testzip() is None
        roots = {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}
    tags = {etree.QName(e).localname for n, r in roots.items() if "worksheets/sheet" in n for e in r.iter()}
    assert "f" not in tags
    assert not any(b'TargetMode="External"' in etree.tostring(root) for root in roots.values())


def test_progress_reaches_its_end(contoso: Any, tmp_path: Path) -> None:
    """Progress grows to the number of rows to write, and names the sheets."""
    told: list[tuple[str, int, int]] = []
    contoso.export(tmp_path / "x.xlsx", progress=lambda *step: told.append(step))
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert told[-1][1] == told[-1][2]
    assert {"Findings", "Users", "Notes"} <= {sheet for sheet, _, _ in told}


def test_failed_export_leaves_the_old_file_and_nothing_else(contoso: Any, tmp_path: Path) -> None:
    """What fails half-way changes nothing in the folder."""
    path = tmp_path / "documents" / "x.xlsx"
    path.parent.mkdir()
    path.write_text("the old one")

    def fail(sheet: str, _done: int, _all: int) -> None:
        if sheet == "Queues":
            raise RuntimeError("interrupted")

    with pytest.raises(RuntimeError, match="interrupted"):
        contoso.export(path, progress=fail)
    assert path.read_text() == "the old one"
    assert list(path.parent.iterdir()) == [path]


def test_file_that_cannot_be_replaced_is_refused(contoso: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system refuses the last step, the user gets one line and no half file is left."""

    def refuse(_self: Path, _target: Path) -> None:
        raise PermissionError(13, "The process cannot access the file")

    folder = tmp_path / "documents"
    folder.mkdir()
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(InputError, match=r"cannot be written \(The process cannot access the file\)"):
        contoso.export(folder / "x.xlsx")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("lock", ["~$x.xlsx", ".~lock.x.xlsx#"])
def test_open_file_is_refused(contoso: Any, tmp_path: Path, lock: str) -> None:
    """A workbook that Excel or LibreOffice has open is not written under its hands."""
    (tmp_path / lock).touch()
    with pytest.raises(InputError, match="open in another program"):
        contoso.export(tmp_path / "x.xlsx")


def test_missing_folder_is_refused(contoso: Any, tmp_path: Path) -> None:
    """A folder that does not exist is named, and not made."""
    with pytest.raises(InputError, match=r"the folder .*gone does not exist"):
        contoso.export(tmp_path / "gone" / "x.xlsx")
    assert not (tmp_path / "gone").exists()


def test_folder_instead_of_a_file_is_refused(contoso: Any, tmp_path: Path) -> None:
    """A folder is not replaced by a workbook."""
    with pytest.raises(InputError, match="this is a folder"):
        contoso.export(tmp_path)


def test_marks_named_by_columns_exist() -> None:
    """Each column of the layout that is coloured names colours that the layout has."""
    layout = read_layout()
    named = {column.marks for sheet in layout.sheets.values() for column in sheet.columns if column.marks}
    assert named <= set(layout.marks)
