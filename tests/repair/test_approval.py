"""The approval sheet: what a reader of Excel sees, and what is refused of what comes back."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import zipfile

import openpyxl
import openpyxl.writer.excel
import pytest
from msgspec.structs import replace

from migrator.documents import approval_sheet
from migrator.documents.approval_sheet import HEADINGS, read_approval, write_sheet
from migrator.documents.workbook.openpyxl_private import new_workbook, save_workbook
from migrator.errors import GuardRefused, InputError
from migrator.repair.plan import Expected, seal, to_json
from migrator.repair.render import repair_script


@pytest.fixture
def plan(rgsconfig):
    """The plan of the embedded database."""
    return rgsconfig.plan()


@pytest.fixture
def sheet(plan, tmp_path):
    """The sheet of the plan, to be opened, changed by a function and saved again."""
    path = tmp_path / "plan.xlsx"
    write_sheet(plan, path)

    def change(how):
        workbook = openpyxl.load_workbook(path)
        how(workbook)
        workbook.save(path)
        return path

    return change


def approve(*names, answer="Y"):
    """Writes the answer behind the rows with these names; behind all rows when none is named."""

    def how(workbook):
        for row in workbook["Rows"].iter_rows(min_row=2):
            if not names or row[3].value in names:
                row[6].value = answer

    return how


def test_shows_every_row_of_the_plan(plan, sheet):
    """The sheet has one line per row with its values before and after, and an empty Approve cell."""
    rows = list(openpyxl.load_workbook(sheet(lambda _: None))["Rows"].iter_rows(values_only=True))
    assert rows[0] == HEADINGS
    assert rows[1] == (
        "1", "AgentGroups", "30133803-4906-5bdc-a7c7-5706c1a3aa54", "Northern Office", "NULL", plan.owner.id, None,
    )  # fmt: skip
    assert len(rows) == 31


def test_a_stop_in_the_middle_of_a_sheet_is_one_line(plan, tmp_path):
    """Ctrl-C while rows are written, which openpyxl cannot close in order then: one line, 130, and no file."""
    (tmp_path / "plan.json").write_bytes(to_json(plan))
    stopped = (
        "import sys, migrator.documents.approval_sheet as sheet, migrator.__main__ as program\n"
        "made, cells = sheet._cell, iter(range(60))\n"
        "def stop(*given):\n    if next(cells, None) is None: raise KeyboardInterrupt\n    return made(*given)\n"
        "sheet._cell = stop\n"
        "program.run()\n"
    )
    command = [sys.executable, "-c", stopped, "repair", "approve", "--plan", "plan.json", "--output", "sheet.xlsx"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr.strip() == "migrator: interrupted; nothing is left half done"
    assert [path.name for path in tmp_path.glob("*.xlsx")] == []


def test_a_stop_while_a_workbook_is_saved_is_no_error_of_its_own(tmp_path, monkeypatch):
    """A sheet that cannot be closed any more does not turn Ctrl-C into an unexpected error."""
    workbook = new_workbook()
    sheet = workbook.create_sheet("Rows")
    sheet.append(["a"])

    def stop(_self):
        with contextlib.suppress(Exception):
            sheet._writer.xf.throw(RuntimeError("as where a signal comes in the middle of a row"))
        raise KeyboardInterrupt

    monkeypatch.setattr(openpyxl.writer.excel.ExcelWriter, "save", stop)
    with pytest.raises(KeyboardInterrupt):
        save_workbook(workbook, tmp_path / "x.xlsx")


def test_names_the_plan(plan, sheet):
    """The first sheet says which plan, which database, which owner, and how long it is good."""
    about = dict(openpyxl.load_workbook(sheet(lambda _: None))["Plan"].iter_rows(values_only=True))
    assert about["Digest"] == plan.digest
    assert about["Database"] == "rgsconfig.db"
    assert about["Expires"] == "2999-01-02T02:00:00Z"


def test_approved_rows_make_the_narrower_plan(plan, sheet):
    """Only rows with Y are in the plan that comes back, and that plan is what is scripted."""
    narrowed = read_approval(plan, sheet(approve("Press", "Finance")))
    assert [(table.table, [row.name for row in table.rows], table.expected) for table in narrowed.tables] == [
        ("AgentGroups", ["Finance"], Expected(12, 1)),
        ("Queues", ["Finance", "Press"], Expected(15, 2)),
    ]
    text = repair_script(narrowed).text
    assert "-- Press" in text
    assert "-- Legal" not in text


@pytest.mark.parametrize("answer", ["y", " Y ", "Y"])
def test_letter_case_and_spaces_of_an_answer_do_not_matter(plan, sheet, answer):
    """People write y."""
    assert read_approval(plan, sheet(approve(answer=answer))).row_count == 30


@pytest.mark.parametrize("answer", ["N", "n", None, "", " "])
def test_everything_else_that_is_allowed_means_no(plan, sheet, answer):
    """N and nothing leave a row out; a sheet without any Y is refused."""
    with pytest.raises(GuardRefused, match=r"^no row of the plan is approved: there is nothing to repair$"):
        read_approval(plan, sheet(approve(answer=answer)))


@pytest.mark.parametrize("answer", ["yes", "X", "1", 1, True])
def test_an_answer_that_is_neither_is_refused(plan, sheet, answer):
    """What is neither Y nor N is not guessed at: the line is named."""
    with pytest.raises(InputError, match=r"plan.xlsx: sheet Rows, line \d+: Approve says"):
        read_approval(plan, sheet(approve("Press", answer=answer)))


def test_the_sheet_of_another_plan_is_refused(plan, sheet):
    """An approval is for one plan, named by its digest."""
    other = seal(replace(plan, who="somebody else"))
    with pytest.raises(GuardRefused, match=r"plan.xlsx: the sheet belongs to another plan \(digest "):
        read_approval(other, sheet(approve()))


def test_a_sorted_sheet_with_rows_removed_is_fine(plan, sheet):
    """Excel may sort and filter: rows are known by their number, and are as the plan shows them."""

    def shuffle(workbook):
        approve("Press", "Legal")(workbook)
        rows = workbook["Rows"]
        lines = [[cell.value for cell in row] for row in rows.iter_rows(min_row=2)]
        rows.delete_rows(2, len(lines))
        for line in reversed(lines[10:]):
            rows.append(line)

    assert {row.name for row in read_approval(plan, sheet(shuffle)).tables[0].rows} == {"Press", "Legal"}


def test_a_sheet_of_which_only_some_columns_were_sorted_is_refused(plan, sheet):
    """The Y beside "Press" would approve the row of another name: what the approver saw is not what is changed."""

    def sort_names_and_answers(workbook):
        approve("Press")(workbook)
        rows = list(workbook["Rows"].iter_rows(min_row=2))
        seen = sorted(([cell.value for cell in row[3:]] for row in rows), key=lambda each: each[0])
        for row, values in zip(rows, seen, strict=True):
            for cell, value in zip(row[3:], values, strict=True):
                cell.value = value

    with pytest.raises(InputError, match=r"is not the plan's row \d+: Name was changed") as caught:
        read_approval(plan, sheet(sort_names_and_answers))
    assert caught.value.hint.startswith("Sort whole rows")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda w: w["Rows"].cell(2, 3).__setattr__("value", "x"), "row 1 is not the plan's row 1: Key was changed"),
        (lambda w: w["Rows"].cell(2, 2).__setattr__("value", "Queues"), "row 1 is not the plan's row 1: Table was"),
        (lambda w: w["Rows"].cell(2, 6).__setattr__("value", "x"), "row 1 is not the plan's row 1: Owner after was"),
        (lambda w: w["Rows"].cell(2, 1).__setattr__("value", "99"), "the plan has no row '99'"),
        (lambda w: w["Rows"].append(["1", *[c.value for c in w["Rows"][2]][1:]]), "row 1 is there twice"),
        (lambda w: w["Rows"].cell(1, 7).__setattr__("value", "OK?"), "the headings of the sheet Rows were changed"),
        (lambda w: w.__delitem__("Rows"), "not an approval sheet"),
        (lambda w: w.__delitem__("Plan"), "not an approval sheet"),
    ],
)  # fmt: skip
def test_a_sheet_that_no_longer_fits_the_plan_is_refused(plan, sheet, change, message):
    """A changed key, number or heading is refused by line."""
    with pytest.raises(InputError) as caught:
        read_approval(plan, sheet(change))
    assert message in caught.value.message


def test_text_is_never_a_formula(database, tmp_path):
    """Names that look like formulas, errors or control characters stay text, and still come back approved."""
    names = ["=1+1", "#N/A", "+44 20", "@x", "_x000D_", "a\x0bb", "\t=x", "12345678901234567890"]
    values = ", ".join(f"('{number}', '{name}', NULL)" for number, name in enumerate(names))
    rgsconfig = database(
        "CREATE TABLE Q (K TEXT PRIMARY KEY, Name TEXT, OwnerPoolID TEXT)", f"INSERT INTO Q VALUES {values}"
    )
    path = tmp_path / "names.xlsx"
    plan = rgsconfig.plan()
    write_sheet(plan, path)
    workbook = openpyxl.load_workbook(path)
    cells = [row[3] for row in workbook["Rows"].iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells][:4] == names[:4]
    approve()(workbook)
    workbook.save(path)
    assert read_approval(plan, path).row_count == len(names)


ODD_KEYS = ("Desk_x0041_B", "_x005F_x0041_", "a\nb", "=1+1", "#REF!", "<b>&amp;")


@pytest.fixture
def odd_sheet(database, tmp_path):
    """A plan whose keys and names are odd, and its sheet."""
    values = ", ".join(f"('{key}', '{key}', NULL)" for key in ODD_KEYS)
    emoji = "\U0001f4de" * 20_000
    rgsconfig = database(
        "CREATE TABLE Q_x0041_ (K TEXT PRIMARY KEY, Name TEXT, OwnerPoolID TEXT)",
        f"INSERT INTO Q_x0041_ VALUES {values}, ('long', '{emoji}', NULL)",
    )
    path, plan = tmp_path / "odd.xlsx", rgsconfig.plan()
    write_sheet(plan, path)
    return plan, path


@pytest.mark.program("openxmlcheck")
def test_the_sheet_is_valid_for_every_office(odd_sheet, workbook_errors):
    """Microsoft's own reader finds no error, also where a name is longer than a cell or looks like an escape."""
    assert workbook_errors(odd_sheet[1]) == []


@pytest.mark.parametrize("saved_by_excel", [False, True])
def test_odd_keys_come_back_as_the_plans(odd_sheet, saved_by_excel):
    """The approver sees each name as it is, and the row is the plan's, whether inline text or shared text is read."""
    plan, path = odd_sheet
    workbook = openpyxl.load_workbook(path)
    if saved_by_excel:
        for row in workbook["Rows"].iter_rows(min_row=2):
            for cell in row[1:4]:
                cell.value = cell.value.replace("x005F_", "")
                cell.data_type = "s"
    approve()(workbook)
    workbook.save(path)
    assert read_approval(plan, path).row_count == len(ODD_KEYS) + 1
    assert any(row[3].value.endswith("more)") for row in workbook["Rows"].iter_rows(min_row=2))


def test_breaks_and_tabs_that_libreoffice_changes_are_no_other_key(database, tmp_path):
    """LibreOffice saves a CR of a key as LF and drops its tab: the row, known by its number, is still the plan's."""
    keys = ["a\rb", "a\r\nc", "a\td", "\r"]
    values = ", ".join(f"('{key}', 'x', NULL)" for key in keys)
    path = tmp_path / "sheet.xlsx"
    plan = database(
        "CREATE TABLE Q (K TEXT PRIMARY KEY, Name TEXT, OwnerPoolID TEXT)", f"INSERT INTO Q VALUES {values}"
    ).plan()
    write_sheet(plan, path)
    workbook = openpyxl.load_workbook(path)
    for row in workbook["Rows"].iter_rows(min_row=2):
        row[2].value = row[2].value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "") or None
    approve()(workbook)
    workbook.save(path)
    narrowed = read_approval(plan, path)
    assert {row.key for table in narrowed.tables for row in table.rows} == {(key,) for key in keys}


@pytest.mark.parametrize(
    ("merged", "formula", "copied", "message"),
    [
        ("G2:G4", None, False, "G2:G4 is merged"),
        (None, '=IF(TRUE,"Y","N")', False, "line 3: Approve holds a formula without"),
        (None, None, True, "the sheet Rows Copy has the headings of Rows"),
    ],
)
def test_answers_that_look_given_and_read_as_empty_are_refused(plan, sheet, merged, formula, copied, message):
    """One Y over merged rows, a formula that nothing evaluated, a copy: fewer rows are never approved in silence."""

    def change(workbook):
        rows = workbook["Rows"]
        rows["G2"].value = "Y"
        rows["G3"].value = formula
        if merged:
            rows.merge_cells(merged)
        if copied:
            workbook.copy_worksheet(rows)

    with pytest.raises(InputError, match=message):
        read_approval(plan, sheet(change))


@pytest.mark.parametrize("content", [b"", b"PK", b"<xml/>", b"\xd0\xcf\x11\xe0" * 100])
def test_what_is_no_workbook_is_refused(plan, tmp_path, content):
    """Any other file is refused in one line that names it."""
    path = tmp_path / "odd.xlsx"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"odd.xlsx: (not an Excel workbook that can be read|the file is empty)"):
        read_approval(plan, path)


def test_a_missing_sheet_is_refused(plan, tmp_path):
    """A file that does not exist is named."""
    with pytest.raises(InputError, match=r"none.xlsx: No such file"):
        read_approval(plan, tmp_path / "none.xlsx")


def test_a_workbook_that_unpacks_to_too_much_is_refused(plan, tmp_path, monkeypatch):
    """A zip that would unpack to more than the limit is refused before it is unpacked."""
    monkeypatch.setattr(approval_sheet, "_LARGEST_CONTENT_BYTES", 1000)
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 2000)
    with pytest.raises(InputError, match=r"bomb.xlsx: too large for an approval sheet"):
        read_approval(plan, path)
