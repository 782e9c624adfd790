"""Response groups before and after the move: what seed 004 met is found, and what is equal is left alone."""

from __future__ import annotations

import pytest

from migrator.estate.estate import Estate
from migrator.estate.kinds import Item
from migrator.estate.response_groups import (
    Agent,
    AgentGroup,
    ApplicationContact,
    BusinessHours,
    HolidayPeriod,
    HolidaySet,
    Queue,
    TimeRange,
    Workflow,
)
from migrator.powershell import literal
from migrator.rules.rgs_comparison import Loss, compare_response_groups, part_of, repair_script

R2, L13 = "ocs2007r2", "lync2013"


def legacy_items() -> list[Item]:
    """One workflow with its contact, queue, group and agents, as OCS 2007 R2 keeps them."""
    return [
        Workflow(key="w1", product=R2, name="Main", contact="CN=c1", language="en-GB", active=True),
        ApplicationContact(key="sip:main@x", product=R2, aliases=("CN=c1",), line_uri="tel:+442079460100"),
        Queue(key="q1", product=R2, name="First line", agent_groups=("g1",), timeout_threshold_s=120),
        AgentGroup(key="g1", product=R2, name="Desk", agents=("a1", "a2"), alert_time_s=30),
        Agent(key="a1", product=R2, sip_address="sip:ann@x"),
        Agent(key="a2", product=R2, sip_address="sip:bob@x"),
        BusinessHours(key="h1", product=R2, name="Office", ranges=(TimeRange("Monday", "09:00:00", "17:00:00"),)),
        HolidaySet(key="s1", product=R2, name="UK", holidays=(HolidayPeriod("New Year"),)),
    ]


def migrated_items() -> dict[str, Item]:
    """The same, arrived whole in Lync Server 2013."""
    owner = {"pool": "pool.x", "owner_pool": "pool.x", "owner_pool_is_null": False}
    return {
        "workflow": Workflow(
            key="W1", product=L13, name="Main", line_uri="tel:+442079460100", language="en-GB", active=True, **owner
        ),
        "queue": Queue(
            key="Q1", product=L13, name="First line", agent_groups=("G1",), timeout_threshold_s=120, **owner
        ),
        "group": AgentGroup(
            key="G1", product=L13, name="Desk", agents=("sip:ann@x", "sip:bob@x"), alert_time_s=30, **owner
        ),
        "hours": BusinessHours(
            key="H1", product=L13, name="Office", ranges=(TimeRange("Monday", "09:00:00", "17:00:00"),), **owner
        ),
        "holidays": HolidaySet(key="S1", product=L13, name="UK", holidays=(HolidayPeriod("New Year"),), **owner),
    }


def differences(**changed: Item | None) -> list[Loss]:
    """Losses when these migrated objects are what they are."""
    items = migrated_items() | changed
    after = Estate([item for item in items.values() if item is not None])
    return list(compare_response_groups(Estate(legacy_items()), after).losses)


def with_(which: str, **changes: object) -> dict[str, Item]:
    """A migrated object with other values."""
    import attrs

    return {which: attrs.evolve(migrated_items()[which], **changes)}


def test_whole_move_has_no_difference() -> None:
    """Objects that arrived as they were are not reported, although their ids changed."""
    assert differences() == []


@pytest.mark.parametrize(
    ("changed", "aspect", "command"),
    [
        (with_("workflow", line_uri=None), "number lost", "$x.LineUri = 'tel:+442079460100'"),
        (with_("workflow", line_uri="tel:+44"), "number", "Set-CsRgsWorkflow -Instance $x"),
        (with_("workflow", language="fr-FR"), "language", "$x.Language = 'en-GB'"),
        (with_("workflow", active=False), "active", "$x.Active = $true"),
        (with_("workflow", owner_pool=None, owner_pool_is_null=True), "owner", "migrator repair find"),
        (with_("queue", owner_pool="other.x"), "owner", "# Foreign owner"),
        (with_("queue", timeout_threshold_s=60), "timeout threshold", "$x.TimeoutThreshold = 120"),
        (with_("queue", agent_groups=()), "agent groups", "# Compare by hand"),
        (with_("group", agents=("sip:bob@x",)), "agents lost", "@('sip:ann@x')"),
        (with_("group", agents=("sip:bob@x", "sip:ann@x")), "order of agents", "# Serial"),
        (with_("group", name="Desk (2)"), "renamed", "$x.Name = 'Desk'"),
        (with_("hours", ranges=(TimeRange("Monday", "08:00:00", "16:00:00"),)), "hours", "# Compare"),
        (with_("holidays", holidays=()), "holidays", "# Compare"),
    ],
)
def test_difference_is_named_and_has_its_cure(changed: dict[str, Item], aspect: str, command: str) -> None:
    """Each thing the move can lose is one difference, with the command or the hint that repairs it."""
    (loss,) = differences(**changed)
    assert loss.aspect == aspect
    assert command in loss.command


def test_missing_object_is_reported_once() -> None:
    """A queue that did not arrive is missing, and only that."""
    assert [(loss.kind, loss.aspect) for loss in differences(queue=None)] == [("queue", "missing")]


def test_what_cannot_be_seen_is_said() -> None:
    """Evidence without owners does not pass for healthy owners."""
    import attrs

    blind = Estate([attrs.evolve(i, owner_pool_is_null=None) for i in migrated_items().values()])
    reasons = compare_response_groups(Estate(legacy_items()), blind).not_evaluated
    assert any(reason.startswith("owners:") for reason in reasons)


def test_what_a_database_row_cannot_tell_is_no_loss() -> None:
    """Fields that the migrated evidence does not tell are named as not evaluated, and get no repair."""
    import attrs

    rows = [
        attrs.evolve(item, truncated=("line_uri", "display_number", "agents", "agent_groups"), **changes)
        for item, changes in (
            (migrated_items()["workflow"], {"line_uri": None}),
            (migrated_items()["queue"], {"agent_groups": ()}),
            (migrated_items()["group"], {"agents": ()}),
            (migrated_items()["hours"], {}),
            (migrated_items()["holidays"], {}),
        )
    ]
    comparison = compare_response_groups(Estate(legacy_items()), Estate(rows))
    assert comparison.losses == ()
    assert any("line uri" in reason for reason in comparison.not_evaluated)


def test_one_estate_is_split_by_product_or_pool() -> None:
    """A snapshot that holds both sides gives each side its own objects."""
    whole = Estate([*legacy_items(), *migrated_items().values()])
    assert {w.key for w in part_of(whole, migrated=False).of(Workflow)} == {"w1"}
    assert {w.key for w in part_of(whole, migrated=True).of(Workflow)} == {"W1"}
    assert {w.key for w in part_of(whole, pool="POOL.X", migrated=True).of(Workflow)} == {"W1"}


def test_script_is_data_whatever_a_name_holds() -> None:
    """A name with quotes, a dollar and a line break neither ends a string nor a comment of the script."""
    evil = "a'\u2019$(Remove-Item x)\n`\u201d"
    legacy = Estate([Workflow(key="w", product=R2, name=evil, line_uri="tel:+1")])
    after = Estate([Workflow(key="W", product=L13, name=evil)])
    script = repair_script(compare_response_groups(legacy, after), title="t\nRemove-Item y")
    assert literal(evil) in script
    assert "\n" not in literal(evil)
    assert not [line for line in script.splitlines() if line.startswith("Remove-Item")]
