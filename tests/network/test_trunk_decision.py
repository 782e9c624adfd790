"""The decision about the line of a SIP trunk: its criteria, weights of one's own, and the result."""

from __future__ import annotations

import pytest

from migrator.documents.workbook.federation_sheets import trunk_footer, trunk_rows
from migrator.errors import InputError
from migrator.network.trunk_decision import trunk_decision

ROWS = {row["criterion"]: row for row in trunk_rows(trunk_decision())}


@pytest.mark.ledger("S4-15")
def test_the_sheet_has_both_sides_weights_and_a_result() -> None:
    """Each criterion shows pro, con and mitigation of both lines, and the last row adds up the weighted points."""
    rows = list(trunk_rows(trunk_decision()))
    assert len(rows) == 11
    for row in rows[:-1]:
        assert row["weight"] > 0
        assert row["internet_pro"] or row["internet_con"]
        assert row["private_pro"] or row["private_con"]
    total = sum(row["weight"] * row["private_points"] for row in rows[:-1])
    assert rows[-1]["private_points"] == total > rows[-1]["internet_points"]
    assert trunk_footer(trunk_decision())[0] == "With these weights a private line has more points."


@pytest.mark.parametrize(
    ("criterion", "column", "words"),
    [
        pytest.param(
            "Provisioning",
            "private_mitigation",
            "may use the circuit that is there",
            id="S4-16",
            marks=pytest.mark.ledger("S4-16"),
        ),
        pytest.param("Cost", "internet_pro", "Cheap", id="S4-17", marks=pytest.mark.ledger("S4-17")),
        pytest.param("Network readiness", "private_con", "small firms", id="S4-18", marks=pytest.mark.ledger("S4-18")),
        pytest.param(
            "Bandwidth",
            "internet_con",
            "asymmetric lines such as ADSL have little upstream",
            id="S4-19",
            marks=pytest.mark.ledger("S4-19"),
        ),
        pytest.param(
            "Availability", "internet_mitigation", "another carrier", id="S4-20", marks=pytest.mark.ledger("S4-20")
        ),
        pytest.param(
            "Network performance",
            "internet_con",
            "loss, delay and jitter",
            id="S4-21",
            marks=pytest.mark.ledger("S4-21"),
        ),
        pytest.param(
            "Call-carrying capacity", "internet_con", "few calls", id="S4-22", marks=pytest.mark.ledger("S4-22")
        ),
        pytest.param(
            "QoS", "internet_mitigation", "second line only separates", id="S4-23", marks=pytest.mark.ledger("S4-23")
        ),
        pytest.param(
            "Security",
            "internet_mitigation",
            "less recommended: it adds overhead",
            id="S4-24",
            marks=pytest.mark.ledger("S4-24"),
        ),
        pytest.param(
            "NAT",
            "internet_mitigation",
            "with TLS no ALG can read the signalling",
            id="S4-25",
            marks=pytest.mark.ledger("S4-25"),
        ),
    ],
)
def test_each_criterion_says_what_its_source_says(criterion: str, column: str, words: str) -> None:
    """The row of a criterion has the point that decides it."""
    assert words in ROWS[criterion][column]


@pytest.mark.ledger("S4-15")
def test_weights_of_ones_own_change_the_result() -> None:
    """Who weighs only cost and provisioning gets the internet; an unknown criterion or number is refused."""
    only_cost = [f"{criterion.id}=0" for criterion in trunk_decision().criteria if criterion.id != "cost"]
    decision = trunk_decision([*only_cost, "Cost = 5"])
    assert (decision.internet, decision.private) == (5.0, -5.0)
    assert trunk_footer(decision)[0] == "With these weights the internet has more points."
    for wrong in ("costs=1", "cost=11", "cost=-1", "cost=x", "cost"):
        with pytest.raises(InputError, match="is not a weight"):
            trunk_decision([wrong])
