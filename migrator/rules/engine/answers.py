"""Answers to the questions: read from files that people edit, and written to them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path

from ...errors import InputError
from .gaps import Ask, Need
from .questions import QUESTIONS, Question
from .toml import toml_string


def read_answers(path: Path) -> dict[str, str]:
    """Answers of a TOML file, as text; ``yes`` or ``no`` for a bool.

    Raises:
        InputError: the file cannot be read, or holds a name or value that no rule knows.
    """
    try:
        with path.open("rb") as file:
            data = tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not an answers file ({error})") from error
    return {name: _checked(path, name, value) for name, value in data.items()}


def write_answers(path: Path, answers: Mapping[str, str]) -> None:
    """Write an answers file, each answer below its question; an empty answer is left out.

    Raises:
        InputError: the file cannot be written.
    """
    lines = ["# What only you know. A question without an answer leaves its rules not evaluated.", ""]
    for name, question in QUESTIONS.items():
        if value := answers.get(name, ""):
            lines += [f"# {question.text}", f"{name} = {_toml(question, value)}", ""]
    try:
        path.write_text("\n".join(lines), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from error


def _toml(question: Question, value: str) -> str:
    if question.kind == "bool":
        return "true" if value == "yes" else "false"
    if question.kind == "list":
        return "[" + ", ".join(toml_string(part) for part in listed({question.name: value}, question.name)) + "]"
    return toml_string(value)


def _checked(path: Path, name: str, value: object) -> str:
    question = QUESTIONS.get(name)
    if question is None:
        raise InputError(f"{path}: no rule asks for {name!r}", hint=_names_like(name))
    if question.kind == "bool":
        if not isinstance(value, bool):
            raise InputError(f"{path}: {name} must be true or false, not {value!r}")
        return "yes" if value else "no"
    if question.kind == "list" and isinstance(value, list) and all(isinstance(v, str) for v in value):
        return ", ".join(value)
    if not isinstance(value, str):
        raise InputError(f"{path}: {name} must be text, not {value!r}")
    return value


def _names_like(name: str) -> str:
    """The way out for a name that no rule asks for: the nearest names, and the command that lists all."""
    near = get_close_matches(name.casefold(), QUESTIONS)
    meant = f"did you mean {', '.join(near)}? " if near else ""
    return f"{meant}`migrator rules --answers` lists the names"


def asked_for(needs: Iterable[Need]) -> tuple[str, ...]:
    """Names of the answers among what rules lack, in the order of the questions."""
    lacking = {need.question for need in needs if isinstance(need, Ask)}
    return tuple(name for name in QUESTIONS if name in lacking)


def listed(answers: Mapping[str, str], name: str) -> tuple[str, ...]:
    """The parts of an answer that is a list."""
    return tuple(part.strip() for part in answers.get(name, "").split(",") if part.strip())
