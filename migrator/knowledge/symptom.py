"""One symptom that people describe: questions that separate its causes, and the causes in the order of their checks."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import attrs

from ..resources import report_file
from .grade import Grade
from .known_message import Cause
from .symptom_names import symptom_tables


def _groups(values: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(map(tuple, values))


@attrs.frozen(kw_only=True)
class SymptomQuestion:
    """A question that separates the causes of a symptom.

    Attributes:
        name: by which causes refer to it, and by which it is answered.
        options: the answers that mean something; () where any text is an answer.
        decides: the answer itself shows or clears the causes without a rule that name it.
        leads_to: ids of the symptoms that fit better, by the answer.
    """

    name: str
    text: str
    options: tuple[str, ...] = attrs.field(default=(), converter=tuple)
    decides: bool = False
    leads_to: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class Symptom:
    """Something that does not work, as people say it.

    Attributes:
        title: the symptom in the words of the people who have it.
        words: other ways to say it, by which it is found.
        says: groups of words: a text that describes the symptom has one word of each.
        seen_in: products in which it was seen.
        meaning: what is known about it in general, in one or two sentences.
        causes: all that can cause it, in the order in which to check them; empty if no cause is known.
        sections: sections of the check list of federation whose points are checked before the causes.
        last_sections: sections of that list whose points are checked after the causes.
        records: the DNS records that the estate needs are shown beside those that were seen.
        unsolved: True if no source has an answer; the causes are what the report's readers tried.
        remarks: what else has to be told: what is doubtful, what was refuted, what the document leaves open.
        messages: ids of known messages that go with it.
        references: ids of the published sources.
    """

    id: str
    title: str
    grade: Grade
    meaning: str
    words: tuple[str, ...] = attrs.field(default=(), converter=tuple)
    says: tuple[tuple[str, ...], ...] = attrs.field(default=(), converter=_groups)
    seen_in: tuple[str, ...] = attrs.field(default=(), converter=tuple)
    questions: tuple[SymptomQuestion, ...] = ()
    causes: tuple[Cause, ...] = ()
    sections: tuple[str, ...] = attrs.field(default=(), converter=tuple)
    last_sections: tuple[str, ...] = attrs.field(default=(), converter=tuple)
    records: bool = False
    unsolved: bool = False
    remarks: tuple[str, ...] = attrs.field(default=(), converter=tuple)
    messages: tuple[str, ...] = attrs.field(default=(), converter=tuple)
    references: tuple[str, ...] = attrs.field(default=(), converter=tuple)


@cache
def known_symptoms() -> Mapping[str, Symptom]:
    """Every symptom of ``reports/symptoms/`` by id: a file per family, in the order of their names.

    Raises:
        TypeError, ValueError, KeyError: a file is not of this shape, or two declare one id.
    """
    found: dict[str, Symptom] = {}
    for path in sorted(report_file("symptoms").glob("*.toml")):
        symptoms = {id_: _symptom(id_, table) for id_, table in tomllib.loads(path.read_text("utf-8")).items()}
        if twice := found.keys() & symptoms.keys():
            raise ValueError(f"{path.name}: {', '.join(sorted(twice))} is in another file too")
        found.update(symptoms)
    return found


def symptom_of(id_: str) -> Symptom:
    """The symptom of an id, read alone.

    Raises:
        KeyError: there is none.
    """
    return _symptom(id_, tomllib.loads(symptom_tables()[id_])[id_])


def _symptom(id_: str, table: Mapping[str, Any]) -> Symptom:
    others = {name: value for name, value in table.items() if name not in ("grade", "questions", "causes")}
    return Symptom(
        id=id_,
        grade=Grade(table["grade"]),
        questions=tuple(SymptomQuestion(**each) for each in table.get("questions", ())),
        causes=tuple(Cause(**each) for each in table.get("causes", ())),
        **others,
    )
