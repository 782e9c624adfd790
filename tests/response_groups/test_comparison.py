"""Response groups before and after the move: what seed 004 met is found, and what is equal is left alone."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs
import pytest
import tree_sitter
import tree_sitter_powershell

from migrator.estate.estate import Estate
from migrator.estate.evidence import CollectionBlock
from migrator.estate.kinds import Item, fields_of
from migrator.estate.provenance import SourceReport
from migrator.estate.response_groups import (
    Agent,
    AgentGroup,
    ApplicationContact,
    BusinessHours,
    DistributionList,
    HolidayPeriod,
    HolidaySet,
    Queue,
    TimeRange,
    Workflow,
)
from migrator.powershell import literal
from migrator.response_groups.comparison import Loss, compare_response_groups, part_of, repair_script
from migrator.response_groups.copies import KINDS
from migrator.response_groups.counts import count_by_way

R2, L10, L13 = "ocs2007r2", "lync2010", "lync2013"
PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))


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
    """The same, arrived unchanged in Lync Server 2013."""
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
        (
            with_("queue", owner_pool="other.x"),
            "owner",
            "-Source 'service:ApplicationServer:pool.x' -Owner 'service:ApplicationServer:other.x'",
        ),
        (with_("queue", timeout_threshold_s=60), "timeout threshold", "$x.TimeoutThreshold = 120"),
        (with_("queue", agent_groups=()), "agent groups", "AgentGroupIDList.Add((Get-CsRgsAgentGroup -Identity"),
        (with_("group", agents=("sip:bob@x",)), "agents lost", "$x.AgentsByUri.Add('sip:ann@x')"),
        (with_("group", agents=("sip:bob@x", "sip:ann@x")), "order of agents", "$x.AgentsByUri.Clear()"),
        (with_("group", name="Desk (2)"), "renamed", "$x.Name = 'Desk'"),
        (
            with_("hours", ranges=(TimeRange("Monday", "08:00:00", "16:00:00"),)),
            "hours",
            "$x.MondayHours1 = New-CsRgsTimeRange -OpenTime '09:00:00'",
        ),
        (with_("holidays", holidays=()), "holidays", "# Set the holidays by hand"),
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
    blind = Estate([attrs.evolve(i, owner_pool_is_null=None) for i in migrated_items().values()])
    reasons = compare_response_groups(Estate(legacy_items()), blind).not_evaluated
    assert any(reason.startswith("owners:") for reason in reasons)


def test_what_a_database_row_cannot_tell_is_no_loss() -> None:
    """Fields that the migrated evidence does not show are named as not evaluated, and get no repair."""
    rows = [
        attrs.evolve(item, unknown=("line_uri", "display_number", "agents", "agent_groups"), **changes)
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


@pytest.mark.parametrize("side", ["legacy", "migrated"])
def test_unknown_field_of_a_side_is_no_loss(side: str) -> None:
    """Whatever field one side does not tell, nothing is called lost that is not lost if it is told."""
    for number, item in enumerate(legacy_items() if side == "legacy" else migrated_items().values()):
        for field in fields_of(type(item)):
            legacy, migrated = list(legacy_items()), list(migrated_items().values())
            sides = legacy if side == "legacy" else migrated
            empty = () if isinstance(getattr(item, field.name), tuple) else None
            sides[number] = attrs.evolve(item, **{field.name: empty}, unknown=(field.name,))
            comparison = compare_response_groups(Estate(legacy), Estate(migrated))
            assert [(loss.aspect, field.name) for loss in comparison.losses] == []
            if isinstance(item, KINDS):
                assert any(field.name.replace("_", " ") in reason for reason in comparison.not_evaluated)


def test_copy_among_lost_objects_is_not_missing() -> None:
    """If queues were lost when the migrated evidence was read, a queue that is not there is not compared."""
    after = Estate([i for i in migrated_items().values() if i.kind != "queue"], incomplete=[(L13, "queue")])
    comparison = compare_response_groups(Estate(legacy_items()), after)
    assert (comparison.losses, comparison.same, comparison.compared) == ((), 4, 4)
    assert "queues: some were lost when the migrated evidence was read" in comparison.not_evaluated


def test_one_estate_is_split_by_product_or_pool() -> None:
    """A snapshot that holds both sides gives each side its own objects."""
    both = Estate([*legacy_items(), *migrated_items().values()])
    assert {w.key for w in part_of(both, migrated=False).of(Workflow)} == {"w1"}
    assert {w.key for w in part_of(both, migrated=True).of(Workflow)} == {"W1"}
    assert {w.key for w in part_of(both, pool="POOL.X", migrated=True).of(Workflow)} == {"W1"}


def test_script_is_data_whatever_a_name_holds() -> None:
    """A name with quotes, a dollar and a line break neither ends a string nor a comment of the script."""
    evil = "a'\u2019$(Remove-Item x)\n`\u201d"
    legacy = Estate([Workflow(key="w", product=R2, name=evil, line_uri="tel:+1")])
    after = Estate([Workflow(key="W", product=L13, name=evil)])
    script = repair_script(compare_response_groups(legacy, after), title="t\nRemove-Item y")
    assert literal(evil) in script
    assert "\n" not in literal(evil)
    assert not [line for line in script.splitlines() if line.startswith("Remove-Item")]


def lync(*, product: str, pool: str, **changes: dict[str, object]) -> dict[str, Item]:
    """A workflow with hours and holidays, and a group by distribution list, as Get-CsRgs* shows them."""
    at = {"product": product, "pool": pool, "owner_pool": pool, "owner_pool_is_null": False}
    tail = pool[0]
    days = datetime.fromisoformat("2014-12-25"), datetime.fromisoformat("2014-12-27")
    items: dict[str, Item] = {
        "workflow": Workflow(
            key=f"w{tail}",
            name="Main",
            primary_uri="sip:main@x",
            business_hours=f"h{tail}",
            holiday_sets=(f"s{tail}",),
            **at,
        ),
        "hours": BusinessHours(
            key=f"h{tail}", name="Office", ranges=(TimeRange("Monday", "00:00:00", "24:00:00"),), **at
        ),
        "holidays": HolidaySet(key=f"s{tail}", name="UK", holidays=(HolidayPeriod("Christmas", *days),), **at),
        "group": AgentGroup(
            key=f"g{tail}", name="Desk", participation="Formal", routing_method="Serial", distribution_list="it@x", **at
        ),
    }
    return items | {which: attrs.evolve(items[which], **values) for which, values in changes.items()}


def lync_losses(**changes: dict[str, object]) -> list[Loss]:
    """Losses of a Lync 2010 pool whose copies differ in this."""
    before, after = lync(product=L10, pool="a.x"), lync(product=L13, pool="b.x", **changes)
    return list(compare_response_groups(Estate(before.values()), Estate(after.values())).losses)


@pytest.mark.parametrize(
    ("changed", "aspect", "command"),
    [
        ({"hours": {"ranges": ()}}, "hours", "-CloseTime '1.00:00:00'"),
        (
            {"hours": {"ranges": (TimeRange("Sunday", "00:00:00", "24:00:00"),)}},
            "hours",
            "$x.SundayHours1 = $null\n$x.SundayHours2 = $null\nSet-CsRgsHoursOfBusiness -Instance $x",
        ),
        (
            {"workflow": {"business_hours": None}},
            "business hours",
            "$x.BusinessHoursID = (Get-CsRgsHoursOfBusiness -Identity 'service:ApplicationServer:b.x/hb').Identity",
        ),
        (
            {"workflow": {"holiday_sets": ()}},
            "holiday sets",
            "$x.HolidaySetIDList.Add((Get-CsRgsHolidaySet -Identity 'service:ApplicationServer:b.x/sb').Identity)",
        ),
        ({"holidays": {"holidays": ()}}, "holidays", "-StartDate ([DateTime]'2014-12-25T00:00:00')"),
        ({"group": {"participation": "Informal"}}, "participation", "$x.ParticipationPolicy = 'Formal'"),
        ({"group": {"distribution_list": None}}, "distribution list", "$x.DistributionGroupAddress = 'it@x'"),
        ({"workflow": {"name": "Other"}}, "renamed", "-Identity 'service:ApplicationServer:b.x/wb'\n$x.Name = 'Main'"),
        ({"group": {"owner_pool": "c.x"}}, "owner", "CsRgsConfiguration -Destination 'service:ApplicationServer:b.x'"),
    ],
)
def test_lync_objects_are_compared_by_what_they_refer_to(
    changed: dict[str, dict[str, object]], aspect: str, command: str
) -> None:
    """Hours, holidays, references, policy and owner of a Lync 2010 object; each has a command for that one object."""
    (loss,) = lync_losses(**changed)
    assert loss.aspect == aspect
    assert command in loss.command


def test_values_are_short_and_those_of_each_side() -> None:
    """Days with equal hours stand together without seconds, a day of 24 hours without a time, names as theirs."""
    week = tuple(TimeRange(day, "09:00:00", "17:30:00") for day in ("Monday", "Tuesday"))
    (hours,) = lync_losses(hours={"ranges": week})
    assert (hours.legacy, hours.migrated) == ("Monday 00:00-24:00; Tuesday closed", "Monday, Tuesday 09:00-17:30")
    (holidays,) = lync_losses(holidays={"holidays": ()})
    assert holidays.legacy == "Christmas 2014-12-25 to 2014-12-27"
    renamed, lost = differences(**with_("group", name="Desk (2)"), **with_("queue", agent_groups=()))[::-1]
    assert (renamed.aspect, lost.legacy) == ("renamed", "Desk")


def test_group_has_agents_again_instead_of_a_list() -> None:
    """Agents are added after the list, which a group cannot have beside them, is taken away."""
    (loss,) = differences(**with_("group", agents=(), distribution_list="it@x"))
    assert "$x.DistributionGroupAddress = $null\n$x.AgentsByUri.Add('sip:ann@x')" in loss.command


def test_equal_lync_pools_have_no_difference() -> None:
    """Ids and pools that are others, and a private tail of a name, are no difference."""
    assert lync_losses() == []
    before = Estate(lync(product=L10, pool="a.x").values())
    assert compare_response_groups(before, before).losses == ()
    tail = "_0f2e4ab3-95f1-4d0a-8a29-7c6f6a1f0b11"
    assert lync_losses(hours={"name": f"Office{tail}"}) == []


def test_legacy_objects_beside_their_copies_are_not_taken_for_copies() -> None:
    """Get-CsRgs* of the new pool shows both after the move; the legacy object has not lost anything."""
    before = lync(product=L10, pool="a.x", workflow={"line_uri": "tel:+1"})
    shown_again = lync(product=L13, pool="a.x", workflow={"line_uri": "tel:+1"})
    after = Estate([*shown_again.values(), *lync(product=L13, pool="b.x").values()])
    (loss,) = compare_response_groups(Estate(before.values()), after).losses
    assert (loss.aspect, "service:ApplicationServer:b.x/wb" in loss.command) == ("number lost", True)


def test_name_of_a_conflict_is_not_taken_from_who_has_it() -> None:
    """A queue that did not arrive does not take the copy of another whose own name ends with (2)."""
    names = ("Sales", "Sales (2)")
    legacy = Estate([Queue(key=name, product=R2, name=name) for name in names])
    losses = compare_response_groups(legacy, Estate([Queue(key="q", product=L13, name="Sales (2)")])).losses
    assert [(loss.name, loss.aspect) for loss in losses] == [("Sales", "missing")]


def test_renamed_workflow_of_ocs_is_known_by_the_address_of_its_contact() -> None:
    """The move takes the contact along, so its SIP URI finds the workflow under another name."""
    assert [loss.aspect for loss in differences(**with_("workflow", name="Other", primary_uri="sip:main@x"))] == [
        "renamed"
    ]


@pytest.mark.parametrize(("managed", "state"), [(False, "unmanaged"), (True, "sip:bob@x")])
def test_lost_managers_are_named_with_their_addresses(managed: bool, state: str) -> None:
    """The owners of an OCS workflow, which are SIDs, become managers again; who has no address is left to a person."""
    owned = Workflow(key="w", product=R2, name="Main", managers=("S-1-1", "S-1-2"))
    legacy = Estate([owned, Agent(key="a", product=R2, user_sid="S-1-1", sip_address="sip:Ann@x")])
    copy = Workflow(key="W", product=L13, name="Main", managed=managed, managers=("sip:bob@x",) if managed else ())
    (loss,) = compare_response_groups(legacy, Estate([copy])).losses
    assert (loss.aspect, loss.legacy, loss.migrated) == ("managed", "sip:ann@x; S-1-2", state)
    assert (
        "$x.Managed = $true\n$x.ManagersByUri.Add('sip:ann@x')\n# No SIP address is known of manager 'S-1-2'"
        in loss.command
    )


def test_distribution_list_of_ocs_is_compared_by_its_address() -> None:
    """OCS refers to the list by id."""
    legacy = Estate(
        [
            AgentGroup(key="g", product=R2, name="Desk", distribution_list="d"),
            DistributionList(key="d", product=R2, address="IT@x"),
        ]
    )
    copies = [AgentGroup(key="G", product=L13, name="Desk", distribution_list=given) for given in ("it@x", None)]
    found = [compare_response_groups(legacy, Estate([copy])).losses for copy in copies]
    assert [[loss.aspect for loss in losses] for losses in found] == [[], ["distribution list"]]


def test_what_the_cmdlet_would_refuse_is_no_command() -> None:
    """A language that no workflow may have, and a policy that Lync does not have, are left to a person."""
    legacy = Estate(
        [
            Workflow(key="w", product=R2, name="Main", language="el-GR"),
            AgentGroup(key="g", product=R2, name="Desk", participation="NeverAvailable"),
        ]
    )
    after = Estate(
        [
            Workflow(key="W", product=L13, name="Main", language="en-US"),
            AgentGroup(key="G", product=L13, name="Desk", participation="Formal"),
        ]
    )
    losses = compare_response_groups(legacy, after).losses
    assert [(loss.aspect, loss.command[:2]) for loss in losses] == [("language", "# "), ("participation", "# ")]


def test_unknown_word_of_a_routing_method_is_no_difference() -> None:
    """What OCS calls its methods is not published: a word that Lync does not have is left to a person."""
    legacy = Estate([AgentGroup(key="g", product=R2, name="Desk", routing_method="Method 3")])
    copy = AgentGroup(key="G", product=L13, name="Desk", routing_method="Serial")
    comparison = compare_response_groups(legacy, Estate([copy]))
    assert comparison.losses == ()
    assert any("Method 3 are not known in Lync" in reason for reason in comparison.not_evaluated)


def test_days_are_not_compared_where_one_side_has_no_offset() -> None:
    """A time with an offset and one without cannot be compared, so only the names of holidays are compared."""
    zoned = HolidayPeriod("Christmas", datetime(2014, 12, 24, 23, tzinfo=UTC), datetime(2014, 12, 26, 23, tzinfo=UTC))
    assert lync_losses(holidays={"holidays": (zoned,)}) == []


def test_script_with_every_loss_parses_and_gives_owners_first() -> None:
    """All repairs at once are one script without a syntax error; the owners' command stands once, at the top."""
    null = {"owner_pool": None, "owner_pool_is_null": True}
    after = lync(
        product=L13,
        pool="b.x",
        workflow={**null, "name": "Main's", "business_hours": None, "holiday_sets": (), "active": False},
        hours={**null, "ranges": ()},
        holidays={**null, "holidays": ()},
        group={**null, "name": "Desk (2)", "distribution_list": None},
    )
    before = lync(product=L10, pool="a.x", workflow={"line_uri": "tel:+1", "language": "en-GB", "active": True})
    legacy = Estate([*before.values(), Queue(key="q", product=L10, name="Gone")])
    comparison = compare_response_groups(legacy, Estate(after.values()))
    script = repair_script(comparison, title="Everything")
    assert not PARSER.parse(script.encode()).root_node.has_error
    assert script.count("-OverwriteOwner") == 1
    assert script.index("-OverwriteOwner") < script.index("# Recreate 'Gone'") < script.index("$x = ")
    run = "\n".join(line for line in script.splitlines() if not line.startswith("#"))
    assert "# - Set-CsRgsWorkflow, " in script
    assert run.count("Set-CsRgs") == sum(
        "Set-CsRgs" in loss.command and loss.aspect != "owner" for loss in comparison.losses
    )


def test_objects_are_counted_by_each_way_of_collection() -> None:
    """-ShowAll by the kit's manifest or by the path, export zip and database, each with what it lacks."""
    paths = ("Get-CsRgsQueue.xml", "kit/Get-CsRgsQueue.xml", "ShowAll/q.xml", "r.zip!RgsImportExport/Queues.xml", "db")
    formats = dict.fromkeys(paths, "clixml") | {"db": "sql:rgsconfig"}
    reports = [SourceReport(path=path, format=form, status="read", product=L13) for path, form in formats.items()]
    block = CollectionBlock(
        key="b", file="Get-CsRgsQueue.xml", command="Get-CsRgsQueue -ShowAll", sources=("kit/manifest.xml#1",)
    )
    everywhere = Queue(key="1", name="Seen", product=L13, sources=tuple(f"{path}#1" for path in paths))
    hidden = Queue(key="2", name="Hidden", product=L13, sources=("kit/Get-CsRgsQueue.xml#2", "db#2"))
    counts = count_by_way("migrated", Estate([block, everywhere, hidden]), reports)
    assert [(count.way, count.objects, count.lacks) for count in counts] == [
        ("cmdlet", 1, ("Hidden",)),
        ("cmdlet -ShowAll", 2, ()),
        ("export zip", 1, ("Hidden",)),
        ("SQL", 2, ()),
    ]


def test_cmdlet_that_gave_nothing_is_counted_with_zero() -> None:
    """Where -ShowAll shows what the plain cmdlet hides altogether, the plain one has its column."""
    reports = [
        SourceReport(path="Get-CsRgsQueue.xml", format="clixml", status="empty", product=L13, collected=("queue",)),
        SourceReport(
            path="MSFT_SIPRgsQueueData.xml", format="clixml", status="empty", product=R2, collected=("queue",)
        ),
        SourceReport(path="ShowAll/Get-CsRgsQueue.xml", format="clixml", status="read", product=L13),
    ]
    hidden = Queue(key="1", name="Hidden", product=L13, sources=("ShowAll/Get-CsRgsQueue.xml#1",))
    counts = count_by_way("migrated", Estate([hidden]), reports)
    assert [(count.way, count.objects, count.lacks) for count in counts] == [
        ("cmdlet", 0, ("Hidden",)),
        ("cmdlet -ShowAll", 1, ()),
    ]
