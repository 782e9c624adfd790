"""The checklist as a workbook: exported, edited as people do, and merged back by key into the project."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from migrator.app.repair import operator
from migrator.estate.products import R2
from migrator.estate.topology import Pool
from migrator.estate.users import User
from migrator.store.project import open_project

Run = Callable[..., Any]
clock = partial(datetime, tzinfo=None)  # cells have no zone


def snapshot(project: Path, name: str) -> None:
    """Keep a snapshot of a pool with a user."""
    pool = Pool(key="ocs.c.local", product=R2, fqdn="ocs.c.local")
    user = User(key="ada", product=R2, sip_address="sip:ada@c.com", pool="ocs.c.local")
    open_project(str(project), create=True).save_snapshot(name, datetime(2014, 1, 1, tzinfo=UTC), [pool, user], list)


@pytest.fixture
def begun(run: Run, project: Path) -> None:
    """The checklist of track A of a small estate, in Berlin."""
    snapshot(project, "before")
    run("answers", "set", "time_zone", "Europe/Berlin")
    assert run("checklist", "new", "--track", "A").code == 0


class Plan:
    """An exported workbook, edited by key and heading."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book: Workbook = load_workbook(path)
        self.sheet: Any = self.book["Checklist"]

    def column(self, heading: str) -> int:
        """The number of a column."""
        headings = [str(cell.value).partition(" (")[0] for cell in self.sheet[1]]
        return headings.index(heading) + 1

    def row(self, key: str) -> int:
        """The number of a row."""
        return next(cell.row for cell in self.sheet["A"] if cell.value == key)

    def cell(self, key: str, heading: str) -> Any:
        """One cell."""
        return self.sheet.cell(self.row(key), self.column(heading))

    def set(self, key: str, heading: str, value: Any) -> str:
        """Write a value; the address of the cell."""
        self.cell(key, heading).value = value
        return f"{get_column_letter(self.column(heading))}{self.row(key)}"

    def insert(self, below: str, title: str, **values: Any) -> None:
        """Insert a row of a new step."""
        number = self.row(below) + 1
        self.sheet.insert_rows(number)
        for heading, value in {"Step": title, **values}.items():
            self.sheet.cell(number, self.column(heading.replace("_", " "))).value = value

    def save(self) -> Path:
        """Save it, as people do."""
        self.book.save(self.path)
        return self.path


@pytest.fixture
def export(run: Run, tmp_path: Path) -> Callable[[], Plan]:
    """Exports the checklist."""

    def export_() -> Plan:
        path = tmp_path / "plan.xlsx"
        assert run("checklist", "export", path, "--force").code == 0
        return Plan(path)

    return export_


def steps(run: Run) -> dict[str, Any]:
    """Each step of the checklist by its key."""
    return {step["id"]: step for step in json.loads(run("checklist", "show", "--json").out)}


def changes(run: Run) -> int:
    """How many changes the history has."""
    return run("checklist", "history").out.count(operator())


@pytest.mark.usefixtures("begun")
def test_a_workbook_is_set_up_for_editing(run: Run, export: Callable[[], Plan]) -> None:
    """Keys are protected and hold no formula; status has a list, times are dates, and colours follow both."""
    run("checklist", "set", "A1.2", "--owner", "Ada", "--planned", "2014-03-08T20:00/2014-03-08T23:00")
    plan = export()
    sheet = plan.sheet
    assert plan.book.sheetnames == ["Checklist", "Timeline", "Progress", "Planned and actual", "How to", "Exported"]
    assert plan.book["Exported"].sheet_state == "veryHidden"
    assert sheet.protection.sheet
    assert not sheet.protection.insertRows  # "not" forbidden
    assert plan.cell("A1.2", "Key").protection.locked
    assert not plan.cell("A1.2", "Status").protection.locked
    assert plan.cell("A1.2", "Planned begin").value == clock(2014, 3, 8, 20)
    assert plan.cell("A1.2", "Planned begin").is_date
    assert sheet.cell(1, plan.column("Planned begin")).value == "Planned begin (Europe/Berlin)"
    lists = {rule.type: rule for rule in sheet.data_validations.dataValidation}
    assert set(lists) == {"list", "date", "custom"}
    formulas = [rule.formula1 for rule in sheet.data_validations.dataValidation]
    assert '"open,in progress,done,skipped"' in formulas
    assert "Exported!$Z$1:$Z$1" in formulas
    assert plan.book["Exported"]["Z1"].value == "Ada"
    assert not [cell for each in plan.book.worksheets for row in each for cell in row if cell.data_type == "f"]
    assert len(sheet.conditional_formatting) >= 4
    (chart,) = plan.book["Progress"]._charts
    assert type(chart).__name__ == "BarChart"
    timeline = plan.book["Timeline"]
    assert [timeline.cell(2, n).value for n in (1, 3, 5)] == ["A1.2", "Ada", clock(2014, 3, 8, 20)]
    assert [timeline.cell(1, n).value for n in (9, 12)] == [clock(2014, 3, 8, 20), clock(2014, 3, 8, 23)]
    assert len(timeline.conditional_formatting) == 1


@pytest.mark.usefixtures("begun")
@pytest.mark.program("openxmlcheck")
def test_it_is_valid_for_every_office(
    run: Run, export: Callable[[], Plan], workbook_errors: Callable[..., list[str]], tmp_path: Path
) -> None:
    """With times or without, and with texts that would be formulas, no version's schema finds an error."""
    empty = tmp_path / "empty.xlsx"
    export().path.rename(empty)
    run("checklist", "set", "A1.2", "--owner", "=1+1", "--note", "#REF! _x000D_", "--planned", "2014-03-08T20:00")
    run("note", "Something odd", "--step", "A1.2", "--at", "2014-03-08T20:10:00+01:00")
    assert workbook_errors(empty, export().path) == []


@pytest.mark.usefixtures("begun")
def test_what_people_edit_is_stored_and_nothing_else(run: Run, export: Callable[[], Plan]) -> None:
    """Values of any language of Excel are dates of the project's zone; an import of the same again changes nothing."""
    plan = export()
    assert run("checklist", "import", plan.path).code == 0
    assert changes(run) == 0
    plan.set("A1.2", "Owner", " Ada ")
    plan.set("A1.2", "Status", "In  Progress")
    plan.set("A1.2", "Planned begin", clock(2014, 3, 8, 20, 0, 0, 400_000))
    plan.cell("A1.2", "Planned begin").number_format = "[$-407]d. mmm yyyy hh:mm"
    plan.set("A1.2", "Planned end", 41706.9583333333)  # a number: a date whose format was lost
    plan.cell("A1.2", "Planned end").number_format = "General"
    plan.set("A1.2", "Actual begin", "2014-07-08T20:00+00:00")
    plan.set("A1.2", "Note", "first\r\nsecond")
    plan.set("A1.3", "Owner", 12)
    ran = run("checklist", "import", plan.save())
    assert ran.code == 0, ran.err
    assert "Stored: 7 values of 2 steps, 0 new steps" in ran.out
    step = steps(run)["A1.2"]
    assert (step["owner"], step["status"], step["note"]) == ("Ada", "in progress", "first\nsecond")
    assert (step["planned_start"], step["planned_end"]) == ("2014-03-08T19:00:00Z", "2014-03-08T22:00:00Z")
    assert step["actual_start"] == "2014-07-08T20:00:00Z"
    assert steps(run)["A1.3"]["owner"] == "12"
    before = changes(run)
    assert "Nothing to store" in run("checklist", "import", plan.path).out
    assert changes(run) == before


@pytest.mark.usefixtures("begun")
def test_what_was_changed_on_both_sides_is_shown_and_stays(run: Run, export: Callable[[], Plan]) -> None:
    """Other fields of a step are merged; one field is a conflict with both values, and nothing at all is stored."""
    run("checklist", "set", "A1.2", "--owner", "Ada", "--note", "as planned")
    plan = export()
    run("checklist", "set", "A1.2", "--owner", "Bob")
    run("checklist", "set", "A1.3", "--owner", "Bob")
    address = plan.set("A1.2", "Owner", "Cleo")
    plan.set("A1.2", "Note", "by phone")
    plan.set("A1.3", "Owner", "Bob")
    plan.set("A1.3", "Note", "agreed")
    ran = run("checklist", "import", plan.save())
    assert ran.code == 3
    assert f"Checklist!{address}  A1.2 owner" in ran.out
    assert re.search(rf"Exported +Ada *\n +Workbook +Cleo *\n +Project +Bob, by {operator()}", ran.out)
    assert "2 changes in the project since then" in ran.out
    assert "nothing was stored" in ran.err
    assert steps(run)["A1.2"]["note"] == "as planned"
    assert run("checklist", "import", plan.path, "--accept-good").code == 5
    found = steps(run)
    assert (found["A1.2"]["owner"], found["A1.2"]["note"]) == ("Bob", "by phone")
    assert (found["A1.3"]["owner"], found["A1.3"]["note"]) == ("Bob", "agreed")
    plan.set("A1.2", "Owner", "Bob")
    assert run("checklist", "import", plan.save()).code == 0


@pytest.mark.usefixtures("begun")
def test_unknown_rows_become_steps_where_they_stand(run: Run, export: Callable[[], Plan], project: Path) -> None:
    """A row without a key is a step below the one above it; `show`, `set` and `history` know it; evidence keeps it."""
    plan = export()
    plan.insert("A1.2", "Order coffee", Owner="Ada", Planned_begin=clock(2014, 3, 8, 9))
    plan.insert("A1.3", "Book a hotel")
    plan.sheet.cell(plan.row("A1.3") + 1, 1).value = "my key"
    ran = run("checklist", "import", plan.save())
    assert ran.code == 0, ran.err
    assert "OWN-1 is new, below A1.2: Order coffee" in ran.out
    keys = list(steps(run))
    at = keys.index("A1.2")
    assert keys[at : at + 4] == ["A1.2", "OWN-1", "A1.3", "OWN-2"]
    assert "Nothing to store" in run("checklist", "import", plan.path).out
    assert "Order coffee" in run("checklist", "show", "own-1").out
    assert run("checklist", "set", "OWN-1", "--status", "in progress").code == 0
    assert "Order coffee" in run("checklist", "history").out
    again = export()
    assert again.row("OWN-1") == again.row("A1.2") + 1
    again.set("OWN-1", "Step", "Order tea")
    again.insert("A1.2", "Ask for milk")
    assert run("checklist", "import", again.save()).code == 0
    snapshot(project, "again")
    keys = list(steps(run))
    assert keys[at : at + 5] == ["A1.2", "OWN-3", "OWN-1", "A1.3", "OWN-2"]
    step = steps(run)["OWN-1"]
    assert (step["title"], step["status"], step["owner"], step["phase"]) == (
        "Order tea",
        "in progress",
        "Ada",
        "1 Plan",
    )


@pytest.mark.usefixtures("begun")
def test_wrong_values_are_refused_cell_by_cell(run: Run, export: Callable[[], Plan]) -> None:
    """Each is named with its cell; nothing is stored unless the rest is asked for, and then rows as a unit."""
    plan = export()
    wrong = {
        plan.set("A1.2", "Status", "finished"): "'finished' is not a status: open, in progress, done, skipped",
        plan.set("A1.3", "Planned begin", "8. März"): "'8. März' is not a date",
        plan.set("A1.3", "Planned end", "=NOW()"): "a formula, which is not read",
        plan.set("A1.4", "Planned begin", time(20, 0)): "'20:00:00' is not a date",
        plan.set("A2.2", "Actual begin", clock(2014, 3, 30, 2, 30)): "in Europe/Berlin no clock shows that time",
        plan.set("A2.4", "Actual begin", 45): "a year from 1990 to 2199 is expected",
        plan.set("A2.5", "Owner", "#N/A"): "an error of Excel (#N/A)",
        plan.set("A8.2", "Status", "done"): "A8.2: the evidence does not show it (No user is on a legacy pool), and no",
        plan.set("A2.6", "Step", "Look"): "the title of A2.6 cannot be changed; to add a step, insert a row",
    }
    plan.set("A2.6", "Planned begin", clock(2014, 3, 8))
    wrong[plan.set("A2.6", "Planned end", clock(2014, 3, 7))] = "the end lies before the begin"
    plan.set("A1.3", "Owner", "Ada")
    plan.set("A3.1", "Owner", "Ada")
    plan.cell("A2.5", "Owner").data_type = "e"
    plan.sheet.cell(plan.sheet.max_row, plan.column("Owner")).value = "nobody's"
    ran = run("checklist", "import", plan.save())
    assert ran.code == 2
    said = " ".join(ran.out.split())
    for address, why in wrong.items():
        assert f"Checklist!{address} {why}" in said, address
    assert "a step that is added needs a title" in ran.out
    assert "nothing was stored: not every row can be taken" in ran.err
    assert changes(run) == 0
    assert run("checklist", "import", plan.path, "--accept-good").code == 5
    assert {key: step["owner"] for key, step in steps(run).items() if step["owner"]} == {"A3.1": "Ada"}


@pytest.mark.usefixtures("begun")
def test_rows_are_known_by_their_keys(run: Run, export: Callable[[], Plan]) -> None:
    """Sorted and deleted rows change nothing; a copy is refused only where it differs; merged cells are refused."""
    plan = export()
    rows = [[cell.value for cell in row] for row in plan.sheet.iter_rows(min_row=2) if row[0].value]
    plan.sheet.delete_rows(2, plan.sheet.max_row)
    for row in reversed(rows[:-3]):
        plan.sheet.append(row)
    plan.sheet.append(rows[0])
    plan.set("A1.2", "Owner", "Ada")
    plan.sheet.title = "Our plan"
    ran = run("checklist", "import", plan.save())
    assert ran.code == 0, ran.err
    assert "Stored: 1 value of 1 step" in ran.out
    assert "Without a row, and left as before: 3 exported steps" in ran.err + ran.out
    copy = plan.sheet.max_row
    plan.sheet.cell(copy, plan.column("Owner")).value = "Bob"
    ran = run("checklist", "import", plan.save())
    assert ran.code == 2
    assert f"A1.1 stands in Our plan!A{plan.row('A1.1')} too, with other values" in ran.out.replace("\n", " ")
    plan.sheet.delete_rows(copy)
    letter = get_column_letter(plan.column("Owner"))
    plan.sheet.merge_cells(f"{letter}5:{letter}7")
    ran = run("checklist", "import", plan.save())
    assert ran.code == 2
    assert f"Our plan!6:6  {letter}5:{letter}7 is merged" in ran.out
    assert steps(run)["A1.2"]["owner"] == "Ada"


@pytest.mark.usefixtures("begun")
def test_a_key_that_was_lost_does_not_double_its_step(run: Run, export: Callable[[], Plan]) -> None:
    """A key in small letters is the same; a row without its key is refused by the title of its step."""
    plan = export()
    plan.set("A1.3", "Owner", "Ada")
    plan.cell("A1.3", "Key").value = "a1.3"
    assert run("checklist", "import", plan.save()).code == 0
    assert steps(run)["A1.3"]["owner"] == "Ada"
    for lost in (None, "A1.33"):
        plan = export()
        at = plan.row("A1.4")
        plan.cell("A1.4", "Key").value = lost
        ran = run("checklist", "import", plan.save())
        assert ran.code == 2
        assert f"Checklist!A{at} it has the title of A1.4, which has no row" in " ".join(ran.out.split())
    assert not [key for key in steps(run) if key.startswith("OWN-")]


@pytest.mark.usefixtures("begun")
def test_other_workbooks_have_a_clear_answer(run: Run, export: Callable[[], Plan], tmp_path: Path) -> None:
    """One of another project, one without its hidden sheet, with headings changed or twice, and no workbook at all."""

    def refused(plan: Plan) -> str:
        ran = run("checklist", "import", plan.save())
        assert ran.code == 2
        assert changes(run) == 0
        return str(ran.err)

    plan = export()
    plan.sheet.cell(1, plan.column("Owner")).value = "Wer"
    assert "the sheet Checklist lacks the heading Owner" in refused(plan)
    plan = export()
    plan.sheet.cell(1, plan.column("Outage")).value = "Status"
    assert "the sheet Checklist has status twice" in refused(plan)
    plan = export()
    plan.book.copy_worksheet(plan.sheet).title = "Copy"
    assert "several sheets have the headings of the checklist: Checklist, Copy" in refused(plan)
    plan = export()
    del plan.book["Exported"]
    assert "it does not say what was exported" in refused(plan)
    plan = export()
    plan.book["Exported"]["B1"].value = "99"
    assert "exported by another version of migrator" in refused(plan)
    plan = export()
    plan.book["Exported"]["B4"].value = "Mars/Phobos"
    assert "the hidden sheet Exported was changed" in refused(plan)
    plan = export()
    del plan.book["Checklist"]
    assert "no sheet has the headings of the checklist" in refused(plan)
    plan = export()
    plan.path.write_bytes(b"PK\x03\x04 not a zip")
    ran = run("checklist", "import", plan.path)
    assert ran.code == 2
    assert "not an Excel workbook that can be read" in ran.err
    assert "other formats (.xls, .ods, .csv) are not read" in ran.err
    plan.path.write_bytes(b"")
    assert "the file is empty" in run("checklist", "import", plan.path).err
    plan = export()
    other = tmp_path / "other.db"
    snapshot(other, "before")
    assert run("--project", other, "checklist", "new", "--track", "A").code == 0
    ran = run("--project", other, "checklist", "import", plan.path)
    assert ran.code == 2
    assert "the workbook belongs to another project" in ran.err


def test_what_the_plan_has_no_more_is_kept(run: Run, export: Callable[[], Plan], contoso: Path) -> None:
    """A note about a step that is gone since the export is stored, and shown with the decisions that are kept."""
    run("inventory", contoso)
    run("checklist", "new", "--track", "A")
    plan = export()
    assert plan.cell("FIX-R2-RTE-002", "Status").value == "open"
    plan.set("FIX-R2-RTE-002", "Note", "asked the carrier")
    run("suppress", "add", "R2-RTE-002", "--reason", "known", "--approver", "Ada")
    assert "FIX-R2-RTE-002" not in steps(run)
    assert run("checklist", "import", plan.save()).code == 0
    kept = steps(run)["FIX-R2-RTE-002"]
    assert (kept["note"], kept["title"]) == ("asked the carrier", "not in the plan any more")


@pytest.mark.usefixtures("begun")
def test_dates_of_a_workbook_that_counts_from_1904(run: Run, export: Callable[[], Plan]) -> None:
    """Excel for the Mac may count days from 1904: a time is the same one."""
    plan = export()
    plan.book.epoch = CALENDAR_MAC_1904
    plan.set("A1.2", "Planned begin", clock(2014, 3, 8, 20))
    assert run("checklist", "import", plan.save()).code == 0
    assert steps(run)["A1.2"]["planned_start"] == "2014-03-08T19:00:00Z"


@pytest.mark.usefixtures("begun")
def test_the_hour_that_occurs_twice_stays_what_it_was(run: Run, export: Callable[[], Plan]) -> None:
    """A cell shows clock time; one that nobody changes keeps its instant where clocks go back."""
    run("checklist", "set", "A1.2", "--planned", "2014-10-26T01:30+00:00")
    plan = export()
    assert plan.cell("A1.2", "Planned begin").value == clock(2014, 10, 26, 2, 30)
    plan.set("A1.2", "Owner", "Ada")
    assert run("checklist", "import", plan.save()).code == 0
    assert steps(run)["A1.2"]["planned_start"] == "2014-10-26T01:30:00Z"


@pytest.mark.usefixtures("begun")
@pytest.mark.debian("libreoffice-calc")
@pytest.mark.program("soffice")
def test_a_workbook_that_libreoffice_saved(run: Run, export: Callable[[], Plan], tmp_path: Path) -> None:
    """Nothing changes by saving it there; what was edited before is read."""
    run("checklist", "set", "A1.2", "--planned", "2014-03-08T20:00/2014-03-08T23:00", "--note", "=a\n_x0041_ ☎")
    plan = export()
    plan.set("A1.3", "Planned begin", clock(2014, 3, 9, 8, 15))
    plan.set("A1.3", "Status", "in progress")
    plan.insert("A1.3", "Order coffee")
    saved = tmp_path / "saved"
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", str(saved), str(plan.save())], check=True, capture_output=True, timeout=120)
    ran = run("checklist", "import", saved / "plan.xlsx")
    assert ran.code == 0, ran.out + ran.err
    assert "Stored: 2 values of 1 step, 1 new step" in ran.out
    assert steps(run)["A1.3"]["planned_start"] == "2014-03-09T07:15:00Z"


@pytest.mark.usefixtures("begun")
def test_labels_stand_in_place_of_people_and_are_not_taken_back(run: Run, export: Callable[[], Plan]) -> None:
    """Owner and note name nobody; the workbook says what it is, and an import would put labels over names."""
    fields = ("--owner", "Zora Unheard", "--note", "call sip:zora@contoso.com first")
    plan = export()
    assert run("checklist", "set", "A1.2", *fields).code == 0
    assert run("checklist", "export", plan.path, "--force", "--people", "labels").code == 0
    book = load_workbook(plan.path)
    texts = [str(cell.value) for sheet in book.worksheets for row in sheet for cell in row if cell.value is not None]
    assert not [text for text in texts if "zora" in text.casefold()]
    assert any("not read back" in text for text in texts)
    assert any("first" in text and "person" in text for text in texts)
    refused = run("checklist", "import", plan.path)
    assert (refused.code, "labels in place of people" in refused.err) == (2, True)
    assert "zora@contoso.com" in run("checklist", "show", "A1.2").out
