"""A log against the prediction and against what is known: seen, explained, unknown, not seen; expected now or not."""

from __future__ import annotations

import pytest

from migrator.knowledge.base import known_entries
from migrator.knowledge.grade import Grade
from migrator.rules.engine.expectation import Now, expectation
from migrator.rules.engine.log_comparison import Line, LogComparison, compare
from migrator.rules.engine.phases import A_CONFIGURE, A_EDGE, A_MERGE, A_PLAN, B_PRODUCTION, B_TEST_USERS, Phase
from migrator.rules.engine.prediction import Message

KNOWN = known_entries()
NOW = Now(target="2013", products=("ocs2007r2",))
UCMA = (
    'UCMA application with the cluster fully qualified domain name (FQDN) "{}.contoso.local" does not depend on a pool.'
)


def message(id_: str, text: str, count: int = 1) -> Message:
    """A predicted line."""
    return Message(
        id=id_,
        cmdlet=KNOWN[id_].cmdlet,
        level="INFORMATION",
        text=text,
        template="",
        places={},
        count=count,
        keys=(),
        grade=Grade.OBSERVED,
    )


def compared(*texts: str, predicted: tuple[Message, ...] = (), level: str = "ERROR", now: Now = NOW) -> LogComparison:
    """The comparison of entries with these texts."""
    return compare(
        [Line(level=level, text=text, source=f"line {n}") for n, text in enumerate(texts)], predicted, KNOWN, now
    )


def test_says_what_was_seen_explained_unknown_and_not_seen() -> None:
    """Each entry is in exactly one of the four answers."""
    result = compared(
        UCMA.format("vx1"),
        "Cannot access WMI settings",
        "Something that nobody knows.",
        predicted=(message("MM4", UCMA.format("vx1")), message("MM4", UCMA.format("vx2"))),
    )
    assert [(match.message.text, match.seen, match.sought) for match in result.matches] == [
        (UCMA.format("vx1"), 1, True),
        (UCMA.format("vx2"), 0, True),
    ]
    assert [(line.entry.id, line.needs_action) for line in result.explained] == [("RGS-WMI", True)]
    assert [(line.text, line.source) for line in result.unknown] == [("Something that nobody knows.", "line 2")]
    assert (result.lines, result.is_complete) == (3, False)


def test_a_log_of_another_cmdlet_does_not_lack_predicted_lines() -> None:
    """Lines of Merge are not sought in a report of Publish, and usual lines are no difference."""
    report = [Line(level="INFORMATION", text="Validation was successful.", cmdlet="Publish-CSTopology")]
    result = compare(report, (message("MM4", UCMA.format("vx1")),), KNOWN, NOW)
    assert [match.sought for match in result.matches] == [False]
    assert result.is_complete


def test_a_line_that_rules_predict_is_a_difference_where_they_did_not() -> None:
    """A host that the prediction does not have is known, explained, and a difference."""
    result = compared(UCMA.format("vx9"))
    assert [(line.entry.id, line.differs, line.needs_action) for line in result.explained] == [("MM4", True, False)]
    assert not result.is_complete


@pytest.mark.parametrize("name", ['He said "no": x', "a/b", "“quoted”", "{old}", "x" * 3000])
def test_a_predicted_line_is_found_whatever_its_values_are(name: str) -> None:
    """Quotes, braces and long values in a name do not hide a line that was predicted."""
    text = (
        KNOWN["IM2"]
        .text.replace("{old}", name)
        .replace("{new}", name)
        .replace("{target_product:words}", "Lync Server 2013")
    )
    result = compared(text, predicted=(message("IM2", text),))
    assert [match.seen for match in result.matches] == [1]
    assert (result.explained, result.unknown) == ((), ())


def test_lines_without_a_level_are_read_together() -> None:
    """A sentence that was pasted on two lines is found; unknown lines keep the place where they stand."""
    result = compared(
        "Specified user is not a legacy", "user, use Move-CsUser cmdlet instead.", "Who knows", "Who cares", level=""
    )
    assert [line.entry.id for line in result.explained] == ["USR-NOT-LEGACY"]
    assert [(line.text, line.source) for line in result.unknown] == [("Who knows", "line 2"), ("Who cares", "line 3")]
    assert result.lines == 4


def test_a_heading_of_a_report_belongs_to_a_short_text() -> None:
    """``Registrar`` below the heading ``Role`` is known, alone it is not."""
    lines = [Line(level="INFORMATION", text="Registrar", heading=heading) for heading in ("Role", "Question")]
    result = compare(lines, (), KNOWN, NOW)
    assert [line.entry.id for line in result.explained] == ["RUN-ROLE"]
    assert [line.text for line in result.unknown] == ["Registrar"]


@pytest.mark.parametrize(
    ("id_", "phase", "because", "expected", "says"),
    [
        ("IM1", A_MERGE, "", True, "expected now, in 4 Merge"),
        ("IM1", A_EDGE, "", False, "expected in 4 Merge, and the migration is in 7 Edge"),
        ("IM1", A_PLAN, "no pool", None, "expected in 4 Merge; the evidence shows 1 Plan"),
        ("IM1", A_CONFIGURE, "BackCompatSite", False, "expected in 4 Merge, which is over: BackCompatSite"),
        ("IM1", None, "", None, "expected in 4 Merge"),
        ("IM1", B_PRODUCTION, "", None, "belongs to a move from OCS 2007 R2"),
        ("PUB-FEDERATION-2010", B_PRODUCTION, "", True, "expected now, in 6 Production"),
        ("PUB-FEDERATION-2010", B_TEST_USERS, "x", None, "expected in 6 Production; the evidence shows 4 Test users"),
        ("RUN-COMPLETE", A_PLAN, "", True, "expected in every run"),
        ("RGS-WMI", A_PLAN, "", False, "never expected"),
    ],
)  # fmt: skip
def test_says_whether_a_message_is_expected_now(
    id_: str, phase: Phase | None, because: str, expected: bool | None, says: str
) -> None:
    """A phase that somebody answered decides; evidence shows the earliest phase, so only the past is certain."""
    found = expectation(KNOWN[id_], NOW._replace(phase=phase, because=because))
    assert (found.now, found.text) == (expected, says)
