"""What changed between two estates: nothing that is missing is taken for removed, and no form for a change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from migrator.estate.difference import EstateDifference, difference
from migrator.estate.estate import Estate
from migrator.estate.evidence import Event
from migrator.estate.kinds import Item
from migrator.estate.response_groups import Queue
from migrator.estate.topology import Pool
from migrator.estate.users import User
from migrator.estate.voice import DialPlan, VoiceRoute

GUID = "{5F3D51F2-97A4-5F46-8A18-4F2DF42AAD97}"
ROUTE = VoiceRoute(key="UK", product="lync2010", name="UK", number_pattern="^1$", gateways=("gw1", "gw2"))


def compared(before: Iterable[Item], after: Iterable[Item], **options: Any) -> EstateDifference:
    """What changed; every kind counts as collected."""
    seen = [("lync2010", kind) for kind in ("voice_route", "user", "pool", "dial_plan", "rgs_queue", "queue", "event")]
    lost = options.pop("lost", ())
    return difference(
        Estate(before, collected=seen),
        Estate(after, collected=seen, incomplete=[("lync2010", k) for k in lost]),
        **options,
    )


def test_objects_that_came_and_went_and_fields_before_and_after() -> None:
    """Each is told once, by kind and key, whatever the letter case of the key."""
    changed = VoiceRoute(key="uk", product="lync2010", name="UK", number_pattern="^2$", gateways=("gw1", "gw2"))
    found = compared([ROUTE, Queue(key="q", product="lync2010")], [changed, Pool(key="p", product="lync2010")])
    assert [item.key for item in found.added] == ["p"]
    assert [item.key for item in found.removed] == ["q"]
    assert [(c.item.key, c.field.name, c.before, c.after) for c in found.changed] == [
        ("uk", "number_pattern", "^1$", "^2$")
    ]
    assert not found.is_empty


def test_a_user_who_moved_is_one_user_with_another_pool() -> None:
    """Product and pool change with the move; the user is neither removed nor added."""
    old = User(key="sip:a@c.com", product="ocs2007r2", sip_address="sip:a@c.com", pool="ocs")
    new = User(key="SIP:a@c.com", product="lync2013", sip_address="sip:a@c.com", pool="fe13")
    found = compared([old], [new])
    assert (found.added, found.removed) == ((), ())
    assert {c.field.name for c in found.changed} == {"pool"}


def test_another_name_of_the_same_pool_is_no_move() -> None:
    """A move names both pools, found by whatever the evidence calls them; one pool by two names is not a move."""
    pools = [
        Pool(key="p1", product="lync2010", fqdn="p1.c.com", aliases=("CN=1",)),
        Pool(key="p2", product="lync2010", fqdn="p2.c.com", aliases=("CN=2",)),
    ]
    old = [User(key=key, product="lync2010", pool="CN=1") for key in ("a", "b")]
    new = [User(key="a", product="lync2010", pool="p1.c.com"), User(key="b", product="lync2010", pool="CN=2")]
    found = compared([*pools, *old], [*pools, *new])
    assert [(move.item.key, move.before, move.after) for move in found.moved] == [("b", "p1.c.com", "p2.c.com")]
    assert compared([*pools, *old], [*pools, *new], ignored={"user.pool"}).moved == ()


def test_a_name_that_changed_is_seen_by_the_guid() -> None:
    """One GUID on each side is one object; a GUID that two objects have tells nothing."""
    old = DialPlan(key="UK", product="ocs2007r2", name="UK", aliases=(GUID,))
    new = DialPlan(key="London", product="ocs2007r2", name="London", aliases=(GUID.casefold(),))
    found = compared([old], [new])
    assert [(pair.before.key, pair.after.key) for pair in found.renamed] == [("UK", "London")]
    assert (found.added, found.removed) == ((), ())
    assert {c.field.name for c in found.changed} == {"name"}


def test_what_was_not_collected_or_lost_is_not_removed() -> None:
    """A kind that the later side has not read, or not in full, is named and nothing of it is called removed."""
    nothing = difference(Estate([ROUTE]), Estate([Pool(key="p", product="lync2010")]))
    assert nothing.removed == ()
    assert [(gap.kind, gap.side, gap.reason) for gap in nothing.not_compared] == [
        ("pool", "before", "not collected"),
        ("voice_route", "after", "not collected"),
    ]
    lost = compared([ROUTE], [], lost=["voice_route"])
    assert lost.removed == ()
    assert [(gap.side, gap.reason) for gap in lost.not_compared] == [("after", "lost in part")]
    assert [item.key for item in compared([ROUTE], []).removed] == ["UK"]
    both = compared([], [], lost=["voice_route"])
    assert (both.is_empty, [gap.kind for gap in both.not_compared]) == (True, ["voice_route"])


def test_forms_orders_and_unknown_values_are_no_change() -> None:
    """Another order of a set, another case of a reference and a value that one side does not tell change nothing."""
    pool = Pool(key="p", product="lync2010", members=("a", "b"), site="London")
    again = Pool(key="p", product="lync2010", members=("B", "a"), site="LONDON")
    assert compared([pool], [again]).is_empty
    cut = VoiceRoute(key="UK", product="lync2010", name="UK", number_pattern="^1$", unknown=("gateways",))
    assert compared([ROUTE], [cut]).is_empty
    assert not compared([ROUTE], [VoiceRoute(key="UK", product="lync2010", name="UK", number_pattern="^1$")]).is_empty


def test_evidence_is_left_out_and_kinds_and_fields_can_be() -> None:
    """An event that is new is no change of the estate, unless it is asked for."""
    event = Event(key="1", product="lync2010", event_id=14428)
    assert compared([], [event]).is_empty
    assert [item.key for item in compared([], [event], kinds=["event"]).added] == ["1"]
    moved = VoiceRoute(key="UK", product="lync2010", name="UK", number_pattern="^2$", gateways=("gw1", "gw2"))
    assert compared([ROUTE], [moved], ignored=["voice_route.number_pattern"]).is_empty
    assert compared([ROUTE], [], ignored=["voice_route"]).is_empty
