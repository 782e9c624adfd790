"""A prompt is a value: it asks in a terminal, checks an answer, and reads one from the command line."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal

import attrs
import click

from ..errors import InputError
from ..terminal.console import printable
from .state import Reply, SessionState

if TYPE_CHECKING:
    from questionary import Question as Asked

PromptKind = Literal["path", "choice", "confirm", "text", "address"]

_USER = re.compile(r"(://[^:/@\s]*:)([^@\s]+)")
_FIELD = re.compile(r"((?:pwd|password)\s*(?:=|%3d)\s*)([^;&\s]+)", re.IGNORECASE)
_PORT = re.compile(r"\d{1,5}/\S*")


@attrs.frozen
class Choice:
    """One answer to choose from; *disabled* says why it cannot be chosen now."""

    value: str
    title: str
    disabled: str | None = None


def _always(_state: SessionState) -> bool:
    return True


def _nothing(_state: SessionState) -> Reply:
    return ""


def _fine(_answer: str, _state: SessionState) -> str | None:
    return None


def _no_choices(_state: SessionState) -> Sequence[Choice]:
    return ()


@attrs.frozen(kw_only=True)
class Prompt:
    """One question of the wizard.

    Attributes:
        kind: ``address`` is text in which a password is never shown.
        option: the command-line option that answers it, so that it is not asked.
        many: several answers; a path is asked for again until the answer is empty.
        skips: at the terminal an empty answer goes back to the menu.
        default: what Enter answers.
        values: the answers that the command line takes; empty where they are known only later.
        choices: what a choice offers, from what is known when it is asked.
        complaint: what is wrong with an answer, or None.
        when: whether an answer is needed; what is not known yet counts as needed.
    """

    name: str
    text: str
    kind: PromptKind
    option: str
    help: str
    many: bool = False
    skips: bool = False
    default: Callable[[SessionState], Reply] = _nothing
    values: tuple[str, ...] = ()
    choices: Callable[[SessionState], Sequence[Choice]] = _no_choices
    complaint: Callable[[str, SessionState], str | None] = _fine
    when: Callable[[SessionState], bool] = _always

    def click_option(self) -> click.Option:
        """The option of `migrator wizard` that answers this question."""
        if self.kind == "confirm":
            declaration = f"{self.option}/--no-{self.option.removeprefix('--')}"
            return click.Option([declaration, self.name], default=None, help=self.help)
        type_ = click.Choice(self.values) if self.values else click.STRING
        return click.Option([self.option, self.name], multiple=self.many, type=type_, help=self.help)

    def check(self, answer: Reply, state: SessionState) -> Reply:
        """*answer* as the command line gave it, without the quotes that a dragged path brings.

        Raises:
            InputError: it cannot be an answer to this prompt; the line names the option.
        """
        if isinstance(answer, bool):
            return answer
        if isinstance(answer, tuple):
            return tuple(str(self.check(one, state)) for one in answer)
        cleaned = self._clean(answer)
        if complaint := self.complaint(cleaned, state):
            raise InputError(f"{self.option}: {complaint}")
        return cleaned

    def ask(self, state: SessionState) -> Reply:
        """The answer of whoever sits at the terminal.

        Raises:
            KeyboardInterrupt: Ctrl-C, or the end of the input.
        """
        try:
            if self.kind == "choice" or not self.many:
                return self._answer(self._prompt(self.text, state).unsafe_ask())
            answers: list[str] = []
            text = self.text
            while answer := self._answer(self._prompt(text, state, is_optional=bool(answers)).unsafe_ask()):
                answers.append(str(answer))
                text = "Another one? Enter alone goes on:"
            return tuple(answers)
        except EOFError:
            raise KeyboardInterrupt from None

    def _prompt(self, text: str, state: SessionState, *, is_optional: bool = False) -> Asked:
        import questionary

        def validate(answer: str) -> bool | str:
            cleaned = self._clean(answer)
            return ((is_optional or self.skips) and not cleaned) or self.complaint(cleaned, state) or True

        default = "" if is_optional else state.retry.get(self.name, self.default(state))
        if self.kind == "confirm":
            return questionary.confirm(text, default=bool(default), auto_enter=False)
        if self.kind == "choice":
            offered = [
                questionary.Choice(printable(one.title), one.value, disabled=one.disabled)
                for one in self.choices(state)
            ]
            return questionary.select(
                text, offered, default=str(default) or None, instruction="(arrow keys, Enter)", use_indicator=False
            )
        return questionary.text(text, default=str(default), validate=validate, **self._aids())

    def _aids(self) -> dict[str, Any]:
        """What helps with typing. `questionary.path` is not used: it cannot take the start of a UNC path."""
        if self.kind == "path":
            from prompt_toolkit.completion import PathCompleter

            return {"completer": PathCompleter(expanduser=True), "complete_while_typing": False}
        return {"input_processors": [_password_mask()]} if self.kind == "address" else {}

    def _answer(self, answer: Any) -> Reply:
        return answer if isinstance(answer, bool) else self._clean(str(answer))

    def _clean(self, answer: str) -> str:
        answer = answer.strip()
        if self.kind != "path":
            return answer
        if len(answer) > 1 and answer[0] == answer[-1] and answer[0] in "\"'":
            answer = answer[1:-1]
        return os.path.expanduser(answer)  # noqa: PTH111 - Path would make "." of an empty answer


def mask_password(text: str) -> str:
    """*text* of the same length with stars for the password of a URL or connection string, even a half-typed one."""

    def stars(match: re.Match[str]) -> str:
        if "@" not in text and _PORT.fullmatch(match[2]):
            return match[0]
        return match[1] + "*" * len(match[2])

    return _FIELD.sub(stars, _USER.sub(stars, text))


def _password_mask() -> Any:
    from prompt_toolkit.formatted_text.utils import fragment_list_to_text
    from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput

    class Mask(Processor):
        def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
            return Transformation([("", mask_password(fragment_list_to_text(transformation_input.fragments)))])

    return Mask()
