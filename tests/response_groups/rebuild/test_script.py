"""Scripts that recreate response groups: they parse, they make what the estate has, they tell what they cannot."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import attrs
import pytest
import tree_sitter
import tree_sitter_powershell
from hypothesis import given
from hypothesis import strategies as st

from migrator.estate import response_groups as rgs
from migrator.estate.estate import Estate
from migrator.estate.evidence import AudioFileItem
from migrator.estate.topology import Pool
from migrator.estate.users import User
from migrator.response_groups.rebuild.script import RebuildScript, readme, scripts
from migrator.sources.reading import Reading

NEW_YEAR = (datetime.fromisoformat("2027-01-01"), datetime.fromisoformat("2027-01-02"))
POOL = "pool01.contoso.com"
Run = Callable[[str], Any]
NASTY = (
    "'",
    "‘x’‚‛",
    "$(Remove-Item x)",
    "`n`0",
    "a\nb\r\nc",
    "#>",
    "@'",
    "\u202eabc",
    "日本語",
    "\x00",
    "👩‍💻",
    "-Name",
    "%",
    ";",
)


def items(*names: str, product: str = "lync2010", **flow: Any) -> list[Any]:
    """A workflow, two queues that lead to each other, a group, hours and holidays; the key of each is its name."""
    group, one, two, hours, days, title = names
    owned = {"product": product, "pool": POOL}

    def to(queue: str) -> rgs.CallAction:
        return rgs.CallAction("TransferToQueue", rgs.CallPrompt(f"to {queue}"), queue=queue)

    second = rgs.IvrQuestion("2", rgs.CallPrompt("Again?"), answers=(rgs.IvrAnswer("b", "*", (), to(two)),))
    first = rgs.IvrQuestion(
        title,
        rgs.CallPrompt("Which?"),
        rgs.CallPrompt("Wrong"),
        rgs.CallPrompt("Silence"),
        (
            rgs.IvrAnswer(one, "1", ("yes", "ja"), to(one)),
            rgs.IvrAnswer("more", "2", (), rgs.CallAction("TransferToQuestion", question=second)),
        ),
    )
    return [
        rgs.HolidaySet(
            key=days,
            name=days,
            holidays=(rgs.HolidayPeriod(days, *NEW_YEAR),),
            **owned,
        ),
        rgs.BusinessHours(
            key=hours,
            name=hours,
            custom=True,
            ranges=(
                rgs.TimeRange("Monday", "09:00:00", "12:00:00", hours),
                rgs.TimeRange("Monday", "13:00:00", "24:00:00"),
            ),
            **owned,
        ),
        rgs.AgentGroup(
            key=group,
            name=group,
            description=f"for {group}",
            participation="Formal",
            routing_method="Serial",
            alert_time_s=20,
            agents=("sip:ann@contoso.com", "sip:bob@contoso.com"),
            **owned,
        ),
        rgs.Queue(
            key=one,
            name=one,
            agent_groups=(group,),
            timeout_threshold_s=60,
            timeout_action=to(two),
            overflow_threshold=0,
            overflow_candidate="OldestCall",
            overflow_action=rgs.CallAction("TransferToPSTN", uri="sip:+442079460100@contoso.com"),
            **owned,
        ),
        rgs.Queue(key=two, name=two, timeout_threshold_s=30, timeout_action=to(one), **owned),
        rgs.Workflow(
            key=title,
            name=title,
            primary_uri="sip:help@contoso.com",
            line_uri="tel:+442079460100",
            display_number="+44 20 7946 0100",
            active=True,
            language="en-GB",
            time_zone="GMT Standard Time",
            managed=True,
            managers=("sip:ann@contoso.com",),
            business_hours=hours,
            holiday_sets=(days,),
            default_action=rgs.CallAction("TransferToQuestion", rgs.CallPrompt(title), first),
            after_hours_action=rgs.CallAction("TransferToVoiceMailUri", uri="sip:night@contoso.com"),
            holiday_action=rgs.CallAction("Terminate", rgs.CallPrompt("Closed")),
            **owned,
            **flow,
        ),
    ]


PLAIN = ("Group", "One", "Two", "Hours", "Days", "Help Desk")


def one_script(held: list[Any], **options: Any) -> RebuildScript:
    """The only script of an estate."""
    (script,) = scripts(Estate(held), **options)
    return script


def action_of(made: Mapping[str, Any] | None) -> rgs.CallAction | None:
    """The call action that a script made."""
    if made is None:
        return None
    question = made.get("Question")
    return rgs.CallAction(
        made["Action"],
        prompt_of(made.get("Prompt")),
        question
        and rgs.IvrQuestion(
            question.get("Name"),
            prompt_of(question["Prompt"]),
            prompt_of(question.get("InvalidAnswerPrompt")),
            prompt_of(question.get("NoAnswerPrompt")),
            tuple(
                rgs.IvrAnswer(
                    a.get("Name"), a.get("DtmfResponse"), tuple(a.get("VoiceResponseList", ())), action_of(a["Action"])
                )
                for a in question["AnswerList"]
            ),
        ),
        made.get("QueueID"),
        made.get("Uri"),
    )


def prompt_of(made: Mapping[str, Any] | None) -> rgs.CallPrompt | None:
    """The prompt that a script made."""
    return None if made is None else rgs.CallPrompt(made["TextToSpeechPrompt"])


names = st.lists(
    st.one_of(st.text(min_size=1, max_size=8), st.sampled_from(NASTY)),
    min_size=6,
    max_size=6,
    unique_by=str.casefold,
)


@given(names)
def test_the_script_makes_the_estate(run_script: Run, some: list[str]) -> None:
    """Whatever objects are called, running the script gives the same objects, references and actions."""
    held = items(*some)
    days, hours, group, one, two, flow = held
    script = one_script(held)
    made = run_script(script.text).made
    assert script.omissions == ()
    (holiday,) = made["HolidaySet"][days.name.casefold()]["HolidayList"]
    assert holiday == {"Name": days.name, "StartDate": NEW_YEAR[0], "EndDate": NEW_YEAR[1]}
    opening = made["HoursOfBusiness"][hours.name.casefold()]
    assert (opening["Name"], opening["MondayHours1"]["Name"], opening["Custom"]) == (hours.name, hours.name, True)
    assert opening["MondayHours2"] == {"OpenTime": "13:00:00", "CloseTime": "1.00:00:00"}
    agents = made["AgentGroup"][group.name.casefold()]
    assert agents == {
        "Parent": "PARENT",
        "Name": group.name,
        "Description": group.description,
        "ParticipationPolicy": "Formal",
        "AgentAlertTime": 20,
        "RoutingMethod": "Serial",
        "AgentsByUri": list(group.agents),
    }
    for queue in (one, two):
        again = made["Queue"][queue.name.casefold()]
        assert again["Name"] == queue.name
        assert tuple(again.get("AgentGroupIDList", ())) == queue.agent_groups
        assert (again.get("OverflowThreshold"), again.get("TimeoutThreshold")) == (
            queue.overflow_threshold,
            queue.timeout_threshold_s,
        )
        assert action_of(again.get("OverflowAction")) == queue.overflow_action
        assert action_of(again["TimeoutAction"]) == queue.timeout_action
    workflow = made["Workflow"][flow.name.casefold()]
    assert (workflow["BusinessHoursID"], workflow["HolidaySetIDList"]) == (hours.name, [days.name])
    assert (workflow["LineUri"], workflow["DisplayNumber"]) == (flow.line_uri, flow.display_number)
    assert (workflow["Managed"], workflow["ManagersByUri"]) == (True, ["sip:ann@contoso.com"])
    actions = [action_of(workflow[name]) for name in ("DefaultAction", "NonBusinessHoursAction", "HolidayAction")]
    assert actions == [flow.default_action, flow.after_hours_action, flow.holiday_action]


def test_all_of_contoso_is_made(run_script: Run, contoso: Path) -> None:
    """Every workflow, queue, group, set of hours and holidays of the estate is made once, with its number."""
    estate = Estate(Reading([contoso]).items())
    (script,) = scripts(estate)
    pool = run_script(script.text)
    counts = {noun: len(made) for noun, made in pool.made.items()}
    assert counts == {"HolidaySet": 1, "HoursOfBusiness": 2, "AgentGroup": 12, "Queue": 15, "Workflow": 20}
    assert pool.ran.count("New-CsRgsHoliday") == 8
    assert pool.made["Workflow"]["sales"]["LineUri"] == "tel:+442079460101"
    assert sum(len(group["AgentsByUri"]) for group in pool.made["AgentGroup"].values()) > 27
    assert any(omission.name == "Customer Services" and "Gary Bishop" in omission.what for omission in script.omissions)


def test_queues_of_a_ring_are_made_before_they_lead_to_each_other() -> None:
    """Both queues stand before the first of them is completed."""
    text = one_script(items(*PLAIN)).text
    assert max(text.index(f"Add-RgsObject 'Queue' '{name}'") for name in ("One", "Two")) < text.index(
        "\r\nComplete-RgsQueue"
    )


def test_the_target_pool_may_be_given() -> None:
    """With a target the script does not ask; without it the parameter is mandatory."""
    held = items(*PLAIN)
    assert "[string] $TargetPool = 'it''s.contoso.com'," in one_script(held, target_pool="it's.contoso.com").text
    assert "[Parameter(Mandatory = $true)] [string] $TargetPool," in one_script(held).text


def test_what_if_wins_over_apply() -> None:
    """The script takes -WhatIf, and with it does not apply, before anything else is done."""
    text = one_script(items(*PLAIN)).text
    assert "[CmdletBinding(SupportsShouldProcess = $true)]" in text
    assert text.index("if ($WhatIfPreference) { $Apply = $false }") < text.index("function ")


def test_one_object_that_fails_does_not_stop_the_others() -> None:
    """Each creation and each completion stands in a try of its own; a failure is listed and gives exit code 1."""
    text = one_script(items(*PLAIN)).text
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
    waiting, guarded = [parser.parse(text.encode()).root_node], []
    while waiting:
        node = waiting.pop()
        waiting += node.children
        if node.type == "try_statement":
            guarded.append(node.text.decode())
    for call in (". $Create", "& $Change $queue", "Set-CsRgsQueue -Instance $queue"):
        assert text.count(call) == 1
        assert any(call in each for each in guarded)
    assert text.endswith("    if ($script:Done.failed -or $script:Done.skipped) { exit 1 }\r\n}\r\n")


def test_each_pool_has_its_script() -> None:
    """Objects of two pools are in two files, and one pool can be chosen by its FQDN or another of its names."""
    held = items(*PLAIN)
    elsewhere = [attrs.evolve(item, key=f"2{item.key}", pool="sql1\\ocs", product="ocs2007r2") for item in held[2:3]]
    pool = Pool(key="ocs.contoso.local", product="ocs2007r2", aliases=("sql1\\ocs",))
    estate = Estate([*held, *elsewhere, pool])
    assert [s.file_name for s in scripts(estate)] == ["rgs-pool01.contoso.com.ps1", "rgs-ocs.contoso.local.ps1"]
    for name in ("OCS.contoso.local", "sql1\\ocs"):
        assert [s.pool for s in scripts(estate, pool=name)] == ["ocs.contoso.local"]
    assert scripts(estate, pool="other.contoso.com") == []


@pytest.mark.parametrize("pool", ["CON", "..\\..\\x", "a/b:c", "*"])
def test_a_pool_name_is_no_path(pool: str) -> None:
    """Whatever a pool is called, its file stays in the folder and is a file for Windows."""
    held = [attrs.evolve(item, pool=pool) for item in items(*PLAIN)]
    name = one_script(held).file_name
    assert name.startswith("rgs-")
    assert not set(name) & set('\\/:*?"<>|')


def omissions_of(*held: Any) -> list[tuple[str, str]]:
    """Name and words of each omission."""
    return [(omission.name, omission.what) for omission in one_script(list(held)).omissions]


def group(**fields: Any) -> rgs.AgentGroup:
    """An agent group of OCS 2007 R2 with a few fields."""
    return rgs.AgentGroup(key="g", name="Group", product="ocs2007r2", pool=POOL, **fields)


def queue(**fields: Any) -> rgs.Queue:
    """A queue with a few fields."""
    return rgs.Queue(key="q", name="Queue", product="lync2010", pool=POOL, **fields)


def workflow(**fields: Any) -> rgs.Workflow:
    """A workflow with a few fields."""
    return rgs.Workflow(
        key="w", **{"name": "Flow", "product": "lync2010", "pool": POOL, "primary_uri": "sip:w@x"} | fields
    )


@pytest.mark.parametrize(
    ("held", "what"),
    [
        (group(participation="NeverAvailable"), "must not sign in"),
        (group(participation="Sometimes"), "participation policy Sometimes"),
        (group(routing_method="Random"), "routing method Random"),
        (group(alert_time_s=5), "outside 10 to 600"),
        (group(alert_time_s=200), "over 180"),
        (group(agents=("gone",)), "agent gone is not in the estate"),
        (queue(agent_groups=("gone",)), "refers to gone"),
        (queue(timeout_threshold_s=9), "outside 10 to 65535"),
        (queue(overflow_threshold=1001), "outside 0 to 1000"),
        (queue(timeout_threshold_s=10, timeout_action=rgs.CallAction("TransferToQueue", queue="gone")), "queue gone"),
        (queue(overflow_threshold=1, overflow_action=rgs.CallAction("TransferToQuestion")), "not possible here"),
        (workflow(language="el-GR"), "language el-GR"),
        (workflow(primary_uri=None), "no SIP address"),
        (workflow(active=True), "made INACTIVE, because it has no default action"),
        (workflow(music_on_hold=rgs.AudioFile("m.wma", "u")), "m.wma is not in the evidence"),
        (workflow(managers=("S-1-5-21-1",)), "no SIP address is known"),
        (workflow(product="ocs2007r2"), "DefinitionXml"),
        (rgs.HolidaySet(key="h", name="Empty", pool=POOL), "needs a holiday"),
        (rgs.BusinessHours(key="h", name="R2", pool=POOL, presets=("Montag 9-5",)), "not in a known form"),
    ],
)
def test_what_cannot_be_made_is_listed(held: Any, what: str) -> None:
    """An omission names the object, and stands as a comment at the head of the script."""
    omissions = omissions_of(held)
    assert {name for name, words in omissions if what in words} == {held.name}
    text = one_script([held]).text
    assert what in text.partition("[CmdletBinding(")[0]


def test_managers_of_ocs_are_found_by_their_sid() -> None:
    """A manager whom an agent's SID names is added to the workflow after its review, by the SIP address."""
    agent = rgs.Agent(key="a", product="ocs2007r2", user_sid="S-1-5-1", sip_address="sip:ann@contoso.com")
    held = workflow(product="ocs2007r2", managed=True, managers=("S-1-5-1", "S-1-5-2"))
    script = one_script([held, agent])
    assert "$w.ManagersByUri.Add('sip:ann@contoso.com')" in script.text
    assert [what for _, what in omissions_of(held, agent) if "manager" in what] == [
        "S-1-5-2: no SIP address is known, not made a manager",
    ]


def test_a_name_on_two_pools_is_a_gap() -> None:
    """Recreated on one pool, the second group would be taken for the first; the name of another kind does no harm."""
    elsewhere = [
        rgs.AgentGroup(key="g2", name="RECEPTION", product="lync2010", pool="other.contoso.com"),
        rgs.AgentGroup(key="g3", name="Queue", product="lync2010", pool="other.contoso.com"),
    ]
    here = rgs.AgentGroup(key="g", name="Reception", product="lync2010", pool=POOL)
    first, second = scripts(Estate([here, queue(), *elsewhere]))
    assert [(each.name, "also on other.contoso.com" in each.what) for each in first.omissions] == [("Reception", True)]
    assert [(each.name, f"also on {POOL}" in each.what) for each in second.omissions] == [("RECEPTION", True)]


def test_what_the_evidence_cuts_off_is_a_gap() -> None:
    """A field of which the evidence holds a part or nothing is named; one that no cmdlet sets is not."""
    held = queue(unknown=("timeout_action", "agent_groups", "owner_pool"))
    assert omissions_of(held) == [("Queue", "the evidence does not tell: Agent groups in order, Time-out action")]


def test_settings_are_told_in_the_script_of_their_pool() -> None:
    """The head of a script names the settings of its own pool, under whatever name of it, and of no other."""
    pool = Pool(key=POOL, product="lync2010", aliases=("sql1\\rtc",))
    settings = [
        rgs.RgsSettings(key=where, product="lync2010", pool=where, ringback_grace_s=60)
        for where in ("sql1\\rtc", "other.contoso.com")
    ]
    assert [name for name, _ in omissions_of(queue(), pool, *settings)] == ["sql1\\rtc"]


def test_an_agent_without_a_user_is_left_out() -> None:
    """Where users were read, an agent whose address none of them has is not passed to the cmdlet."""
    user = User(key="sip:ann@contoso.com", product="ocs2007r2")
    held = group(agents=("sip:ann@contoso.com", "sip:gone@contoso.com"))
    script = one_script([held, user])
    assert "AgentsByUri = @('sip:ann@contoso.com')" in script.text
    assert [omission.what for omission in script.omissions] == [
        "agent sip:gone@contoso.com <sip:gone@contoso.com>: no user has this address; left out"
    ]


def test_an_agent_stays_where_users_were_lost() -> None:
    """Nobody knows whether a lost user has the address: the agent stays in its group, and is named to be checked."""
    held, user = group(agents=("sip:gone@contoso.com",)), User(key="sip:ann@contoso.com", product="ocs2007r2")
    (script,) = scripts(Estate([held, user], incomplete=[("ocs2007r2", "user")]))
    assert "AgentsByUri = @('sip:gone@contoso.com')" in script.text
    (omission,) = script.omissions
    assert omission.what.endswith(": not seen among the users, of which some were lost; check the address")


def test_audio_that_was_collected_is_imported(run_script: Run) -> None:
    """Music on hold and a prompt are imported from the folder of their owner, each use for itself."""
    sound = rgs.AudioFile("Wärte's.wav", "u1")
    held = workflow(
        music_on_hold=sound,
        after_hours_action=rgs.CallAction("Terminate", rgs.CallPrompt("Closed", sound)),
        active=False,
    )
    file = AudioFileItem(key="w/u1.wav", name="u1.wav", aliases=("u1",), owner="w", size_bytes=9)
    script = one_script([held, file])
    pool = run_script(script.text)
    imported = {"Owner": "w", "UniqueName": "u1", "FileName": "Wärte's.wav"}
    made = pool.made["Workflow"]["flow"]
    assert (made["CustomMusicOnHoldFile"], made["NonBusinessHoursAction"]["Prompt"]["AudioFilePrompt"]) == (
        imported,
    ) * 2
    assert (pool.ran.count("Import-RgsAudio"), script.omissions) == (2, ())


def test_a_menu_survives_without_its_audio(run_script: Run) -> None:
    """A question whose audio file was not collected keeps its answers; its prompt is the name of the file."""
    answer = rgs.IvrAnswer("Sales", "1", (), rgs.CallAction("Terminate"))
    question = rgs.IvrQuestion("Menu", rgs.CallPrompt(None, rgs.AudioFile("menu.wav", "u1")), answers=(answer,))
    held = workflow(default_action=rgs.CallAction("TransferToQuestion", question=question))
    made = run_script(one_script([held]).text).made["Workflow"]["flow"]["DefaultAction"]["Question"]
    assert made["Prompt"] == {"TextToSpeechPrompt": "menu.wav"}
    assert [each["Name"] for each in made["AnswerList"]] == ["Sales"]
    assert [what for _, what in omissions_of(held)] == [
        "default action: the audio file menu.wav is not in the evidence",
        "default action: callers hear the file name menu.wav read aloud until the audio file is set as the prompt",
    ]


def test_no_comment_ends_before_its_line() -> None:
    """A name with line breaks cannot put code at the head of the script."""
    held = workflow(name="x\r\nRemove-Item C:\\ -Recurse\r\n#>", primary_uri=None)
    head = one_script([held]).text.partition("[CmdletBinding(")[0]
    assert [line for line in head.split("\r\n") if line and not line.startswith("#")] == []


def test_the_script_names_the_pages_of_its_cmdlets() -> None:
    """Who reviews the script finds the published page of each cmdlet that it calls, and no short name of a product."""
    head, _, body = one_script(items(*PLAIN)).text.partition("[CmdletBinding(")
    for called in set(re.findall(r"New-CsRgs\w+", body)):
        assert f"# - {called}, " in head
        assert f"/{called.lower()}\r\n" in head
    assert "(Lync 2010)" in head


def test_the_readme_names_each_script() -> None:
    """README.txt lists the scripts with what they make."""
    made = scripts(Estate(items(*PLAIN)))
    counts = "holiday sets 1, business hours 1, agent groups 1, queues 2, workflows 1; 0 steps by hand"
    assert readme(made).endswith(f"- rgs-pool01.contoso.com.ps1: {counts}\r\n")


def test_a_deep_menu_is_made(run_script: Run) -> None:
    """Questions forty deep, which the shell allows, are recreated."""
    action = rgs.CallAction("Terminate")
    for level in range(40):
        question = rgs.IvrQuestion(str(level), rgs.CallPrompt("?"), answers=(rgs.IvrAnswer("a", "1", (), action),))
        action = rgs.CallAction("TransferToQuestion", question=question)
    pool = run_script(one_script([workflow(default_action=action)]).text)
    assert action_of(pool.made["Workflow"]["flow"]["DefaultAction"]) == action


def test_a_moment_with_an_offset_keeps_it() -> None:
    """A holiday that was exported in local time, and is kept in UTC, is not written as if UTC were local."""
    day = datetime.fromisoformat("2014-12-24T23:00:00+00:00")
    closed = rgs.HolidaySet(key="h", name="UK", pool=POOL, holidays=(rgs.HolidayPeriod("Christmas", day, day),))
    (script,) = scripts(Estate([closed]))
    assert "-StartDate ([DateTime]'2014-12-24T23:00:00+00:00')" in script.text
