"""Gets answers: from the command line, else from whoever sits at the terminal, else an error that names the option."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from ..database.connection import redact
from ..errors import NotInteractiveError
from .prompt import Prompt
from .state import Reply, SessionState


@attrs.define(kw_only=True)
class Interview:
    """Answers to questions, each asked at most once until it is forgotten.

    Attributes:
        given: answers of the command line that were not used yet, by the name of the question.
        interactive: whether somebody can be asked.
    """

    state: SessionState
    given: dict[str, Reply]
    interactive: bool

    def require(self, prompts: Iterable[Prompt]) -> None:
        """Make sure, before anything is done, that no answer will be missing.

        Raises:
            NotInteractiveError: nobody can be asked, and a question has no answer.
            InputError: an answer of the command line cannot be used; the line names the option.
        """
        needed = list(prompts)
        for prompt in needed:
            if prompt.name in self.given:
                self.state.answers[prompt.name] = prompt.check(self.given[prompt.name], self.state)
        for prompt in needed:
            if prompt.name not in self.given and not self.interactive and prompt.when(self.state):
                raise NotInteractiveError(prompt.text.rstrip(":?"), prompt.option)

    def answer(self, prompt: Prompt) -> Reply:
        """The answer to *question*.

        Raises:
            NotInteractiveError: there is none and nobody can be asked.
            InputError: the command line's cannot be used.
            KeyboardInterrupt: Ctrl-C.
        """
        state = self.state
        if prompt.name not in state.answers:
            if prompt.name in self.given:
                state.answers[prompt.name] = prompt.check(self.given[prompt.name], state)
            elif self.interactive:
                state.answers[prompt.name] = prompt.ask(state)
            else:
                raise NotInteractiveError(prompt.text.rstrip(":?"), prompt.option)
        return state.answers[prompt.name]

    def text(self, prompt: Prompt) -> str:
        """The answer to *question* as text."""
        return str(self.answer(prompt))

    def several(self, prompt: Prompt) -> list[str]:
        """The answers to a question that takes several; an empty one on the command line stands for none."""
        answers = self.answer(prompt)
        return [answer for answer in answers if answer] if isinstance(answers, tuple) else []

    def offer_again(self, prompts: Iterable[Prompt]) -> None:
        """Keep the answers that were typed as what is offered next time, but never one with a password."""
        for prompt in prompts:
            answer = self.state.answers.get(prompt.name)
            if isinstance(answer, tuple):
                answer = answer[-1] if answer else None
            if prompt.kind in ("path", "address") and isinstance(answer, str) and redact(answer) == answer:
                self.state.retry[prompt.name] = answer

    def forget(self, prompts: Iterable[Prompt]) -> None:
        """Drop answers, so that the questions are asked again."""
        for prompt in prompts:
            self.state.answers.pop(prompt.name, None)
            self.given.pop(prompt.name, None)
