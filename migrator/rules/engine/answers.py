"""Answers to the questions that only people can answer: checked, as values, and in files that people edit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path

import attrs

from ...errors import InputError
from .gaps import Ask, Need
from .questions import QUESTIONS, Question
from .toml_file import edited_toml, read_toml

_FILE = "an answers file"
_DIGITS_OF_DAYS = 5
_YES_NO = {"yes": "yes", "no": "no", "true": "yes", "false": "no"}


@attrs.frozen(kw_only=True)
class Answer:
    """A question with its answer.

    Attributes:
        text: ``yes`` or ``no`` for a bool, parts of a list separated by commas; empty if not answered.
        who: who answered; empty if nobody did.
        at: when, UTC in ISO 8601; empty if nobody did.
        derived: the evidence from which *text* was derived, until somebody answers.
    """

    question: Question
    text: str = ""
    who: str = ""
    at: str = ""
    derived: str = ""

    @property
    def value(self) -> bool | list[str] | str | None:
        """The answer as a value of JSON and TOML; None if there is none."""
        return value_of(self.question, self.text) if self.text else None


def question_named(name: str) -> Question:
    """The question of that name.

    Raises:
        InputError: there is none; the hint lists similar names.
    """
    if question := QUESTIONS.get(name):
        return question
    near = get_close_matches(name.casefold(), QUESTIONS)
    meant = f"Did you mean {', '.join(near)}? " if near else ""
    raise InputError(f"no rule asks for {name!r}", hint=f"{meant}`migrator answers list` lists the names")


def checked(question: Question, value: object) -> str:
    """The text of an answer that was given as a value of TOML, or as text.

    Raises:
        InputError: the value is not an answer to this question.
    """
    if isinstance(value, bool):
        value = "yes" if value else "no"
    elif question.kind == "list" and isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = ",".join(value)
    if not isinstance(value, str):
        raise InputError(f"{question.name} must be {question.form}, not {value!r}")
    return _CHECKS[question.kind](question, value.strip())


def _checked_bool(question: Question, text: str) -> str:
    if text and text.casefold() not in _YES_NO:
        raise InputError(f"{question.name} must be {question.form}, not {text!r}")
    return _YES_NO.get(text.casefold(), "")


def _checked_choice(question: Question, text: str) -> str:
    """A choice in full, or by its first word."""
    for choice in question.choices:
        if text.casefold() in (choice.casefold(), choice.split()[0].casefold()):
            return choice
    if text:
        raise InputError(
            f"{question.name} must be one of its choices, not {text!r}", hint=f"One of: {', '.join(question.choices)}"
        )
    return ""


def _checked_days(question: Question, text: str) -> str:
    if text and not (text.isascii() and text.isdecimal() and len(text) < _DIGITS_OF_DAYS):
        raise InputError(f"{question.name} must be {question.form}, not {text!r}")
    return text


def _checked_zone(question: Question, text: str) -> str:
    from zoneinfo import available_timezones

    by_name = {name.casefold(): name for name in available_timezones()}
    if text and text.casefold() not in by_name:
        near = get_close_matches(text, by_name.values())
        raise InputError(
            f"{question.name} must be {question.form}, not {text!r}",
            hint=f"Did you mean {', '.join(near)}?" if near else None,
        )
    return by_name.get(text.casefold(), "")


_CHECKS: Mapping[str, Callable[[Question, str], str]] = {
    "bool": _checked_bool,
    "choice": _checked_choice,
    "days": _checked_days,
    "zone": _checked_zone,
    "list": lambda _question, text: ", ".join(_parts(text)),
    "text": lambda _question, text: text,
}


def value_of(question: Question, text: str) -> bool | list[str] | str:
    """The text of an answer as a value of JSON and TOML."""
    if question.kind == "bool":
        return text == "yes"
    return list(_parts(text)) if question.kind == "list" else text


def read_answers(path: Path) -> dict[str, str]:
    """Answers of a TOML file, by the name of the question.

    Raises:
        InputError: the file cannot be read, or has a name or value that is not valid.
    """
    content = read_toml(path, _FILE)
    try:
        return {name: checked(question_named(name), value) for name, value in content.items()}
    except InputError as error:
        raise InputError(f"{path}: {error.message}", hint=error.hint) from None


def write_answers(path: Path, answers: Mapping[str, str]) -> None:
    """Write an answers file, each new answer below its question; the rest of an existing file is kept.

    Raises:
        InputError: the file is not an answers file, or cannot be written.
    """
    from tomlkit import comment, nl

    is_new = not path.is_file()
    with edited_toml(path, _FILE) as document:
        if is_new:
            document.add(comment("Your answers. Rules that need an answer that is missing are not evaluated."))
        for name, question in QUESTIONS.items():
            text = answers.get(name, "")
            if not text:
                document.pop(name, None)
            elif name not in document:
                document.add(nl())
                document.add(comment(question.text))
                document.append(name, value_of(question, text))
            elif checked(question, document.unwrap()[name]) != text:
                document[name] = value_of(question, text)


def asked_for(needs: Iterable[Need]) -> tuple[str, ...]:
    """Names of the questions among the needs of rules, in the order of the questions."""
    lacking = {need.question for need in needs if isinstance(need, Ask)}
    return tuple(name for name in QUESTIONS if name in lacking)


def listed(answers: Mapping[str, str], name: str) -> tuple[str, ...]:
    """The parts of an answer that is a list."""
    return tuple(_parts(answers.get(name, "")))


def _parts(text: str) -> Iterable[str]:
    return (part.strip() for part in text.split(",") if part.strip())
