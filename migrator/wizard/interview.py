"""Gets answers: from the command line, else from whoever sits at the terminal, else an error that names the option."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from ..database.connection import redact
from ..errors import NotInteractiveError
from .known import Answer, Known
from .question import Question


@attrs.define(kw_only=True)
class Interview:
    """Answers to questions, each asked at most once until it is forgotten.

    Attributes:
        given: answers of the command line that were not used yet, by the name of the question.
        interactive: whether somebody can be asked.
    """

    known: Known
    given: dict[str, Answer]
    interactive: bool

    def require(self, questions: Iterable[Question]) -> None:
        """Make sure, before anything is done, that no answer will be missing.

        Raises:
            NotInteractiveError: nobody can be asked, and a question has no answer.
            InputError: an answer of the command line is none; the line names the option.
        """
        for question in questions:
            if question.name in self.given:
                self.known.answers[question.name] = question.check(self.given[question.name], self.known)
            elif not self.interactive and question.when(self.known):
                raise NotInteractiveError(question.text.rstrip(":?"), question.option)

    def answer(self, question: Question) -> Answer:
        """The answer to *question*.

        Raises:
            NotInteractiveError: there is none and nobody can be asked.
            InputError: the command line's is none.
            KeyboardInterrupt: Ctrl-C.
        """
        known = self.known
        if question.name not in known.answers:
            if question.name in self.given:
                known.answers[question.name] = question.check(self.given[question.name], known)
            elif self.interactive:
                known.answers[question.name] = question.ask(known)
            else:
                raise NotInteractiveError(question.text.rstrip(":?"), question.option)
        return known.answers[question.name]

    def text(self, question: Question) -> str:
        """The answer to *question* as text."""
        return str(self.answer(question))

    def offer_again(self, questions: Iterable[Question]) -> None:
        """Keep the answers that were typed as what is offered next time, but never one with a password."""
        for question in questions:
            answer = self.known.answers.get(question.name)
            if isinstance(answer, tuple):
                answer = answer[-1] if answer else None
            if question.kind in ("path", "address") and isinstance(answer, str) and redact(answer) == answer:
                self.known.tried[question.name] = answer

    def forget(self, questions: Iterable[Question]) -> None:
        """Drop answers, so that the questions are asked again."""
        for question in questions:
            self.known.answers.pop(question.name, None)
            self.given.pop(question.name, None)
