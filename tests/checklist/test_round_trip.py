"""Any sequence of set, export, edit and import keeps every decision."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from migrator.app.checklist import StepEdit, read_checklist, set_steps
from migrator.app.plan_exchange import export_plan, import_plan
from migrator.checklist.exchange import EDITED, values_of
from migrator.estate.products import R2
from migrator.estate.topology import Pool
from migrator.rules.engine import catalogue
from migrator.store.decisions import StoredAnswer
from migrator.store.project import open_project

NOW = datetime(2014, 1, 8, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")
KEYS = ("A1.2", "A1.3", "A2.2")
HEADINGS = dict(
    zip(
        EDITED,
        ("Status", "Owner", "Planned begin", "Planned end", "Actual begin", "Actual end", "Note"),
        strict=True,
    )
)
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8).map(lambda text: text.strip())
#: hours around the change of clocks in spring and in autumn
hours = st.sampled_from(
    [datetime(2014, month, day, hour, 30, tzinfo=UTC) for month, day in ((3, 30), (10, 26)) for hour in range(4)]
)
values = {
    "status": st.sampled_from(["open", "in progress", "done", "skipped"]),
    "owner": texts,
    "note": texts,
    "planned_start": hours,
    "actual_start": hours,
}
edits = st.sampled_from(sorted(values)).flatmap(
    lambda field: st.tuples(st.sampled_from(KEYS), st.just(field), values[field])
)
#: two values of one field: what somebody sets while another person writes into the cell
collisions = st.sampled_from(sorted(values)).flatmap(
    lambda field: st.tuples(st.sampled_from(KEYS), st.just(field), values[field], values[field])
)
actions = st.one_of(
    st.tuples(st.just("collide"), collisions),
    st.tuples(st.just("set"), edits),
    st.tuples(st.just("edit"), edits),
    st.tuples(st.just("add"), st.tuples(st.sampled_from(KEYS), texts)),
    st.tuples(st.just("export"), st.none()),
    st.tuples(st.just("import"), st.booleans()),
)


@pytest.fixture(autouse=True)
def no_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules say nothing of this estate; without them a run takes a tenth."""
    monkeypatch.setattr(catalogue, "all_rules", lambda: ())


class Walk:
    """A project and a workbook of it, with what every decision must be."""

    def __init__(self, folder: Path) -> None:
        self.project = str(folder / "migration.db")
        self.file = folder / "plan.xlsx"
        opened = open_project(self.project, create=True)
        opened.save_snapshot("before", NOW, [Pool(key="o.c.local", product=R2, fqdn="o.c.local")], list)
        opened.checklist.set_track("A")
        opened.decisions.change_answers([StoredAnswer(name="time_zone", value=ZONE.key, who="a", at=NOW.isoformat())])
        self.book: Any = None
        self.base: dict[tuple[str, str], str] = {}
        self.edited: dict[tuple[str, str], str] = {}
        self.added: list[str] = []
        self.titles: list[str] = []
        self.export()

    def stored(self) -> dict[tuple[str, str], str]:
        """What the project has."""
        steps = {step.key: step for step in read_checklist(self.project, now=NOW).steps}
        return {(key, field): values_of(steps[key].decision)[field] for key in KEYS for field in EDITED}

    def set(self, edit: tuple[str, str, Any]) -> None:
        """Set a field of a step in the project."""
        key, field, value = edit
        made = read_checklist(self.project, now=NOW)
        name = field.removesuffix("_start")
        given = value.isoformat() if isinstance(value, datetime) else value
        fields: Mapping[str, str] = {name: given, **({"note": "because"} if given in ("done", "skipped") else {})}
        set_steps(self.project, made, made.named(key), StepEdit(**fields), now=NOW)

    def export(self, _nothing: None = None) -> None:
        """Export it, in place of the workbook."""
        export_plan(self.project, self.file, now=NOW)
        self.book = load_workbook(self.file)
        self.base, self.edited, self.added = self.stored(), {}, []

    def edit(self, edit: tuple[str, str, Any]) -> None:
        """Write into a cell."""
        key, field, value = edit
        sheet = self.book["Checklist"]
        headings = [str(cell.value).partition(" (")[0] for cell in sheet[1]]
        row = next(cell.row for cell in sheet["A"] if cell.value == key)
        cell = sheet.cell(row, headings.index(HEADINGS[field]) + 1)
        is_time = isinstance(value, datetime)
        cell.value = value.astimezone(ZONE).replace(tzinfo=None) if is_time else value or None
        if isinstance(value, str) and cell.value is not None:
            cell.data_type = "s"
        if is_time:  # the first of two hours that a clock shows
            value = value.astimezone(ZONE).replace(tzinfo=ZONE, fold=0).astimezone(UTC)
        self.edited[key, field] = value.isoformat(timespec="minutes") if is_time else value

    def collide(self, edit: tuple[str, str, Any, Any]) -> None:
        """Set a field in the project and write into its cell."""
        key, field, stored, given = edit
        self.set((key, field, stored))
        self.edit((key, field, given))

    def add(self, step: tuple[str, str]) -> None:
        """Insert a row below a step."""
        key, title = step
        sheet = self.book["Checklist"]
        row = next(cell.row for cell in sheet["A"] if cell.value == key) + 1
        title = f"step {len(self.titles) + len(self.added)} {title}".strip()
        sheet.insert_rows(row)
        sheet.cell(row, 3).value = title
        self.added.append(title)

    def import_(self, accept_good: bool) -> None:
        """Import the workbook: each cell that was edited is stored, or told as a conflict or a problem.

        What was set in the project since the export is kept, whatever the cell has.
        """
        self.book.save(self.file)
        before = self.stored()
        imported = import_plan(self.project, self.file, accept_good=accept_good, now=NOW)
        after = self.stored()
        told = {(each.key, each.field) for each in imported.merge.conflicts}
        bad = {each.address.rpartition("!")[2] for each in imported.merge.problems}
        changed = {(row.key, field): value for row in imported.merge.rows for field, value in row.fields.items()}
        assert told <= {place for place, value in self.edited.items() if not same(value, self.base[place])}
        for place, value in self.edited.items():
            if same(value, self.base[place]):
                continue
            if not same(before[place], self.base[place]):
                assert same(value, before[place]) or place in told or bad, place
                assert after[place] == before[place], place
            elif place in told:
                raise AssertionError(f"{place} was changed on one side only")
            elif not bad and imported.is_stored:
                assert same(after[place], value), place
        for place, value in before.items():
            if place not in self.edited:
                assert after[place] == value, place
        if not imported.is_stored:
            assert after == before
        elif not bad:
            self.titles += [title for title in self.added if title not in self.titles]
        assert all(same(changed[place], self.edited[place]) for place in changed if place in self.edited)
        steps = {step.title for step in read_checklist(self.project, now=NOW).steps}
        assert {clean(title) for title in self.titles} <= {clean(title) for title in steps}


def clean(text: str) -> str:
    """A text without what cells change."""
    return " ".join(text.split())


def same(one: str, other: str) -> bool:
    """Whether two values are one to a cell."""
    return clean(one) == clean(other)


@example([("set", ("A1.2", "owner", "Field"))])
@example([("collide", ("A1.3", "owner", "Field", "Moss"))])
@example([("edit", ("A2.2", "note", "later")), ("set", ("A2.2", "status", "in progress"))])
@example([("edit", ("A1.2", "planned_start", datetime(2014, 3, 30, 1, 30, tzinfo=UTC))), ("export", None)])
@given(st.lists(actions, min_size=1, max_size=6))
@settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_decision_is_lost(tmp_path_factory: pytest.TempPathFactory, walk: list[tuple[str, Any]]) -> None:
    """Whatever is set and edited in whatever order: a field has the value of its last change, or a conflict says so."""
    made = Walk(tmp_path_factory.mktemp("walk"))
    for name, what in walk:
        getattr(made, "import_" if name == "import" else name)(what)
    made.import_(accept_good=True)
