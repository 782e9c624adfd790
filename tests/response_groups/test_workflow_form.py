"""What evidence of OCS 2007 R2 cannot hold is written into a form and read back; what reads workflows uses it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import attrs
import pytest
from openpyxl import load_workbook

from migrator.documents.workflow_form import write_form
from migrator.estate import response_groups as rgs
from migrator.estate.call_flow import call_flow, steps
from migrator.estate.estate import Estate
from migrator.estate.merge import merged
from migrator.resources import fixture
from migrator.response_groups.comparison import compare_response_groups
from migrator.response_groups.rebuild.script import scripts
from migrator.sources.reading import Reading

OCS = "contoso-ocs2007r2"
FILLED = {
    "Complete": "yes",
    "Time zone": "GMT Standard Time",
    "Monday": "09:00-12:30, 13:30-17:00",
    "Saturday": "10:00-24:00",
    "Welcome text": "=1+1 is what callers hear",
    "Menu text": "Which team?",
    "Menu": "1 = Switchboard\n# = Sales",
    "Holiday set": "UK bank holidays 2013-2014",
    "Holidays": "2026-12-28 Works outing\n2026-12-24 12:00 - 2026-12-27 00:00 Christmas",
    "Closed: action": "Telephone",
    "Closed: target": "sip:+442079460199@contoso.com",
    "Holiday: action": "disconnect",
    "Holiday: text": "We are closed",
    "Music on hold": "hold.wma",
}


def filled(folder: Path, cells: Mapping[str, Any], workflow: str = "Main Switchboard") -> Path:
    """The form of the Contoso estate with *cells* in the row of one workflow."""
    path = folder / "form.xlsx"
    write_form(path, Estate(Reading([fixture(OCS)]).items()))
    book = load_workbook(path)
    sheet = book["Workflows to complete"]
    headings = [cell.value for cell in sheet[1]]
    (row,) = (row for row in sheet.iter_rows() if row[0].value == workflow)
    for heading, value in cells.items():
        cell = row[headings.index(heading)]
        cell.value = value
        if isinstance(value, str) and heading.endswith("text"):
            cell.data_type = "s"
    book.save(path)
    return path


def read(*paths: Path) -> tuple[Estate, Reading]:
    """The estate of evidence and form."""
    reading = Reading([*paths])
    return Estate(merged(reading.items())), reading


def named(estate: Estate, name: str) -> rgs.Workflow:
    """The workflow of that name."""
    return next(item for item in estate.of(rgs.Workflow) if item.name == name)


@pytest.mark.ledger("S4-46")
def test_what_people_filled_in_is_evidence(tmp_path: Path, run_script: Callable[[str], Any]) -> None:
    """Hours, holidays, menu, texts, music and time zone are read back; the flow shows them, the script makes them."""
    estate, reading = read(fixture(OCS), filled(tmp_path, FILLED))
    flow = named(estate, "Main Switchboard")
    assert (flow.time_zone, flow.music_on_hold) == ("GMT Standard Time", rgs.AudioFile("hold.wma"))
    (hours,) = (found for _, found in estate.resolve(flow, "business_hours") if isinstance(found, rgs.BusinessHours))
    assert [f"{each.day} {each.span}" for each in hours.ranges] == [
        "Monday 09:00-12:30",
        "Monday 13:30-17:00",
        "Saturday 10:00-24:00",
    ]
    sets = [found.title for _, found in estate.resolve(flow, "holiday_sets") if found]
    assert sets == ["UK bank holidays 2013-2014", "Main Switchboard holidays"]
    assert flow.default_action
    assert flow.default_action.question
    assert [(each.dtmf, each.name) for each in flow.default_action.question.answers] == [
        ("1", "Switchboard"),
        ("#", "Sales"),
    ]
    shown = steps(call_flow(estate, flow))
    assert any("=1+1 is what callers hear" in step.prompt for step in shown)
    assert not any("not readable" in step.target for step in shown)
    (script,) = scripts(estate)
    made = run_script(script.text).made["Workflow"]
    assert (made["main switchboard"]["Active"], made["main switchboard"]["TimeZone"]) == (True, "GMT Standard Time")
    assert made["main switchboard"]["BusinessHoursID"] == "Main Switchboard hours"
    assert made["main switchboard"]["NonBusinessHoursAction"]["Action"] == "TransferToPSTN"
    assert [each["Active"] for name, each in made.items() if name != "main switchboard"] == [False] * 19
    assert any("not complete" in note for note in notes_of(reading))


def notes_of(reading: Reading) -> list[str]:
    """Remarks and rejected records of all sources."""
    return [str(report) for report in reading.reports]


@pytest.mark.ledger("S4-46")
@pytest.mark.parametrize(
    ("heading", "value"),
    [
        ("Complete", "maybe"),
        ("Time zone", "London"),
        ("Monday", "9-5"),
        ("Monday", "12:00-09:00"),
        ("Monday", "08:00-09:00, 10:00-11:00, 12:00-13:00"),
        ("Queue", "No such queue"),
        ("Menu", "1 = No such queue"),
        ("Menu", "1 = Sales\n1 = Switchboard"),
        ("Holidays", "Christmas"),
        ("Holidays", "2026-13-40 x"),
        ("Holidays", "2026-12-24 \u2013 2026-12-27 Christmas"),
        ("Holidays", "2026-12-24 to 2026-12-27 Christmas"),
        ("Holidays", "2026-12-25 Christmas, 2026-12-26 Boxing Day"),
        ("Holidays", "2026-12-24 9:00 Early"),
        ("Holidays", "2026-12-24 - 2026-12-26 Christmas"),
        ("Holidays", "2026-12-24 18:00 Party"),
        ("Holiday set", "None of ours"),
        ("Closed: action", "Shout"),
        ("Closed: target", "+442079460199"),
        ("Closed: target", ""),
        ("Time zone", '=CONCATENATE("GMT ","Standard Time")'),
        ("Menu text", "x" * 5000),
        ("Workflow", "Nobody"),
        ("Key", "of nobody"),
        ("Pool", "other.contoso.com"),
        ("Pool", ""),
        ("Key", ""),
        ("Queue", "Sales"),
        ("Menu text", ""),
        ("Menu", ""),
        ("Holiday: target", "sip:who@contoso.com"),
        ("Holiday: action", ""),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_refused_with_its_address(tmp_path: Path, heading: str, value: str) -> None:
    """The cell is named, formulas are not evaluated, and the workflow stays one that is not complete."""
    path = filled(tmp_path, FILLED | {heading: value})
    sheet = load_workbook(path)["Workflows to complete"]
    column = next(cell.column_letter for cell in sheet[1] if cell.value == heading)
    row = next(row[0].row for row in sheet.iter_rows() if row[0].value in ("Main Switchboard", "Nobody"))
    address = f"Workflows to complete!{column}{row}"
    if (heading, value) == ("Closed: target", ""):
        address = address.replace(f"!{column}", f"!{chr(ord(column) - 1)}")
    estate, reading = read(fixture(OCS), path)
    assert any(f"{address}" in note for note in notes_of(reading))
    assert named(estate, "Main Switchboard").default_action is None


@pytest.mark.ledger("S4-46")
def test_what_a_sheet_does_not_say_for_certain_is_refused(tmp_path: Path) -> None:
    """Merged cells, headings missing or twice, rows of one key, keys beside other names would change it silently."""
    held = {"Complete": "yes", "Time zone": "GMT Standard Time", "Queue": "Switchboard", "Monday": "09:00-17:00"}

    def merge(sheet: Any) -> str:
        sheet.merge_cells("D3:H3")
        return "Workflows to complete!D3:H3: merged cells"

    def rename(sheet: Any) -> str:
        next(cell for cell in sheet[1] if cell.value == "Monday").value = "Mon"
        return "lacks its headings: Monday"

    def double(sheet: Any) -> str:
        next(cell for cell in sheet[1] if cell.value == "Remarks").value = "Monday"
        return "has a heading twice: Monday"

    def repeat(sheet: Any) -> str:
        row = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "Main Switchboard")
        sheet.append([None if value == "09:00-17:00" else value for value in row])
        return "stands in 2 rows, of which none is read"

    def lists(sheet: Any) -> str:
        del sheet.parent["Lists"]
        return "the workbook lacks the sheet Lists"

    def sort(sheet: Any) -> str:
        first, second = sheet.parent["Lists"]["A1"], sheet.parent["Lists"]["A2"]
        first.value, second.value = second.value, first.value
        return "the sheet Lists was changed"

    def copy(sheet: Any) -> str:
        sheet.parent.copy_worksheet(sheet).title = "Bob's"
        return "the sheets Workflows to complete and Bob's have the same headings"

    for change in (merge, rename, double, repeat, lists, sort, copy):
        path = filled(tmp_path, held)
        book = load_workbook(path)
        expected = change(book["Workflows to complete"])
        book.save(path)
        estate, reading = read(fixture(OCS), path)
        assert any(expected in note for note in notes_of(reading)), change.__name__
        assert named(estate, "Main Switchboard").time_zone is None


@pytest.mark.ledger("S4-46")
def test_a_workflow_whose_row_was_deleted_is_named(tmp_path: Path) -> None:
    """Somebody who deletes a row by mistake, or takes it for done, sees which workflow is not in the form any more."""
    path = filled(tmp_path, FILLED)
    book = load_workbook(path)
    sheet = book["Workflows to complete"]
    sheet.delete_rows(next(row[0].row for row in sheet.iter_rows() if row[0].value == "Main Switchboard"))
    book.save(path)
    _estate, reading = read(fixture(OCS), path)
    assert any("1 workflow of the form has no row any more: Main Switchboard" in note for note in notes_of(reading))


@pytest.mark.ledger("S4-46")
def test_the_comparison_uses_what_people_filled_in(tmp_path: Path) -> None:
    """Time zone and hours of the copy are compared with the form's; hours of its own name are no loss of a name."""
    cells = {"Complete": "yes", "Time zone": "GMT Standard Time", "Queue": "Switchboard", "Monday": "09:00-17:00"}
    legacy, _ = read(fixture(OCS), filled(tmp_path, cells))
    flow = named(legacy, "Main Switchboard")
    owned: dict[str, Any] = {"product": "lync2013", "pool": "lync.contoso.com"}
    hours = rgs.BusinessHours(key="h", name="7", ranges=(rgs.TimeRange("Monday", "09:00:00", "16:00:00"),), **owned)
    copy = attrs.evolve(flow, **owned, sources=(), time_zone="Pacific Standard Time", business_hours="h")
    found = compare_response_groups(legacy, Estate([copy, hours]))
    losses = {(loss.name, loss.aspect) for loss in found.losses}
    assert {("Main Switchboard", "time zone"), ("Main Switchboard hours", "hours")} <= losses
    assert not {("Main Switchboard hours", "renamed"), ("Main Switchboard hours", "missing")} & losses
    assert ("Main Switchboard", "business hours") not in losses


@pytest.mark.ledger("S4-46")
def test_the_form_offers_fixed_values_and_takes_hostile_names_as_text(tmp_path: Path) -> None:
    """Drop-downs for actions, yes and no, queues; a name that begins like a formula is text in every cell."""
    owned: dict[str, Any] = {"product": "ocs2007r2", "pool": "sql1\\ocs"}
    items = [
        rgs.Workflow(key="w", name='=HYPERLINK("http://x")', **owned),
        rgs.Queue(key="q1", name="=1+1", **owned),
        rgs.Queue(key="q2", name="=1+1", **owned),
    ]
    path = tmp_path / "form.xlsx"
    assert write_form(path, Estate(items)) == 1
    book = load_workbook(path)
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert [row[0].value for row in book["Lists"].iter_rows()] == ["=1+1 [q1]", "=1+1 [q2]"]
    rules = {rule.formula1 for rule in book["Workflows to complete"].data_validations.dataValidation}
    assert {'"yes,no"', '"Disconnect,Voice mail,SIP address,Telephone"', "Lists!$A$1:$A$2"} <= rules
    again, _ = read(path)
    assert named(again, '=HYPERLINK("http://x")').key == "w"


@pytest.mark.debian("libreoffice-calc")
@pytest.mark.ledger("S4-46")
def test_a_form_that_another_program_saved_is_the_same_evidence(tmp_path: Path) -> None:
    """LibreOffice opens the form, keeps it as its own kind of file and writes it back: every value stays."""
    path = filled(tmp_path, FILLED)
    for kind, source in (("ods", path), ("xlsx", tmp_path / "saved" / "form.ods")):
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", tmp_path / "saved", source]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    wanted, _ = read(fixture(OCS), path)
    estate, _ = read(fixture(OCS), tmp_path / "saved" / "form.xlsx")
    for cls in (rgs.Workflow, rgs.BusinessHours, rgs.HolidaySet):
        found = {item.key: attrs.evolve(item, sources=()) for item in estate.of(cls)}
        assert found == {item.key: attrs.evolve(item, sources=()) for item in wanted.of(cls)}
    assert named(estate, "Main Switchboard").default_action


@pytest.mark.program("openxmlcheck")
@pytest.mark.ledger("S4-46")
def test_office_opens_the_form(tmp_path: Path, workbook_errors: Callable[..., list[str]]) -> None:
    """Microsoft's own library has nothing to object to."""
    path = tmp_path / "form.xlsx"
    write_form(path, Estate(Reading([fixture(OCS)]).items()))
    assert workbook_errors(path) == []
