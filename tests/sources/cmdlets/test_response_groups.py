"""Response group objects of Get-CsRgs* and of Export-CsRgsConfiguration: nesting, owners, times, cut-off parts."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.errors import InputError
from migrator.estate import response_groups as rgs
from migrator.estate.estate import Estate
from migrator.estate.kinds import Item
from migrator.estate.merge import identity, merge, same_object
from migrator.sources.cmdlets.mappers import LyncRecords
from migrator.sources.cmdlets.response_groups import time_of_day
from migrator.sources.format import Collected, Lost, Origin, Remark
from migrator.sources.record import Record
from migrator.sources.rgs_export.files import export_of

RGS = "Microsoft.Rtc.Rgs.Management.WritableSettings"
POOL = "pool01.contoso.com"
FLOW = "1f1b2c3d-0001-4000-8000-00000000000a"
QUEUE = "1f1b2c3d-0002-4000-8000-00000000000b"
GROUP = "1f1b2c3d-0003-4000-8000-00000000000c"


SPOKEN = {"TextToSpeechPrompt": "Press 1", "AudioFilePrompt": None}
QUESTION = {"Name": "Q", "Prompt": SPOKEN, "InvalidAnswerPrompt": None, "NoAnswerPrompt": None}


def rgs_identity(guid: str, pool: str = POOL) -> dict[str, Any]:
    """An Identity as the export keeps it: the documented text and the GUID that public code reads."""
    return {"ToString": f"service:ApplicationServer:{pool}/{guid}", "InstanceId": guid}


def one(type_name: str, properties: dict[str, Any], path: str = "x.xml") -> tuple[Any, list[str]]:
    """The item of one record and what is noted."""
    events = list(LyncRecords(path, Origin()).results(Record(f"{RGS}.{type_name}", properties, "object 1")) or ())
    (item,) = [e for e in events if isinstance(e, Item)]
    return item, [e.reason for e in events if isinstance(e, Lost)]


def to_queue(guid: str = QUEUE) -> dict[str, Any]:
    """An action that leads to a queue."""
    return {"Action": "TransferToQueue", "Prompt": None, "Question": None, "QueueID": rgs_identity(guid), "Uri": None}


def ask(depth: int) -> dict[str, Any]:
    """An action that asks questions *depth* deep before it leads to a queue."""
    if depth == 0:
        return to_queue()
    answer = {"Name": f"level {depth}", "DtmfResponse": "1", "VoiceResponseList": ["yes"], "Action": ask(depth - 1)}
    return {"Action": "TransferToQuestion", "Prompt": None, "Question": {**QUESTION, "AnswerList": [answer]}}


def test_a_workflow_is_decoded() -> None:
    """Identity, references, numbers, language and actions of a workflow become fields."""
    music = {"OriginalFileName": "Wärte.wav", "UniqueName": "a1"}
    flow, notes = one(
        "Workflow",
        {
            "Identity": rgs_identity(FLOW.upper()),
            "Name": "Helpdesk",
            "PrimaryUri": "sip:help@contoso.com",
            "LineUri": "TEL:+14255550100",
            "Active": True,
            "Language": "en-GB",
            "BusinessHoursID": None,
            "HolidaySetIDList": [rgs_identity(GROUP)],
            "ManagersByUri": ["sip:ann@contoso.com"],
            "DefaultAction": to_queue(),
            "NonBusinessHoursAction": {"Action": "TransferToUri", "Prompt": None, "Uri": "sip:night@contoso.com"},
            "HolidayAction": None,
            "CustomMusicOnHoldFile": music,
        },
    )
    assert notes == []
    assert (flow.key, flow.pool, flow.line_uri) == (FLOW, POOL, "TEL:+14255550100")
    assert flow.default_action == rgs.CallAction(action="TransferToQueue", queue=QUEUE)
    assert flow.after_hours_action == rgs.CallAction(action="TransferToUri", uri="sip:night@contoso.com")
    assert flow.music_on_hold == rgs.AudioFile("Wärte.wav", "a1")
    assert (flow.holiday_action, flow.business_hours, flow.holiday_sets) == (None, None, (GROUP,))
    assert flow.extra == {}


@pytest.mark.parametrize("depth", [1, 2, 5, 30])
def test_questions_are_decoded_to_any_depth(depth: int) -> None:
    """The shell sets no limit to nested questions, and neither does the reader."""
    flow, notes = one("Workflow", {"Identity": rgs_identity(FLOW), "DefaultAction": ask(depth)})
    action, levels = flow.default_action, 0
    while action.question:
        assert action.question.prompt == rgs.CallPrompt("Press 1")
        action, levels = action.question.answers[0].action, levels + 1
    assert (levels, action.queue, notes) == (depth, QUEUE, [])


def test_a_question_that_is_cut_off_is_reported_and_the_rest_is_kept() -> None:
    """What the export's depth cut off inside an action is not data; what was read stays, and the raw value too."""
    action = {"Action": "TransferToQuestion", "Question": f"{RGS}.Question", "Prompt": SPOKEN}
    flow, (note,) = one("Workflow", {"Identity": rgs_identity(FLOW), "DefaultAction": action})
    assert flow.default_action == rgs.CallAction("TransferToQuestion", prompt=rgs.CallPrompt("Press 1"))
    assert "default_action" in note
    assert "was written in its place" in note
    assert flow.extra["DefaultAction"] == action


def test_an_action_that_prints_itself_is_read_where_the_text_tells_all() -> None:
    """Below the depth of an export an action is a text of its properties; a target that it does not name is lost."""
    whole = "Prompt=\nAction=TransferToUri\nQueueID=\nUri=sip:night@contoso.com"
    flow, notes = one("Workflow", {"Identity": rgs_identity(FLOW), "DefaultAction": whole})
    assert (flow.default_action, notes) == (rgs.CallAction("TransferToUri", uri="sip:night@contoso.com"), [])
    for text in ("Prompt=\nAction=TransferToQuestion", "Action=Terminate\nUri=", "Prompt=\nAction=a\nAction=b"):
        flow, (note,) = one("Workflow", {"Identity": rgs_identity(FLOW), "DefaultAction": text})
        assert "default_action" in flow.unknown
        assert "default_action" in note


def test_a_list_of_one_is_a_list() -> None:
    """A list that was written as its only member is read like a list of one."""
    answer = {"Name": None, "DtmfResponse": "1", "VoiceResponseList": None, "Action": to_queue()}
    action = {"Action": "TransferToQuestion", "Prompt": None, "Question": {**QUESTION, "AnswerList": answer}}
    flow, notes = one("Workflow", {"Identity": rgs_identity(FLOW), "DefaultAction": action})
    assert [a.dtmf for a in flow.default_action.question.answers] == ["1"]
    assert notes == []


@pytest.mark.parametrize(
    ("owner", "pool", "is_null", "product"),
    [
        ({"OwnerPool": None}, None, True, "lync2013"),
        ({"OwnerPool": POOL}, POOL, False, "lync2013"),
        ({"OwnerPool": "ApplicationServer:pool02.contoso.com"}, "pool02.contoso.com", False, "lync2013"),
        ({"OwnerPool": {"ToString": "ApplicationServer:p3", "x": 1}}, "p3", False, "lync2013"),
        ({}, None, None, "lync2010"),
    ],
)
@pytest.mark.parametrize("type_name", ["Workflow", "Queue", "AgentGroup", "BusinessHours", "HolidaySet"])
def test_a_null_owner_is_not_an_absent_one(
    type_name: str, owner: dict[str, Any], pool: str | None, is_null: bool | None, product: str
) -> None:
    """Null, present and absent OwnerPool are three things; the property exists from Lync Server 2013 on."""
    item, _ = one(type_name, {"Identity": rgs_identity(FLOW), "Name": "N", **owner})
    assert (item.owner_pool, item.owner_pool_is_null, item.product) == (pool, is_null, product)


def test_a_queue_is_decoded() -> None:
    """Thresholds that are null stay None, groups stay in order, also where only the text of an identity is left."""
    queue, notes = one(
        "Queue",
        {
            "Identity": rgs_identity(QUEUE),
            "Name": "Q",
            "TimeoutThreshold": 30,
            "TimeoutAction": to_queue(FLOW),
            "OverflowThreshold": None,
            "OverflowCandidate": "NewestCall",
            "AgentGroupIDList": [f"service:ApplicationServer: {POOL}/{GROUP.upper()}", rgs_identity(FLOW)],
        },
    )
    assert (queue.agent_groups, queue.timeout_threshold_s, queue.overflow_threshold) == ((GROUP, FLOW), 30, None)
    assert queue.timeout_action.queue == FLOW
    assert notes == []


def test_agents_keep_their_order_and_resolve_to_users() -> None:
    """Agents are addresses in the order of the group and find the user they belong to."""
    group, _ = one(
        "AgentGroup",
        {
            "Identity": rgs_identity(GROUP),
            "ParticipationPolicy": "Formal",
            "AgentAlertTime": 20,
            "RoutingMethod": "Serial",
            "AgentsByUri": ["sip:b@contoso.com", "sip:a@contoso.com"],
            "DistributionGroupAddress": ["dl@contoso.com"],
        },
    )
    user = next(
        e
        for e in LyncRecords("u.xml", Origin(product=group.product)).results(
            Record("Microsoft.Rtc.Management.ADConnect.Schema.ADUser", {"SipAddress": "sip:a@contoso.com"}, "1")
        )
        or ()
        if not isinstance(e, Remark | Collected)
    )
    estate = Estate([group, user])
    assert [found for _, found in estate.resolve(group, "agents")] == [None, user]
    assert (group.alert_time_s, group.distribution_list) == (20, "dl@contoso.com")


def test_business_hours_are_times_of_day() -> None:
    """TimeSpans become HH:MM:SS, two ranges a day in the order of the week; null is not a range."""
    hours, notes = one(
        "BusinessHours",
        {
            "Identity": rgs_identity(FLOW),
            "Name": "Office",
            "Custom": False,
            "MondayHours1": {"Name": "m", "OpenTime": "PT9H", "CloseTime": "PT12H30M"},
            "MondayHours2": {"Name": None, "OpenTime": "13:00:00", "CloseTime": "P1D"},
            "SundayHours1": None,
        },
    )
    assert hours.ranges == (
        rgs.TimeRange("Monday", "09:00:00", "12:30:00", "m"),
        rgs.TimeRange("Monday", "13:00:00", "24:00:00"),
    )
    assert notes == []
    assert "MondayHours1" not in hours.extra


def test_a_range_that_is_not_a_time_is_reported() -> None:
    """A range whose times cannot be read is said and kept, not dropped."""
    hours, (note,) = one("BusinessHours", {"Identity": rgs_identity(FLOW), "MondayHours1": {"OpenTime": "nine"}})
    assert hours.ranges == ()
    assert "not a time range" in note
    assert hours.extra["MondayHours1"] == {"OpenTime": "nine"}


def test_holidays_are_decoded() -> None:
    """Name, start and end of each holiday, in order."""
    new_year = {"Name": "元日", "StartDate": datetime(2027, 1, 1), "EndDate": "2027-01-02T00:00:00"}  # noqa: DTZ001
    found, notes = one("HolidaySet", {"Identity": rgs_identity(FLOW), "Name": "JP", "HolidayList": [new_year]})
    (holiday,) = found.holidays
    assert (holiday.name, holiday.ends - holiday.starts) == ("元日", datetime(2027, 1, 2) - datetime(2027, 1, 1))  # noqa: DTZ001
    assert notes == []


def test_service_settings_are_of_a_pool() -> None:
    """The settings have no GUID of their own: their key is the pool."""
    found, _ = one(
        "ServiceSettings",
        {
            "Identity": f"service:ApplicationServer:{POOL}",
            "AgentRingbackGracePeriod": 60,
            "DefaultMusicOnHoldFile": None,
            "DisableCallContext": False,
        },
    )
    assert (found.key, found.pool, found.ringback_grace_s, found.disable_call_context) == (POOL, POOL, 60, False)


@given(st.integers(0, 24 * 3600))
def test_every_time_span_is_read_back(seconds: int) -> None:
    """What .NET writes for a time of day, as XML or as text, gives the same time."""
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    expected = f"{hours:02}:{minutes:02}:{rest:02}"
    assert time_of_day(f"PT{hours}H{minutes}M{rest}S") == expected
    assert time_of_day(f"{seconds // 86400}.{hours % 24:02}:{minutes:02}:{rest:02}.0000000") == expected


@pytest.mark.parametrize("text", ["", "PT", "nine", "9", "P-1D", "09:00"])
def test_what_is_not_a_time_is_none(text: str) -> None:
    """A text that is not a TimeSpan gives no time."""
    assert time_of_day(text) is None


def rgs_zip(export: Any, *, owner: dict[str, Any], wave: bytes) -> bytes:
    """An Export-CsRgsConfiguration zip, its folder, files and audio as public code reads them."""
    flow = {"Identity": rgs_identity(FLOW), "Name": "Help", "DefaultAction": to_queue(), **owner}
    members = {
        "AgentGroups.xml": export(f"{RGS}.AgentGroup", {"Identity": rgs_identity(GROUP), "Name": "G", **owner}),
        "Queues.xml": export(f"Deserialized.{RGS}.Queue", {"Identity": rgs_identity(QUEUE), "Name": "Q", **owner}),
        "HolidaySets.xml": export(None),
        "Workflows.xml": export(f"{RGS}.Workflow", flow),
        "Settings.xml": export(f"{RGS}.ServiceSettings", {"Identity": f"service:ApplicationServer:{POOL}"}),
        f"RGS/Instances/{FLOW.upper()}/AudioFiles/a1.wav": wave,
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in members.items():
            archive.writestr(f"RgsImportExport/{name}", data)
    return content.getvalue()


@pytest.mark.parametrize(("owner", "product"), [({"OwnerPool": None}, "lync2013"), ({}, "lync2010")])
def test_an_export_is_read_completely(export: Any, read: Any, owner: dict[str, Any], product: str) -> None:
    """Every file of the zip is read, single objects too; all of it belongs to the product that its objects show."""
    items, reports = read({"rgs.zip": rgs_zip(export, owner=owner, wave=b"RIFF")})
    kinds = {item.kind: item for item in items}
    assert set(kinds) == {"agent_group", "queue", "workflow", "rgs_settings", "audio_file"}
    assert {item.product for item in items} == {product}
    assert {report.status for report in reports} == {"read", "empty"}
    empty = next(r for r in reports if r.status == "empty")
    assert (empty.collected, empty.product) == (("holiday_set",), product)
    estate = Estate(items)
    assert estate.resolve(kinds["audio_file"], "owner") == [(FLOW, kinds["workflow"])]
    assert estate.find("queue", kinds["workflow"].default_action.queue) is kinds["queue"]


def test_cmdlet_and_zip_give_one_object(export: Any, read: Any) -> None:
    """The same GUID from Get-CsRgsQueue and from the zip merges to one queue with two sources."""
    owner = {"OwnerPool": POOL}
    own = export(f"{RGS}.Queue", {"Identity": rgs_identity(QUEUE), "Name": "Q", **owner})
    items, _ = read({"Get-CsRgsQueue.xml": own, "rgs.zip": rgs_zip(export, owner=owner, wave=b"RIFF")})
    first, second = [item for item in items if item.kind == "queue"]
    assert identity(first) == identity(second)
    assert same_object(first, second)
    merged = merge(first, second)
    assert (len(merged.sources), merged.differences) == (2, ())


def test_references_in_the_file_are_followed(read: Any) -> None:
    """A Ref back to the queue's Identity and a TNRef to its type name work as Export-Clixml writes them."""
    text = f"""<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">
      <Obj RefId="0"><TN RefId="0"><T>{RGS}.Queue</T></TN><ToString>Q</ToString><Props>
        <Obj N="Identity" RefId="1"><ToString>service:ApplicationServer:{POOL}/{QUEUE}</ToString>
          <Props><G N="InstanceId">{QUEUE}</G></Props></Obj>
        <Obj N="TimeoutAction" RefId="2"><Props>
          <Obj N="Action" RefId="3"><TN RefId="1"><T>X.ActionType</T><T>System.Enum</T></TN>
            <ToString>TransferToQueue</ToString><I32>1</I32></Obj>
          <Ref N="QueueID" RefId="1" /><URI N="Uri">sip:a_x005F_b@contoso.com</URI></Props></Obj>
        <Nil N="OwnerPool" /></Props></Obj>
      <Obj RefId="4"><TNRef RefId="0" /><Props><Obj N="Identity" RefId="5"><Props><G N="InstanceId">{GROUP}</G></Props>
        </Obj></Props></Obj></Objs>"""
    (queue, other), _ = read({"q.xml": text.encode("utf-8-sig")})
    assert queue.timeout_action == rgs.CallAction("TransferToQueue", queue=QUEUE, uri="sip:a_b@contoso.com")
    assert (queue.owner_pool_is_null, queue.pool) == (True, POOL)
    assert (other.kind, other.key, other.pool) == ("queue", GROUP, None)


@pytest.mark.parametrize("kept", [0.1, 0.4, 0.7, 0.97])
def test_a_truncated_zip_is_refused(export: Any, read: Any, kept: float) -> None:
    """A zip that ends before its end is refused by name."""
    complete = rgs_zip(export, owner={}, wave=b"RIFF")
    with pytest.raises(InputError, match=r"rgs\.zip"):
        read({"rgs.zip": complete[: int(len(complete) * kept)]})


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("a.zip!RgsImportExport/Queues.xml", "a.zip!RgsImportExport"),
        ("RgsImportExport/RGS/Instances/x/y.wav", "RgsImportExport"),
        (str(Path("c", "rgsimportexport", "Queues.xml")), str(Path("c", "rgsimportexport"))),
        ("MyRgsImportExport/Queues.xml", None),
        ("RgsImportExport.zip", None),
    ],
)
def test_the_folder_of_an_export_is_known(path: str, folder: str | None) -> None:
    """Files belong to one export by the folder that the product gives it."""
    assert export_of(path) == folder


def test_opening_hours_without_their_name_are_unknown() -> None:
    """A time range that an export left without its Name does not count as one that has none."""
    hours, (note,) = one(
        "BusinessHours", {"Identity": rgs_identity(FLOW), "MondayHours1": {"OpenTime": "PT9H", "CloseTime": "PT12H"}}
    )
    assert "ranges" in hours.unknown
    assert "without Name" in note
