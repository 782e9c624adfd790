"""Only the entries that a text can be are read, and none that it can be is left out."""

from __future__ import annotations

import pytest

from migrator.knowledge.base import known_entries
from migrator.knowledge.clues import clue_of_text
from migrator.knowledge.known_message import KnownMessage
from migrator.knowledge.nearest import Nearest
from migrator.knowledge.recognition import Recogniser
from migrator.knowledge.shelf import candidates, shelf
from tests.knowledge.test_matching import sample

KNOWN = known_entries()
ALL = Recogniser(KNOWN.values())


def test_entries_read_one_by_one_are_those_of_the_files() -> None:
    """Each entry of the files is on the shelf once, and reads the same alone as in its file."""
    assert {raw.id: raw.entry() for raw in shelf()} == KNOWN
    assert len(shelf()) == len(KNOWN)


@pytest.mark.parametrize("known", KNOWN.values(), ids=KNOWN)
def test_what_is_left_out_changes_nothing(known: KnownMessage) -> None:
    """A text is recognised among its candidates as it is among all entries; its ids are found as well."""
    numbers = " ".join([*map(str, known.events), *known.diagnostics, *map(str, known.statuses), *known.codes])
    diagnosis = " ".join(f"ms-diagnostics: {number};" for number in known.diagnostic_range)
    for text in (sample(known), f"{numbers} {' '.join(known.exceptions)}", diagnosis):
        clue = clue_of_text(text)
        few = candidates(text, clue)
        assert [one.entry.id for one in Recogniser(few).recognise(clue)] == [
            one.entry.id for one in ALL.recognise(clue)
        ]
        assert known in few or not text.strip() or known.inner


def test_near_is_what_shares_its_rare_words() -> None:
    """A sentence that differs in some words is near to the known one; words that every message has are not enough."""
    nearest = Nearest()
    changed = "SetMoveResourceData has failed, since the account was never provisioned here."
    assert "USR-NOT-PROVISIONED" in [entry.id for entry in nearest.to(changed)]
    assert nearest.to("The server of the pool is not known to the user.") == ()
    assert nearest.to("Hello") == ()
