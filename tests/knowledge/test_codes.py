"""What the data say of ms-diagnostics ids, SIP responses, result codes, exceptions and messages of cmdlets."""

from __future__ import annotations

import pytest

from migrator.estate.diagnosis import parse_diagnosis
from migrator.knowledge.base import known_entries
from migrator.knowledge.clues import Clue
from migrator.knowledge.known_message import ExpectedWhen
from migrator.knowledge.recognition import By, Recogniser, Recognition

KNOWN = known_entries()
RECOGNISER = Recogniser(KNOWN.values())
#: ids of which a public source gives the reason
PUBLISHED = (
    *(0, 1, 2, 4, *range(1000, 1015), 1017, 1027, 1034, 1047, *range(3000, 3017), *range(4000, 4014)),
    *(4140, 4141, 4142, *range(5000, 5012), 6003, *range(7000, 7010), 7025, 10003, *range(12000, 12013)),
    *(*range(13000, 13012), 15000, 15030, *range(17000, 17005), *range(20000, 20012), 21000),
)


def of_diagnosis(value: str) -> tuple[Recognition, ...]:
    """What is known of the value of an ms-diagnostics header."""
    return RECOGNISER.recognise(Clue(diagnoses=(parse_diagnosis(value),)))


@pytest.mark.ledger("S1-08")
def test_every_published_id_is_explained_and_every_other_by_its_range() -> None:
    """An id with a public reason has an entry with it; any other id of a component is said to be of its range."""
    for id_ in PUBLISHED:
        (one,) = of_diagnosis(str(id_))
        assert (one.entry.id, one.by) == (f"DIAG-{id_}", By.DIAGNOSIS)
        assert one.entry.reason
    for id_, range_ in (
        (1016, "SIP"),
        (2049, "PRESENCE"),
        (9001, "MRAS"),
        (14012, "TRANSLATION"),
        (61002, "UCMA-FAILURE"),
    ):
        (one,) = of_diagnosis(str(id_))
        assert (one.entry.id, one.by) == (f"DIAG-RANGE-{range_}", By.DIAGNOSIS_RANGE)
        assert str(id_)[:-3] + "000" in one.entry.meaning
    assert of_diagnosis("19000") == of_diagnosis("987654321") == of_diagnosis("") == of_diagnosis("x") == ()
    assert "Our request" in KNOWN["DIAG-1027"].meaning
    assert "routed" in KNOWN["DIAG-1027"].meaning
    assert "gave no reason" in KNOWN["DIAG-1034"].meaning


@pytest.mark.ledger("S1-09")
def test_a_partner_that_gives_no_reason_or_no_way_leads_to_our_own_record_first() -> None:
    """1027 and 1034 ask first for our SRV record as seen from outside, with the rules that decide it."""
    for id_ in ("DIAG-1027", "DIAG-1034"):
        first = KNOWN[id_].causes[0]
        assert "_sipfederationtls" in first.cause
        assert "from outside" in first.cause
        assert {"DNS-01", "DNS-02", "DNS-03", "DNS-04"} <= set(first.rules)
        assert first.command.startswith("nslookup -type=srv _sipfederationtls._tcp.")
        assert "5061" in first.cure
        assert first.verify


def test_what_is_no_fault_is_always_expected_and_asks_for_nothing() -> None:
    """Notes of a server about a normal call have no cure; a user who was moved is expected while users move."""
    for id_ in (5002, 5009, 5010, 5011, 12006, 13004, 13005, 13006, 13007, 17004, 21000):
        entry = KNOWN[f"DIAG-{id_}"]
        assert (entry.expected, entry.cure, entry.level) == (ExpectedWhen.ALWAYS, "", "INFORMATION")
    assert KNOWN["DIAG-4142"].phases == ("A6", "A8", "B4", "B6", "C6", "C8")
