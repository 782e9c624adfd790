"""An estate, its findings and its sources with labels in place of people, for documents that are given away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from ..checklist.journal import JournalEntry
from ..checklist.overview import TimedStep
from ..checklist.work import WorkStep
from ..estate.call_conditions import Condition
from ..estate.estate import Estate
from ..estate.kinds import Difference, Field, Item, fields_of
from ..estate.provenance import Snapshot, SourceReport
from ..rules.engine.answers import Answer
from ..rules.engine.decisions import ChangedSeverity, DecisionsInForce
from ..rules.engine.gaps import Gap
from ..rules.engine.model import Change
from ..rules.engine.prediction import Acceptance, Finding, Message, Outcome, PredictedEntry, Prediction
from ..rules.engine.values import Host, ItemRef, Listing, Number, Person, Places, Text, Value, plain
from .number_rows import NumberRow
from .people import People
from .wave_rows import WaveRows


class Redaction:
    """Puts the label of each person in place of names, addresses, personal numbers and SIDs.

    Other facts of a person (undeclared properties, other names) are left out.
    """

    def __init__(self, people: People, estate: Estate) -> None:
        self._people = people
        self._estate = estate
        self._keys: dict[tuple[str, str, str], str] = {}
        self._keys_of_people: dict[str, set[str]] = {}
        used: set[tuple[str, str, str]] = set()
        for item in estate:
            shown = key = people.label_of(item) if item.of_person else self._text(item.key)
            number = 1
            while (item.kind, item.product, key.casefold()) in used:  # two objects stay two under one label
                number += 1
                key = f"{shown} ({number})"
            used.add((item.kind, item.product, key.casefold()))
            self._keys[item.kind, item.product, item.key] = key
            if item.of_person:
                self._keys_of_people.setdefault(item.key, set()).add(key)

    def estate(self, estate: Estate) -> Estate:
        """The estate with labels."""
        return Estate(
            map(self.item, estate), collected=estate.collected, incomplete=estate.incomplete, newer=estate.newer
        )

    def item(self, item: Item) -> Item:
        """The object with labels."""
        fields = {field.name: self._field(item, field) for field in fields_of(type(item))}
        key = self._keys.get((item.kind, item.product, item.key)) or self._text(item.key)
        sources = tuple(map(self._text, item.sources))
        if item.of_person:
            return attrs.evolve(
                item, key=key, aliases=(), extra={}, differences=(), filled_by={}, sources=sources, **fields
            )
        return attrs.evolve(
            item,
            key=key,
            aliases=tuple(map(self._text, item.aliases)),
            extra=self._anything(item.extra),
            sources=sources,
            differences=tuple(self._difference(item, difference) for difference in item.differences),
            filled_by={},
            **fields,
        )

    def snapshot(self, snapshot: Snapshot) -> Snapshot:
        """The record of the snapshot with labels."""
        return attrs.evolve(
            snapshot, name=self._text(snapshot.name), sources=tuple(map(self._report, snapshot.sources))
        )

    def prediction(self, prediction: Prediction) -> Prediction:
        """The findings, predicted lines and outcomes with labels."""
        return attrs.evolve(
            prediction,
            findings=tuple(map(self._finding, prediction.findings)),
            messages=tuple(map(self._message, prediction.messages)),
            outcomes=tuple(map(self._outcome, prediction.outcomes)),
            log=tuple(map(self._log_entry, prediction.log)),
        )

    def numbers(self, rows: Iterable[NumberRow]) -> tuple[NumberRow, ...]:
        """The list of numbers with labels; a number that only persons have is shown as theirs."""
        return tuple(
            attrs.evolve(
                row,
                number=self._text(row.number),
                owner=self._reference(row.owner),
                pool=self._text(row.pool),
                problems=tuple((problem, self._places(places)) for problem, places in row.problems),
            )
            for row in rows
        )

    def decisions(self, decisions: DecisionsInForce) -> DecisionsInForce:
        """The answers and changed severities with labels, also of who answered."""
        return attrs.evolve(
            decisions,
            answers=tuple(map(self._answer, decisions.answers)),
            severities={rule: self._severity(changed) for rule, changed in decisions.severities.items()},
        )

    def steps(self, steps: Iterable[WorkStep]) -> tuple[WorkStep, ...]:
        """The steps of a checklist with labels, also of who owns one."""
        return tuple(self._step(step) for step in steps)

    def timed(self, steps: Iterable[TimedStep]) -> tuple[TimedStep, ...]:
        """The steps with times with labels, and so the journal beside them."""
        return tuple(attrs.evolve(s, step=self._step(s.step), entries=self.journal(s.entries)) for s in steps)

    def _step(self, work: WorkStep) -> WorkStep:
        decision, planned = work.decision, work.planned
        if planned:
            declared = planned.step
            planned = attrs.evolve(
                planned,
                step=attrs.evolve(declared, title=self._text(declared.title), gate=self._text(declared.gate)),
                state=attrs.evolve(planned.state, about=tuple(map(self._text, planned.state.about))),
            )
        return attrs.evolve(
            work,
            key=self._text(work.key),
            planned=planned,
            decision=attrs.evolve(
                decision,
                title=self._text(decision.title),
                owner=decision.owner and self._people.label(decision.owner),
                note=self._text(decision.note),
            ),
            blocked_by=tuple(map(self._text, work.blocked_by)),
        )

    def journal(self, entries: Iterable[JournalEntry]) -> tuple[JournalEntry, ...]:
        """The journal with labels, also of who wrote a note."""
        return tuple(
            attrs.evolve(
                entry,
                what=self._text(entry.what),
                step=self._text(entry.step),
                exact=self._text(entry.exact),
                cure=self._text(entry.cure),
                who=entry.who and self._people.label(entry.who),
                source=self._text(entry.source),
                follows=self._text(entry.follows),
            )
            for entry in entries
        )

    def waves(self, rows: WaveRows) -> WaveRows:
        """The waves with labels."""
        return WaveRows(
            waves=tuple(
                attrs.evolve(row, name=self._text(row.name), chosen=self._text(row.chosen)) for row in rows.waves
            ),
            breaks=tuple(
                attrs.evolve(
                    row,
                    wave=self._text(row.wave),
                    about=self._text(row.about),
                    inside=tuple(map(self._reference, row.inside)),
                    outside=tuple(map(self._reference, row.outside)),
                    later=self._text(row.later),
                )
                for row in rows.breaks
            ),
        )

    def _field(self, item: Item, field: Field) -> Any:
        value = getattr(item, field.name)
        if value in (None, (), ""):
            return value
        if item.of_person and field.personal:
            label = self._people.label_of(item)
            return label if isinstance(value, str) else (label,)
        if field.personal:
            return (
                self._name(item, field, value)
                if isinstance(value, str)
                else tuple(self._name(item, field, each) for each in value)
            )
        return self._anything(value)

    def _name(self, item: Item, field: Field, reference: str) -> str:
        """The key under which the person of *reference* stands, or the label."""
        found = self._estate.find_any(field.refers_to, reference, product=item.product)
        key = self._keys.get((found.kind, found.product, found.key)) if found else None
        return key or self._people.label(reference)

    def _difference(self, item: Item, difference: Difference) -> Difference:
        personal = any(field.personal for field in fields_of(type(item)) if field.name == difference.field)
        shown = self._people.label if personal else self._text
        return attrs.evolve(
            difference,
            source=self._text(difference.source),
            kept_source=self._text(difference.kept_source),
            value=difference.value and shown(difference.value),
        )

    def _anything(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, int) and not isinstance(value, bool):
            shown = self._text(str(value))
            return value if shown == str(value) else shown
        if isinstance(value, Mapping):
            return {self._text(str(name)): self._anything(each) for name, each in value.items()}
        if isinstance(value, tuple | list):
            return tuple(map(self._anything, value))
        if attrs.has(type(value)):
            changes = {a.name: self._anything(getattr(value, a.name)) for a in attrs.fields(type(value))}
            return attrs.evolve(value, **changes)
        return value

    def _text(self, text: str) -> str:
        return self._people.without_names(text)

    def _report(self, report: SourceReport) -> SourceReport:
        by = report.collected_by
        return attrs.evolve(
            report,
            path=self._text(report.path),
            cut=self._text(report.cut),
            messages=tuple(map(self._text, report.messages)),
            collected_by=None if by is None else self._people.label(by),
        )

    def _answer(self, answer: Answer) -> Answer:
        who = answer.who and self._people.label(answer.who)
        return attrs.evolve(answer, text=self._text(answer.text), who=who, derived=self._text(answer.derived))

    def _acceptance(self, acceptance: Acceptance) -> Acceptance:
        return Acceptance(self._text(acceptance.reason), self._people.label(acceptance.approver))

    def _severity(self, changed: ChangedSeverity) -> ChangedSeverity:
        return attrs.evolve(changed, reason=self._text(changed.reason), approver=self._people.label(changed.approver))

    def _value(self, value: Value) -> Value:
        if isinstance(value, Item):
            return self._reference(ItemRef.of(value))
        if isinstance(value, ItemRef):
            return self._reference(value)
        if isinstance(value, Person):
            return Person(self._people.label(value.name)) if value.name else value
        if isinstance(value, Host):
            return Host(self._text(value.name))
        if isinstance(value, Number | Text):
            return type(value)(self._text(value.text))
        if isinstance(value, Condition):
            return Text(self._text(plain(value)))
        if isinstance(value, Listing):
            return Listing(tuple(map(self._value, value.values)))
        return value

    def _reference(self, ref: ItemRef) -> ItemRef:
        key = self._keys.get((ref.kind, ref.product, ref.key))
        if key is not None:
            return attrs.evolve(ref, key=key, title=key)
        return attrs.evolve(ref, key=self._text(ref.key), title=self._text(ref.title))

    def _key(self, key: str) -> str:
        """A key of an unnamed kind: of a person the label."""
        of_people = self._keys_of_people.get(key)
        if not of_people:
            return self._text(key)
        return next(iter(of_people)) if len(of_people) == 1 else "a person"

    def _places(self, places: Places) -> Places:
        return {name: self._value(value) for name, value in places.items()}

    def _change(self, change: Change) -> Change:
        before, after = (None if v is None else self._value(v) for v in (change.before, change.after))
        return attrs.evolve(change, item=self.item(change.item), before=before, after=after)

    def _finding(self, finding: Finding) -> Finding:
        named = self._reference(ItemRef(finding.kind, finding.product, finding.key, finding.name))
        return attrs.evolve(
            finding,
            key=named.key,
            name=named.title,
            places=self._places(finding.places),
            evidence=self._places(finding.evidence),
            changes=tuple(map(self._change, finding.changes)),
            suppressed=finding.suppressed and self._acceptance(finding.suppressed),
        )

    def _message(self, message: Message) -> Message:
        return attrs.evolve(
            message,
            text=self._text(message.text),
            places=self._places(message.places),
            keys=tuple(map(self._key, message.keys)),
        )

    def _outcome(self, outcome: Outcome) -> Outcome:
        return attrs.evolve(outcome, gaps=tuple(map(self._gap, outcome.gaps)))

    def _gap(self, gap: Gap) -> Gap:
        return attrs.evolve(gap, places=self._places(gap.places))

    def _log_entry(self, entry: PredictedEntry) -> PredictedEntry:
        return attrs.evolve(entry, text=self._text(entry.text))
