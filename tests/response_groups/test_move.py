"""What the move will do: every legacy object once, with the result, and the rule and source that it rests on."""

from __future__ import annotations

from datetime import UTC, datetime

from migrator.estate.estate import Estate
from migrator.estate.evidence import AudioFileItem
from migrator.estate.kinds import Item
from migrator.estate.response_groups import Agent, AgentGroup, ApplicationContact, Queue, Workflow
from migrator.estate.topology import Pool
from migrator.estate.users import User
from migrator.response_groups.move import Move, predict_move
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.model import Context
from migrator.rules.engine.predict import predict

R2, L10, L13 = "ocs2007r2", "lync2010", "lync2013"
NOT, CHANGED, MOVED, COPIED = "will not be copied", "will be copied changed", "will be moved", "will be copied"


def predicted(*items: Item, pool: str | None = None) -> Move:
    """The move of these, after all rules."""
    estate = Estate(items)
    prediction = predict(estate, Context(now=datetime(2026, 1, 1, tzinfo=UTC)), all_rules())
    return predict_move(estate, prediction, pool=pool)


def results(move: Move) -> dict[tuple[str, str], tuple[str, list[str]]]:
    """(kind, name) -> result and the rules that it rests on."""
    return {(m.kind, m.name): (str(m.result), [reason.rule for reason in m.why]) for m in move.objects}


def test_results_for_an_ocs_pool() -> None:
    """A number may be lost, NeverAvailable and an agent without voice do not arrive, a contact moves."""
    move = predicted(
        Workflow(key="w", product=R2, name="Main", contact="c", language="en-GB", active=True, managers=("S-1",)),
        Workflow(key="f", product=R2, name="Faroese", contact="d", language="fo-FO", active=True),
        ApplicationContact(key="c", product=R2, display_name="Main", primary_uri="sip:m@x", line_uri="tel:+1"),
        ApplicationContact(key="d", product=R2, display_name="Faroese", primary_uri="sip:f@x"),
        ApplicationContact(key="e", product=R2, display_name="Attendant", primary_uri="sip:caa@x"),
        Queue(key="q", product=R2, name="Calls", agent_groups=("g",), workflows=("w", "f")),
        AgentGroup(key="g", product=R2, name="Desk", participation="AlwaysAvailable", agents=("a", "b")),
        AgentGroup(key="n", product=R2, name="Off", participation="NeverAvailable", agents=("b",)),
        AgentGroup(key="s", product=R2, name="Formal", participation="ConditionallyAvailable", agents=("b",)),
        Agent(key="a", product=R2, display_name="Ann", sip_address="sip:ann@x"),
        Agent(key="b", product=R2, display_name="Bob", sip_address="sip:bob@x"),
        User(key="sip:ann@x", product=R2, display_name="Ann", sip_address="sip:ann@x", voice_enabled=False),
        User(key="sip:bob@x", product=R2, display_name="Bob", sip_address="sip:bob@x", voice_enabled=True),
    )
    assert results(move) == {
        ("workflow", "Main"): (CHANGED, ["R2-RGS-001", ""]),
        ("workflow", "Faroese"): (NOT, ["RGS-F11"]),
        ("queue", "Calls"): (COPIED, []),
        ("agent_group", "Desk"): (CHANGED, ["RGS-G09"]),
        ("agent_group", "Off"): (NOT, ["RGS-G13"]),
        ("agent_group", "Formal"): (CHANGED, [""]),
        ("agent", "Ann"): (NOT, ["RGS-G09"]),
        ("agent", "Bob"): (COPIED, []),
        ("application_contact", "Main"): (MOVED, [""]),
        ("application_contact", "Faroese"): (MOVED, [""]),
    }
    assert all(reason.source for moving in move.objects for reason in moving.why)


def test_results_for_a_lync_pool() -> None:
    """An audio file above 4 MB and an agent without voice do not arrive; the agent, a user, has a row of its own."""
    move = predicted(
        Workflow(key="w", product=L10, name="Main", primary_uri="sip:m@x", pool="p.x"),
        ApplicationContact(key="sip:m@x", product=L10, primary_uri="sip:m@x", pool="p.x"),
        AgentGroup(key="g", product=L10, name="Desk", pool="p.x", agents=("sip:ann@x", "sip:bob@x")),
        AudioFileItem(key="m", product=L10, name="music.wav", size_bytes=5_000_000),
        User(key="sip:ann@x", product=L10, display_name="Ann", sip_address="sip:ann@x", voice_enabled=False),
        User(key="sip:bob@x", product=L10, display_name="Bob", sip_address="sip:bob@x", voice_enabled=True),
    )
    assert results(move) == {
        ("workflow", "Main"): (COPIED, []),
        ("agent_group", "Desk"): (CHANGED, ["RGS-G09"]),
        ("audio_file", "music.wav"): (NOT, ["RGS-G10"]),
        ("application_contact", "sip:m@x"): (MOVED, [""]),
        ("user", "Ann"): (NOT, ["RGS-G09"]),
    }


def test_what_already_is_on_lync_2013_is_not_moved() -> None:
    """The target's own response groups are not moved."""
    assert predicted(Workflow(key="w", product=L13, name="Main")).objects == ()


def test_one_pool_is_named_by_any_of_its_names() -> None:
    """OCS names the back end of a pool; the pool of the topology answers to it, and other pools are left out."""
    items = (
        Pool(key="a.x", product=R2, fqdn="a.x", aliases=("sql\\a",)),
        Queue(key="1", product=R2, name="One", pool="sql\\a"),
        Queue(key="2", product=R2, name="Two", pool="sql\\b"),
    )
    assert [(m.name, m.pool) for m in predicted(*items, pool="A.x").objects] == [("One", "a.x")]


def test_equal_names_stop_the_move_of_the_pool() -> None:
    """The move is refused for all, not only for the object that has the name twice."""
    move = predicted(*(Queue(key=pool, product=L10, name="Calls", pool=pool) for pool in ("a.x", "b.x")))
    assert [reason.rule for reason in move.stops] == ["L10-RGS-002"]


def test_what_the_evidence_does_not_show_is_said() -> None:
    """Without users nothing says that the agents have voice; what OCS hides is said too."""
    move = predicted(
        Workflow(key="w", product=R2, name="Main"), AgentGroup(key="g", product=R2, name="Desk", agents=("a",))
    )
    assert any(unknown.startswith("RGS-G09: No evidence of users") for unknown in move.not_evaluated)
    assert any(unknown.startswith("Prompts, music") for unknown in move.not_evaluated)
