"""The rules that were not evaluated, by what would supply their data: one command can serve a hundred rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from ...estate.catalogue import KINDS
from ...estate.counting import counted, in_sentence
from .gaps import Ask, Collect, Gap, Need, Run
from .prediction import Outcome, Result

#: rules of one block that are named each; of more their block is named
_NAMED_EACH = 3
_ANSWERS = "migrator answers list shows the questions; migrator answers set NAME VALUE"


@attrs.frozen(kw_only=True)
class Supply:
    """Something that would supply data, and the rules that wait for it.

    Attributes:
        missing: what there is no evidence of, or the questions that have no answer.
        supply: the command, file or answer; empty if nothing is known to supply it.
        rules: ids, in order.
    """

    missing: tuple[str, ...]
    supply: str
    rules: tuple[str, ...]


def waiting(outcomes: Iterable[Outcome]) -> tuple[Supply, ...]:
    """What would supply the data of the rules that were not evaluated, what serves most rules first.

    A rule that lacks several things stands with each of them.
    """
    missing: dict[str, dict[str, None]] = {}
    rules: dict[str, dict[str, None]] = {}
    for outcome in outcomes:
        if outcome.outcome is Result.NOT_EVALUATED:
            for supply, what in _lacks(outcome.gaps):
                missing.setdefault(supply, {})[what] = None
                rules.setdefault(supply, {})[outcome.rule] = None
    found = (Supply(missing=tuple(missing[key]), supply=key, rules=tuple(rules[key])) for key in rules)
    return tuple(sorted(found, key=lambda each: -len(each.rules)))


def _lacks(gaps: Iterable[Gap]) -> Iterator[tuple[str, str]]:
    """What would supply the data of each gap, and what is missing."""
    for gap in gaps:
        for need in gap.needs:
            yield _supply(need), _missing(need, gap)
        if not gap.needs:
            yield "", gap.text


def _supply(need: Need) -> str:
    match need:
        case Ask():
            return _ANSWERS
        case Run(all_of=all_of) if all_of:
            return all_of
        case _:
            return str(need)


def _missing(need: Need, gap: Gap) -> str:
    match need:
        case Ask(question):
            return question
        case Collect(kind):
            return in_sentence(KINDS[kind].label)
        case _:
            return gap.text


def in_blocks(rules: Iterable[str]) -> tuple[str, ...]:
    """Ids of rules, shortened to ``DNS-* (24 rules)`` where there are many of one block."""
    blocks: dict[str, list[str]] = {}
    for rule in rules:
        blocks.setdefault(rule.rpartition("-")[0], []).append(rule)
    return tuple(
        name
        for block, ids in blocks.items()
        for name in ([f"{block}-* ({counted(len(ids), 'rule')})"] if len(ids) > _NAMED_EACH else ids)
    )
