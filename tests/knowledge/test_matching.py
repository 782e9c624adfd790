"""Known messages are found in every form in which consoles, logs and web pages show them, and nothing else is."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.knowledge.base import known_entries
from migrator.knowledge.grade import Grade
from migrator.knowledge.known_message import KnownMessage
from migrator.knowledge.matching import Matcher, Part
from migrator.knowledge.pattern import Pattern
from migrator.rules.engine.catalogue import all_rules

KNOWN = {id_: entry for id_, entry in known_entries().items() if entry.text}
MATCHER = Matcher(KNOWN.values())
PROVISIONED = "SetMoveResourceData failed because the user is not provisioned."


def sample(entry: KnownMessage) -> str:
    """The text of an entry with a value for each place; the rest of a general form is another known message."""
    text = entry.text
    for place in sorted(entry.places):
        value = PROVISIONED if place == entry.inner else "Contoso1"
        text = (
            text.replace(f"{{{place}}}", value).replace(f"{{{place}:rest}}", value).replace(f"{{{place}:words}}", value)
        )
    return text


def ids(parts: tuple[Part, ...]) -> list[str]:
    """The entry of each part, and "" for unknown text."""
    return [part.entry.id if part.entry else "" for part in parts]


WITH_TEXT = [entry for entry in KNOWN.values() if entry.text]


@pytest.mark.parametrize("entry", WITH_TEXT, ids=[entry.id for entry in WITH_TEXT])
def test_each_entry_matches_its_own_sample_and_no_other(entry: KnownMessage) -> None:
    """A message is found as itself, also with a prefix of a console and with the spaces of a web page."""
    wanted = ["USR-NOT-PROVISIONED"] if entry.inner else [entry.id]
    text = sample(entry)
    assert ids(MATCHER.parts(text)) == wanted
    assert ids(MATCHER.parts(f"WARNING: {text}")) == wanted
    assert ids(MATCHER.parts(text.replace(" ", "\u00a0\u00a0"))) == wanted


WRAPPED = [entry for entry in WITH_TEXT if not entry.full_line and not entry.inner and "{" not in entry.text[-1:]]


@settings(max_examples=60)
@given(st.sampled_from(WRAPPED), st.integers(20, 140), st.sampled_from(["\n", "\r\n", "\n  "]), st.booleans())
def test_a_message_is_found_however_a_window_breaks_it(
    entry: KnownMessage, width: int, ending: str, typographic: bool
) -> None:
    """Lines broken at any width, inside words too, and typographic quotes do not hide a message that is in quotes."""
    text = sample(entry)
    if ":rest}" in entry.text or entry.text.count("{") > entry.text.count('"{'):
        return  # where a place without quotes ends is seen by its blanks only
    if typographic:
        text = "".join("“" if char == '"' else "’" if char == "'" else char for char in text)
    broken = ending.join(text[at : at + width] for at in range(0, len(text), width))
    assert ids(MATCHER.parts(broken)) == [entry.id]


def test_joined_messages_are_found_without_a_separator() -> None:
    """Sentences that a cmdlet writes one after the other are each a message, unknown ones between them too."""
    text = "Validation was successful.Something new happened here.No edge settings inconsistency found.New Thing"
    parts = MATCHER.parts(text)
    assert ids(parts) == ["PUB-VALID", "", "PUB-EDGE-CONSISTENT", ""]
    assert [part.text for part in parts if not part.entry] == ["Something new happened here.", "New Thing"]


@pytest.mark.parametrize(
    "text",
    [
        "The import of Contoso failed: Validation was successful. Nothing else is known",
        "It was said that Validation was successful.",
        "The target of the move, no edge settings inconsistency found.",
    ],
)
def test_a_longer_sentence_is_not_swallowed(text: str) -> None:
    """Unknown text that contains a known sentence stays unknown and in one piece, and names what it contains."""
    (part,) = MATCHER.parts(text)
    assert part.entry is None
    assert part.text == text
    assert [entry.id for entry in part.contains] in (["PUB-VALID"], ["PUB-EDGE-CONSISTENT"])


def test_lines_that_are_only_a_word_are_known_as_complete_lines_only() -> None:
    """``True`` or ``Current State:`` inside a sentence is not taken for the line of a report."""
    assert ids(MATCHER.parts("Current State:\nSomething else\nProposed State:")) == [
        "CMS-MOVE-CURRENT", "", "CMS-MOVE-PROPOSED",
    ]  # fmt: skip
    assert ids(MATCHER.parts("The answer is True")) == [""]
    assert ids(MATCHER.parts("Role: Registrar failed")) == [""]


def test_a_general_form_is_explained_by_the_message_in_it() -> None:
    """``An error occurred`` says nothing by itself; with unknown text inside, the line is unknown."""
    inside = f'An error occurred: "Contoso.Exception" "{PROVISIONED}"'
    (part,) = MATCHER.parts(inside)
    assert part.entry is KNOWN["USR-NOT-PROVISIONED"]
    assert part.outer is KNOWN["RUN-ERROR"]
    assert (part.text, part.message) == (inside, PROVISIONED)
    (unknown,) = MATCHER.parts('An error occurred: "Contoso.Exception" "The "x" is lost."')
    assert unknown.entry is None
    assert unknown.outer is KNOWN["RUN-ERROR"]
    deep = 'An error occurred: "a" "' * 500 + '"' * 500
    assert len(MATCHER.parts(deep)) == 1


def test_values_of_places_are_as_written() -> None:
    """A GUID that a window broke, a path and a name with blanks come out as the text has them."""
    (part,) = MATCHER.parts(
        'An instance with ID "1f2e" exists with a different OwnerPool. '
        "Changing OwnerPool on an existing object is not supported."
    )
    assert part.values == {"id": "1f2e"}
    (edges,) = MATCHER.parts("Edge Server FQDNs found:“a.contoso.com, b.contoso.com”")
    assert edges.values == {"edges": "a.contoso.com, b.contoso.com"}


def test_the_time_grows_with_the_length() -> None:
    """Hostile text costs no more than four times as much where it is twice as long."""
    random.seed(7)
    literals = [literal for entry in KNOWN.values() for literal in Pattern.of(entry).literals if literal]
    pieces = [
        'An error occurred: "',
        '" "',
        "###",
        ":",
        "Command execution failed: ",
        "Role: ",
        'Command "',
        "x" * 50,
        "\n",
    ]
    for seed in (pieces, literals, ['An error occurred: "a" "'], ["Found"], ['"'], [" "], ["Role: "]):
        short = "".join(random.choice(seed) for _ in range(20_000))[:40_000]  # noqa: S311 - not for secrets
        spent = []
        for text in (short, short * 2):
            tries = []
            for _ in range(3):
                started = time.process_time()
                MATCHER.parts(text)
                tries.append(time.process_time() - started)
            spent.append(min(tries))
        assert spent[1] < 4 * max(spent[0], 0.05), seed[:2]


def test_a_literal_text_is_found_as_it_is() -> None:
    """A predicted line with quotes inside its values is searched as it is."""
    entry = KnownMessage(id="U1", text='Lost "{name}" here.', cmdlet="c", level="ERROR", grade=Grade.OBSERVED)
    assert ids(Matcher([entry]).parts('Lost "a "b" c" here.')) == [""]
    assert ids(Matcher([entry], [(entry, 'Lost "a "b" c" here.')]).parts('Lost "a "b" c" here.')) == ["U1"]


def test_no_inferred_rule_claims_a_literal_message() -> None:
    """What is inferred is said in words of its own; the text of a published message stands in other rules only."""
    literal = Matcher([entry for entry in KNOWN.values() if not entry.full_line and entry.id != "RUN-DETAILS"])
    for rule in all_rules():
        if rule.grade is Grade.INFERRED:
            for wording in rule.wordings.values():
                for text in (wording.message, wording.effect, wording.remediation):
                    parts = literal.parts(text)
                    assert not any(part.entry or part.contains for part in parts), (rule.id, text)


def test_a_word_behind_a_message_is_the_line_that_follows_it() -> None:
    """What a console joined to a warning, such as the answer of a test, is known as a line of its own."""
    text = 'WARNING: The access control entries (ACEs) on the object "OU=A" are not ready. False'
    assert ids(MATCHER.parts(text)) == ["AD-ACE-NOT-READY", "RUN-FALSE"]
