"""The sheet that people edit, and the hidden one that keeps what was exported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from ...checklist.clock import wall
from ...checklist.exchange import EDITED, TIMES, ExportedStep
from ...checklist.work import OWN, Status, WorkStep
from ..workbook.book import BODY, HEADER, NUMBER, TIME, Book
from ..workbook.cells import Sheet, cell, content
from ..workbook.layout import Column
from ..workbook.row_heights import POINTS_PER_LINE, line_count
from .contents import HIDDEN_SHEET, KEPT, LABELLED, LAYOUT, MARK, PlanContents, facts_of

SHEET = "plan_steps"
_INPUT, _INPUT_TIME = "Input", "Input time"
#: empty rows below the last step, for steps that people add there
_SPARE_ROWS = 20
#: the days that a date may be, as Excel counts them: 1990-01-01 to 2199-12-31
_FIRST_DAY, _LAST_DAY = "32874", "109574"
_MOST = 3
_WRAPPED = ("key", "title", "note", "gate", "open", "waits")


def labels(columns: Sequence[Column], zone: object) -> list[str]:
    """The headings; those of times name the time zone."""
    return [f"{c.label} ({zone})" if c.id in (*TIMES, "latest") else c.label for c in columns]


def write_steps(book: Book, title: str, contents: PlanContents) -> None:
    """Write the sheet *title*: keys and evidence protected, what people decide open, with lists and colours."""
    for style in _styles():
        book.add_style(style)
    layout = book.layout.sheets[SHEET]
    sheet = book.sheet(title)
    letters = {column.id: get_column_letter(number) for number, column in enumerate(layout.columns, 1)}
    for column in layout.columns:
        sheet.column_dimensions[letters[column.id]].width = column.width
    sheet.freeze_panes = f"{get_column_letter(layout.frozen + 1)}2"
    sheet.print_title_rows, sheet.print_title_cols = "1:1", "A:C"
    sheet.page_setup.fitToWidth = 2
    sheet.row_dimensions[1].height = 2 * POINTS_PER_LINE
    sheet.append([cell(sheet, content(text), style=HEADER) for text in labels(layout.columns, contents.zone)])
    widths = {column.id: column.width for column in layout.columns}
    for number, step in enumerate(contents.steps, 2):
        values = _values(step, contents)
        lines = max(line_count(str(values[id_] or ""), widths[id_]) for id_ in _WRAPPED)
        if lines > 1:
            sheet.row_dimensions[number].height = lines * POINTS_PER_LINE
        sheet.append([_cell(sheet, column.id, values[column.id]) for column in layout.columns])
    for _ in range(_SPARE_ROWS):
        sheet.append([_cell(sheet, column.id, None) for column in layout.columns])
    last = len(contents.steps) + 1 + _SPARE_ROWS
    sheet.auto_filter.ref = f"A1:{letters[layout.columns[-1].id]}{last}"
    sheet.print_area = f"A1:{letters[layout.columns[-1].id]}{last - _SPARE_ROWS}"
    owners = len({step.decision.owner for step in contents.steps if step.decision.owner})
    _offer(sheet, letters, last, owners)
    _colour(sheet, book, layout.columns, letters, last)
    _protect(sheet)
    book.rows[title] = len(contents.steps)
    sheet.close()


def _values(step: WorkStep, contents: PlanContents) -> dict[str, Any]:
    planned, decision = step.planned, step.decision
    times = {id_: getattr(decision, id_) for id_ in TIMES} | {"latest": step.latest}
    waits = ", ".join(step.blocked_by[:_MOST]) + (" ..." if len(step.blocked_by) > _MOST else "")
    about = planned.state.about if planned else ()
    return {
        "key": step.key,
        "phase": str(step.phase) if step.phase else None,
        "title": step.title,
        "status": step.status.value,
        "owner": decision.owner or None,
        **{id_: wall(time, contents.zone) if time else None for id_, time in times.items()},
        "note": decision.note or None,
        "evidence": planned.state.state.value if planned else None,
        "open": ", ".join(about[:_MOST]) + (" ..." if len(about) > _MOST else "") or None,
        "waits": waits or None,
        "minutes": planned.minutes if planned else None,
        "outage": planned.step.outage if planned else None,
        "gate": planned.step.done_when if planned else None,
    }


def _cell(sheet: Sheet, id_: str, value: Any) -> Any:
    if id_ in TIMES:
        style = _INPUT_TIME
    elif id_ in EDITED or id_ == "title":
        style = _INPUT
    else:
        style = {"latest": TIME, "minutes": NUMBER}.get(id_, BODY)
    return cell(sheet, content(value), style=style)


def _styles() -> list[NamedStyle]:
    """The cells that people fill in: open, with a thin frame that shows it."""
    side = Side(style="thin", color="BFBFBF")
    text = NamedStyle(_INPUT, Font(name="Calibri", size=11), alignment=Alignment(wrap_text=True, vertical="top"))
    time = NamedStyle(_INPUT_TIME, Font(name="Calibri", size=11), number_format="yyyy-mm-dd hh:mm")
    time.alignment = Alignment(horizontal="left", vertical="top")
    for style in (text, time):
        style.border = Border(left=side, right=side, top=side, bottom=side)
        style.protection = Protection(locked=False)
    return [text, time]


def _offer(sheet: Sheet, letters: Mapping[str, str], last: int, owners: int) -> None:
    """Drop-downs for status and owner, dates only for times, and titles of the plan that stay as they are."""

    def add(*ids: str, **rule: Any) -> None:
        validation = DataValidation(allow_blank=True, **rule)
        for id_ in ids:
            validation.add(f"{letters[id_]}2:{letters[id_]}{last}")
        sheet.data_validations.append(validation)

    statuses = ",".join(status.value for status in Status)
    add(
        "status",
        type="list",
        formula1=f'"{statuses}"',
        showErrorMessage=True,
        errorTitle="Status",
        error=f"One of: {statuses}",
    )
    if owners:
        add("owner", type="list", formula1=f"{HIDDEN_SHEET}!$Z$1:$Z${owners}", showErrorMessage=False)
    add(
        *TIMES,
        type="date",
        operator="between",
        formula1=_FIRST_DAY,
        formula2=_LAST_DAY,
        showErrorMessage=True,
        errorTitle="Time",
        error="A date, or a date and a time, as your Excel writes them",
    )
    key = letters["key"]
    add(
        "title",
        type="custom",
        formula1=f'OR(LEN(${key}2)=0,LEFT(${key}2,{len(OWN)})="{OWN}")',
        showErrorMessage=True,
        errorTitle="Step",
        error="The title of a step of the plan stays as it is. To add a step, insert a row.",
    )


def _colour(sheet: Sheet, book: Book, columns: Sequence[Column], letters: Mapping[str, str], last: int) -> None:
    """Colours of status and evidence; what is late, ends before it begins, or is denied by the evidence, in red."""
    severity = book.layout.marks["severity"]
    status, evidence = letters["status"], letters["evidence"]
    begin, end = letters["planned_start"], letters["planned_end"]
    is_left = f'AND(${status}2<>"done",${status}2<>"skipped")'
    rules = [
        (status, f'AND(${status}2="done",${evidence}2="open")', severity["error"]),
        (end, f"AND(ISNUMBER(${begin}2),ISNUMBER(${end}2),${end}2<${begin}2)", severity["block"]),
        (end, f"AND(ISNUMBER(${end}2),${end}2<NOW(),{is_left})", severity["block"]),
        (begin, f"AND(ISNUMBER(${begin}2),NOT(ISNUMBER(${end}2)),${begin}2<NOW(),{is_left})", severity["block"]),
    ]
    for letter, formula, colour in rules:
        fill = PatternFill(bgColor=colour, fill_type="solid")
        rule = FormulaRule(formula=[formula], fill=fill, stopIfTrue=True)  # type: ignore[no-untyped-call]
        sheet.conditional_formatting.add(f"{letter}2:{letter}{last}", rule)
    for column in columns:
        for text, colour in book.layout.marks[column.marks].items() if column.marks else ():
            fill = PatternFill(bgColor=colour, fill_type="solid")
            equal = CellIsRule(operator="equal", formula=[f'"{text}"'], fill=fill)  # type: ignore[no-untyped-call]
            sheet.conditional_formatting.add(f"{letters[column.id]}2:{letters[column.id]}{last}", equal)


def _protect(sheet: Sheet) -> None:
    """Protect what is not to be edited, without a password; rows can be inserted, formatted and filtered."""
    sheet.protection.sheet = True
    for allowed in ("insertRows", "formatCells", "formatColumns", "formatRows", "autoFilter", "sort"):
        setattr(sheet.protection, allowed, False)


def write_exported(book: Book, title: str, contents: PlanContents) -> None:
    """Write the hidden sheet: which checklist it was, and the value of each field when it was exported."""
    sheet = book.sheet(title)
    sheet.sheet_state = "veryHidden"
    exported = contents.exported
    owners = sorted({step.values["owner"] for step in exported.steps.values() if step.values["owner"]})
    rows = [[MARK, LABELLED if contents.labelled else LAYOUT], *map(list, facts_of(exported).items()), [*KEPT, *EDITED]]
    rows += [_kept(step) for step in exported.steps.values()]
    for number in range(max(len(rows), len(owners))):
        row = rows[number] if number < len(rows) else []
        listed = [*[""] * (25 - len(row)), owners[number]] if number < len(owners) else []
        sheet.append([cell(sheet, content(text), style=BODY) for text in (*row, *listed)])
    sheet.close()


def _kept(step: ExportedStep) -> list[str]:
    return [step.key, step.title, step.shown_status, *(step.values[field] for field in EDITED)]
