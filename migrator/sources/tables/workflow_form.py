"""The form "Workflows to complete" of `rgs form`, as people give it back: what the console of OCS 2007 R2 shows.

Every cell is checked; a wrong one is rejected with its address. Formulas are never evaluated: a cell that holds one is
rejected. Of a row that is not complete the way of calls is left out, so that no workflow answers at the wrong times.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import attrs

from ...errors import InputError
from ...estate import workflow_form as form
from ...estate.counting import counted, first_few
from ...estate.kinds import Item
from ...estate.products import R2
from ...estate.response_groups import (
    AudioFile,
    BusinessHours,
    CallAction,
    CallPrompt,
    HolidayPeriod,
    HolidaySet,
    IvrAnswer,
    IvrQuestion,
    TimeRange,
    Workflow,
)
from ...estate.words import DAYS
from ..bundle import Member
from ..format import Collected, Format, Origin, ReadResult, Remark
from ..record import Rejected
from ..zips import is_workbook_with
from .own_workbook import ReadRow, refuse_unread_cells, rows_of

T = TypeVar("T")
_KINDS = (Workflow.kind,)
_MOST_ROWS, _MOST_NAMED = 10_000, 5
_LONGEST = 4096
_ZONE = re.compile(r"UTC([+-]\d\d)?|[\w .()-]{1,40} Standard Time( \([\w ]{1,30}\))?")
_RANGE = re.compile(r"([01]\d|2[0-3]):([0-5]\d) ?- ?([01]\d|2[0-4]):([0-5]\d)")
_ADDRESS = re.compile(r"sip:[^\s@]+@[^\s@]+", re.IGNORECASE)
_TELEPHONE = re.compile(r"sip:\+\d{3,15}@[^\s@]+", re.IGNORECASE)
_TIME = r"\d{4}-\d\d-\d\d(?: \d\d:\d\d)?"
_HOLIDAY = re.compile(rf"({_TIME})(?: - ({_TIME}))?(?: (.{{1,128}}))?")
#: in the name of a holiday: the end of a line that was written otherwise, and would be lost
_MORE_TIMES = re.compile(r"^[-\u2010-\u2015\u2212]|\d{4}-\d\d-\d\d|\d:\d\d")
_ANSWER = re.compile(r"([0-9*#]) ?= ?(.+)")


@attrs.frozen
class _Lists:
    """Keys of queues and holiday sets by the name that the form offers, and name and pool of its workflows by key."""

    queues: dict[str, str]
    sets: dict[str, str]
    workflows: dict[str, tuple[str, str]]


@attrs.frozen
class _Filled:
    """One row: values by heading, and the keys that the names of the drop-downs stand for."""

    row: ReadRow
    columns: Mapping[str, int]
    lists: _Lists
    wrong: list[Rejected] = attrs.field(factory=list)

    def note(self, heading: str, what: str) -> None:
        """Note that the cell of *heading* is wrong."""
        self.wrong.append(Rejected(self.row.address(self.columns[heading]), f"{heading}: {what}", _KINDS))

    def text(self, heading: str, longest: int = 256) -> str:
        """The text of a cell, "" where it is blank; a wrong cell is noted and gives ""."""
        return self.read(heading, lambda text: text, longest) or ""

    def read(self, heading: str, make: Callable[[str], T], longest: int = 256) -> T | None:
        """What *make* makes of the text of a cell; None where it is blank or wrong, which is noted."""
        try:
            text = _short_enough(self.row.text(self.columns[heading]), longest)
            return make(text) if text else None
        except ValueError as error:
            self.note(heading, str(error))
            return None

    def has(self, heading: str) -> bool:
        """Whether anything stands in the cell, be it wrong."""
        at = self.columns[heading]
        return at < len(self.row.cells) and self.row.cells[at].value not in (None, "")


def _matches(member: Member, head: bytes) -> bool:
    return is_workbook_with(member, head, form.SHEET)


def _read(member: Member, _origin: Origin) -> Iterator[ReadResult]:
    refuse_unread_cells(member, form.SHEET)
    lists = _lists(member)
    rows = rows_of(member, form.SHEET)
    columns = _columns(next(rows, None))
    at = columns[form.KEY]
    keys = Counter(texts[at] for row in rows if len(texts := row.texts()) > at)
    incomplete = 0
    for row in rows_of(member, form.SHEET):
        if row.number == 1:
            continue
        if row.number > _MOST_ROWS:
            yield Rejected(f"row {row.number}", f"at most {_MOST_ROWS:,} rows are read", _KINDS)
            break
        filled = _Filled(row, columns, lists)
        if key := _key(filled, keys):
            items = list(_items(filled, key, f"{member.path}#{form.SHEET} row {row.number}"))
            incomplete += not any(isinstance(item, Workflow) and item.default_action for item in items)
            yield from items
        yield from filled.wrong
    if incomplete:
        rows_of_them = counted(incomplete, "row is", "rows are")
        yield Remark(f"{rows_of_them} not complete, or wrong: where the calls of these workflows go is not read")
    if missing := [name for key, (name, _pool) in lists.workflows.items() if key and not keys[key]]:
        names, more = first_few(missing, _MOST_NAMED)
        what = counted(len(missing), "workflow of the form has no row", "workflows of the form have no row")
        yield Remark(" ".join(filter(None, [f"{what} any more: {', '.join(names)}", more])), must_be_seen=True)
    yield Collected(R2, _KINDS)


def _columns(first: ReadRow | None) -> Mapping[str, int]:
    """The column of each heading; of one that is missing or twice it would not be known what was not read."""
    texts = first.texts() if first else []
    missing = [heading for heading in form.HEADINGS if heading not in texts and heading != form.REMARKS]
    if missing:
        raise InputError(f"the sheet {form.SHEET} lacks its headings: {', '.join(missing)}")
    if twice := [heading for heading in form.HEADINGS if texts.count(heading) > 1]:
        raise InputError(f"the sheet {form.SHEET} has a heading twice: {', '.join(twice)}")
    return {text: at for at, text in enumerate(texts) if text in form.HEADINGS}


def _key(filled: _Filled, keys: Mapping[str, int]) -> str:
    """The key of the row's workflow, "" for a row that is none or is wrong: whose values these are must be certain."""
    key = filled.text(form.KEY)
    if key.startswith("(") or filled.wrong:
        return ""
    if not key:
        if any(filled.has(heading) for heading in filled.columns if heading != form.REMARKS):
            filled.note(form.KEY, "it is blank, so whose row this is is not known")
        return ""
    if keys[key] > 1:
        filled.note(form.KEY, f"it stands in {counted(keys[key], 'row')}, of which none is read")
    elif key not in filled.lists.workflows:
        filled.note(form.KEY, f"no workflow of this key is on the sheet {form.LISTS}")
    else:
        name, pool = filled.lists.workflows[key]
        if name.split() != filled.text(form.NAME).split():
            filled.note(form.NAME, f"the key of this row is that of {name}")
        if pool.casefold() != filled.text(form.POOL).casefold():
            filled.note(form.POOL, f"the workflow of this row is on {pool or 'no pool'}")
    return "" if filled.wrong else key


def _lists(member: Member) -> _Lists:
    lists = _Lists({}, {}, {})
    for row in rows_of(member, form.LISTS):
        queue, queue_key, holidays, set_key, workflow, key, pool, *_ = [*row.texts(), *[""] * 7]
        lists.queues[queue] = _key_beside(queue, queue_key)
        lists.sets[holidays] = _key_beside(holidays, set_key)
        lists.workflows[key] = workflow, pool
    return lists


def _key_beside(name: str, text: str) -> str:
    """The key in *text*, which ends with *name*: a key that came to stand beside another name is not that one's."""
    if not name and not text:
        return ""
    if not name or not text.endswith(f" {name}"):
        raise InputError(
            f"the sheet {form.LISTS} was changed, or is of an older version: {text!r} stands beside {name!r}",
            hint="Write the form anew with `migrator rgs form`, and copy what was filled in",
        )
    return text.removesuffix(f" {name}")


def _items(filled: _Filled, key: str, source: str) -> Iterator[Item]:
    name, pool = filled.text(form.NAME), filled.text(form.POOL) or None
    owned: dict[str, Any] = {"product": R2, "sources": (source,), "pool": pool}
    complete = filled.read(form.COMPLETE, lambda text: _one_of(text, form.YES_NO)) == "yes"
    ranges = [each for day in DAYS for each in filled.read(day, partial(_hours, day)) or ()]
    periods = filled.read(form.HOLIDAYS, _holidays, _LONGEST) or []
    known = filled.read(form.HOLIDAY_SET, lambda text: _key_of(text, filled.lists.sets, "holiday set"))
    music = filled.text(form.MUSIC)
    workflow = Workflow(
        key=key,
        name=name or None,
        time_zone=filled.read(form.TIME_ZONE, _zone),
        business_hours=f"{key}{form.HOURS_OF}" if ranges else None,
        holiday_sets=tuple(filter(None, (known, f"{key}{form.HOLIDAYS_OF}" if periods else None))),
        after_hours_action=_closed(filled, form.CLOSED),
        holiday_action=_closed(filled, form.HOLIDAY),
        music_on_hold=AudioFile(music) if music else None,
        **owned,
    )
    first = _first_action(filled)
    if complete and first is None and not filled.wrong:
        filled.note(form.COMPLETE, "a complete workflow needs a Queue, or a Menu with its text")
    if ranges:
        title = f"{name} hours"
        yield BusinessHours(key=f"{key}{form.HOURS_OF}", name=title, custom=True, ranges=tuple(ranges), **owned)
    if periods:
        yield HolidaySet(key=f"{key}{form.HOLIDAYS_OF}", name=f"{name} holidays", holidays=tuple(periods), **owned)
    yield attrs.evolve(workflow, default_action=first) if complete and not filled.wrong else workflow


def _first_action(filled: _Filled) -> CallAction | None:
    welcome = _prompt(filled.text(form.WELCOME, _LONGEST))
    prompt = _prompt(filled.text(form.MENU_PROMPT, _LONGEST))
    answers = filled.read(form.MENU, lambda text: _answers(text, filled.lists.queues), _LONGEST)
    queue = filled.read(form.QUEUE, lambda text: _key_of(text, filled.lists.queues, "queue"))
    _both_or_none(filled, form.MENU, form.MENU_PROMPT)
    if filled.has(form.MENU) and filled.has(form.QUEUE):
        filled.note(form.QUEUE, "calls go to the queues of the Menu: leave one of the two blank")
    if answers and prompt:
        return CallAction("TransferToQuestion", welcome, IvrQuestion(None, prompt, answers=tuple(answers)))
    return CallAction("TransferToQueue", welcome, queue=queue) if queue and not answers else None


def _closed(filled: _Filled, headings: Sequence[str]) -> CallAction | None:
    action, target, text = headings
    name = filled.read(action, lambda given: form.ACTIONS[_one_of(given, tuple(form.ACTIONS))])
    prompt = _prompt(filled.text(text, _LONGEST))
    pattern = _TELEPHONE if name == "TransferToPstn" else _ADDRESS
    shape = "sip:+number@domain" if name == "TransferToPstn" else "sip:name@domain"
    uri = filled.read(target, lambda given: _like(given, pattern, shape))
    for other in (target, text):
        if filled.has(other) and not filled.has(action):
            filled.note(action, f"it is blank, but {other} is not")
    if not name:
        return None
    if name == "Terminate":
        if filled.has(target):
            filled.note(target, "Disconnect has no target")
        return CallAction(name, prompt)
    if uri is None:
        filled.note(action, f"it needs a target, in the column {target}")
        return None
    return CallAction(name, prompt, uri=uri)


def _both_or_none(filled: _Filled, *headings: str) -> None:
    blank = [heading for heading in headings if not filled.has(heading)]
    if len(blank) == 1:
        (other,) = set(headings) - set(blank)
        filled.note(blank[0], f"it is blank, but {other} is not")


def _short_enough(text: str, longest: int) -> str:
    if len(text) > longest:
        raise ValueError(f"at most {counted(longest, 'character')}")
    return text


def _prompt(text: str) -> CallPrompt | None:
    return CallPrompt(text) if text else None


def _one_of(text: str, allowed: Sequence[str]) -> str:
    for each in allowed:
        if each.casefold() == text.casefold():
            return each
    raise ValueError(f"one of {', '.join(allowed)}")


def _like(text: str, pattern: re.Pattern[str], shape: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError(f"not of the form {shape}")
    return text


def _zone(text: str) -> str:
    return _like(text, _ZONE, "GMT Standard Time, as tzutil /l lists it")


def _key_of(text: str, keys: Mapping[str, str], what: str) -> str:
    if not (key := keys.get(text)):
        raise ValueError(f"no {what} of this name is on the sheet {form.LISTS}")
    return key


def _hours(day: str, text: str) -> list[TimeRange]:
    ranges: list[TimeRange] = []
    for part in text.split(","):
        match = _RANGE.fullmatch(part.strip())
        if not match:
            raise ValueError("not of the form 09:00-12:30, 13:30-17:00")
        opens, closes = f"{match[1]}:{match[2]}:00", f"{match[3]}:{match[4]}:00"
        if opens >= closes or closes > "24:00:00" or (ranges and opens < ranges[-1].closes):
            raise ValueError("each range must end after it begins, and after the one before it")
        ranges.append(TimeRange(day, opens, closes))
    if len(ranges) > 2:
        raise ValueError("at most two ranges a day")
    return ranges


def _holidays(text: str) -> list[HolidayPeriod]:
    periods: list[HolidayPeriod] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        match = _HOLIDAY.fullmatch(line)
        if not match or _MORE_TIMES.search(match[3] or ""):
            raise ValueError("a line is not of the form 2026-12-25 Christmas Day")
        # without a time it is not certain whether the last day is one of the holiday
        if (match[2] or ":" in match[1]) and ":" not in (match[2] or ""):
            raise ValueError(
                "a line does not say at what time it ends, as 2026-12-24 12:00 - 2026-12-27 00:00 Christmas"
            )
        starts = datetime.fromisoformat(match[1])
        ends = datetime.fromisoformat(match[2]) if match[2] else starts + timedelta(days=1)
        if ends <= starts:
            raise ValueError("a holiday ends before it begins")
        periods.append(HolidayPeriod(match[3], starts, ends))
    return periods


def _answers(text: str, queues: Mapping[str, str]) -> list[IvrAnswer]:
    answers: dict[str, IvrAnswer] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        match = _ANSWER.fullmatch(line)
        if not match:
            raise ValueError("a line is not of the form 1 = name of a queue")
        if match[1] in answers:
            raise ValueError(f"the key {match[1]} stands twice")
        action = CallAction("TransferToQueue", queue=_key_of(match[2], queues, "queue"))
        answers[match[1]] = IvrAnswer(match[2], match[1], (), action)
    return list(answers.values())


FORMAT = Format("workflows to complete (workbook)", _matches, _read)
