"""Lync response group cmdlets, and the files of Export-CsRgsConfiguration, which hold the same objects.

Type names: OUTPUTS of Get-CsRgs* (office-docs-powershell@93336da2). Properties: get-csrgsworkflow, get-csrgsqueue.
Seen in public code (3.1): Identity.InstanceId; QueueID, BusinessHoursID, AgentGroupIDList and HolidaySetIDList of the
same shape; OwnerPool; AudioFilePrompt with OriginalFileName and UniqueName, MondayHours1 with OpenTime and CloseTime.
Where an Identity that is an object names the parent pool is not documented: the text of its ToString, in the
documented form ``service:ApplicationServer:pool/guid``, gives it, else any text inside that names an ApplicationServer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from ...estate import response_groups as rgs
from ...estate.kinds import Item
from ...estate.words import DAYS
from ..converters import as_duration, as_own_time, is_lost, split_list
from ..mapping import From, Getter, Mapper, Of, Truncated
from ..printed import printed
from .cmdlet import Cmdlet, key_or_name, lync_mapper, one_item_cmdlet
from .values import enumerated, instance_of, known_texts, name_of, pool_of, shown, text_list_of, text_of

_SERVICE = re.compile(r"ApplicationServer:\s*([^/\s]+)", re.IGNORECASE)


def time_of_day(value: object) -> str | None:
    """``HH:MM:SS`` of a TimeSpan (``PT9H``) or of its text (``09:00:00``); a full day is 24:00:00."""
    return as_duration(text_of(value) or "")


def hosting_pool(value: object) -> object:
    """FQDN of the pool in an Identity, also where it is an object."""
    if isinstance(value, str):
        return pool_of(value) if _SERVICE.search(value) else None
    for text in _texts_inside(value):
        if match := _SERVICE.search(text):
            return match[1]
    return None


def _texts_inside(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts_inside(inner)


#: properties of nested objects that print themselves as text
_PROPERTIES = frozenset(
    ["Name", "Action", "Prompt", "Question", "QueueID", "Uri", "OpenTime", "CloseTime", "StartDate", "EndDate"]
)
#: how the name of an action ends, and the property that says where it leads
_TARGETS = (("queue", "QueueID"), ("question", "Question"), ("uri", "Uri"), ("pstn", "Uri"))


class _Decoder:
    """Decodes nested objects, also from the text that they print (``Action=Terminate``, a line for each property).

    It keeps the texts in places where an object or property was lost, and values that are not times.
    """

    def __init__(self) -> None:
        self.cut: list[str] = []
        self.wrong: list[ValueError] = []

    def _object(self, value: object, *names: str) -> Mapping[str, object] | None:
        """The properties of an object by their lower-case names; each of *names* must be there."""
        if isinstance(value, str) and (text := printed(value, _PROPERTIES, names)):
            value = text
        if isinstance(value, dict):
            found = {name.casefold(): inner for name, inner in value.items()}
            self._need(found, *names)
            return found
        if value not in (None, ""):
            self.cut.append(str(getattr(value, "shown", value)))
        return None

    def _need(self, found: Mapping[str, object], *names: str) -> None:
        self.cut += [f"an object without {name}" for name in names if name.casefold() not in found]

    def _members(self, value: object) -> list[object]:
        if isinstance(value, str) and value:
            self.cut.append(value)
        # a list of one may have been written as its only member
        return value if isinstance(value, list) else [value] if isinstance(value, dict) else []

    def _text(self, value: object) -> str | None:
        text = text_of(value)
        if isinstance(text, str) and is_lost(text):
            self.cut.append(text)
            return None
        return None if text in (None, "") or isinstance(text, dict | list) else str(text)

    def _name(self, value: object) -> str | None:
        """One of a type's named values."""
        name = name_of(value)
        if isinstance(name, Truncated):
            self.cut.append(name.shown)
            return None
        return self._text(name)

    def _instance(self, value: object) -> str | None:
        found = instance_of(value)
        if found is None and value not in (None, ""):
            self.cut.append("an identity without an instance")
        return self._text(found)

    def audio(self, value: object) -> rgs.AudioFile | None:
        """An audio file by its two names."""
        if (found := self._object(value, "OriginalFileName", "UniqueName")) is None:
            return None
        return rgs.AudioFile(self._text(found.get("originalfilename")), self._text(found.get("uniquename")))

    def prompt(self, value: object) -> rgs.CallPrompt | None:
        """A prompt."""
        if (found := self._object(value, "TextToSpeechPrompt", "AudioFilePrompt")) is None:
            return None
        return rgs.CallPrompt(self._text(found.get("texttospeechprompt")), self.audio(found.get("audiofileprompt")))

    def action(self, value: object) -> rgs.CallAction | None:
        """A call action, with all that follows from it."""
        if (found := self._object(value, "Action", "Prompt")) is None:
            return None
        action = self._name(found.get("action"))
        self._need(found, *(name for end, name in _TARGETS if (action or "").casefold().endswith(end)))
        return rgs.CallAction(
            action=action,
            prompt=self.prompt(found.get("prompt")),
            question=self.question(found.get("question")),
            queue=self._instance(found.get("queueid")),
            uri=self._text(found.get("uri")),
        )

    def question(self, value: object) -> rgs.IvrQuestion | None:
        """A question with its answers."""
        if (found := self._object(value, "Prompt", "InvalidAnswerPrompt", "NoAnswerPrompt", "AnswerList")) is None:
            return None
        self._need(found, "Name")
        answers = (self.answer(answer) for answer in self._members(found.get("answerlist")))
        return rgs.IvrQuestion(
            name=self._text(found.get("name")),
            prompt=self.prompt(found.get("prompt")),
            invalid_answer_prompt=self.prompt(found.get("invalidanswerprompt")),
            no_answer_prompt=self.prompt(found.get("noanswerprompt")),
            answers=tuple(answer for answer in answers if answer is not None),
        )

    def answer(self, value: object) -> rgs.IvrAnswer | None:
        """An answer and what it leads to."""
        if (found := self._object(value, "DtmfResponse", "VoiceResponseList", "Action")) is None:
            return None
        self._need(found, "Name")
        voice = text_list_of(found.get("voiceresponselist"))
        if isinstance(voice, Truncated):
            self.cut.append(voice.shown)
        return rgs.IvrAnswer(
            name=self._text(found.get("name")),
            dtmf=self._text(found.get("dtmfresponse")),
            voice=known_texts(voice),
            action=self.action(found.get("action")),
        )

    def time_range(self, day: str, value: object) -> rgs.TimeRange | None:
        """Opening hours of one day."""
        if (found := self._object(value, "OpenTime", "CloseTime")) is None:
            return None
        self._need(found, "Name")
        opens, closes = time_of_day(found.get("opentime")), time_of_day(found.get("closetime"))
        if opens is None or closes is None:
            self.wrong.append(
                ValueError(f"{day} {found.get('opentime')} to {found.get('closetime')} is not a time range")
            )
            return None
        return rgs.TimeRange(day, opens, closes, self._text(found.get("name")))

    def holiday(self, value: object) -> rgs.HolidayPeriod | None:
        """One holiday."""
        if (found := self._object(value, "Name", "StartDate", "EndDate")) is None:
            return None
        starts, ends = self._parse_time(found.get("startdate")), self._parse_time(found.get("enddate"))
        return rgs.HolidayPeriod(self._text(found.get("name")), starts, ends)

    def _parse_time(self, value: object) -> datetime | None:
        """The time as its server shows it, without the offset: a holiday is a day there, not a point in time."""
        time = as_own_time(text_of(value)) if value not in (None, "") else None
        if isinstance(time, ValueError):
            self.wrong.append(time)
            return None
        return time

    def holidays(self, value: object) -> tuple[rgs.HolidayPeriod, ...]:
        """Holidays of a set, in order."""
        return tuple(h for h in map(self.holiday, self._members(value)) if h is not None)

    def outcome(self, value: object) -> object:
        """The decoded value, what is left of it where something was cut off, or what is wrong with it."""
        if self.wrong:
            return self.wrong[0]
        return Truncated(self.cut[0], value) if self.cut else value


def _decoded(name: str, method: str) -> From:
    """A getter of a nested object."""

    def convert(value: object) -> object:
        decoder = _Decoder()
        return decoder.outcome(getattr(decoder, method)(value))

    return From((name,), convert)


def _instances(value: object) -> object:
    """GUIDs of a list of identities; where a list of one was written as its member, of that."""
    values = value if isinstance(value, list) else [value] if isinstance(value, dict) else split_list(str(value))
    if isinstance(values, Truncated):
        return values
    found = [instance_of(each) for each in values if each is not None]
    known = tuple(guid for guid in found if guid and not is_lost(guid))
    return known if len(known) == len(found) else Truncated(str(value), known)


def _one_text(value: object) -> object:
    """The address; public code reads it as a list, documents show a text."""
    return "; ".join(known_texts(value)) or None if isinstance(value, list) else value


def _hours(properties: Mapping[str, object]) -> object:
    """Up to two ranges a day, Monday first."""
    decoder = _Decoder()
    found = [decoder.time_range(day, properties.get(f"{day}Hours{part}")) for day in DAYS for part in (1, 2)]
    return decoder.outcome(tuple(each for each in found if each is not None))


_HOURS = Of(tuple(f"{day}Hours{part}" for day in DAYS for part in (1, 2)), _hours)


def _owner_is_null(properties: Mapping[str, object]) -> bool | None:
    """Whether OwnerPool is there and null; before Lync Server 2013 there is none, and nothing is known."""
    return properties["OwnerPool"] in (None, "") if "OwnerPool" in properties else None


_SINCE_2013 = ("owner_pool", "owner_pool_is_null", "managed", "managers")
_OWNED: dict[str, str | Getter] = {
    "name": "Name",
    "description": "Description",
    "pool": From(("Identity",), hosting_pool),
    "owner_pool": From(("OwnerPool",), lambda value: hosting_pool(value) or pool_of(value)),
    "owner_pool_is_null": Of(("OwnerPool",), _owner_is_null, kept=True),
}


def _settings_key(value: object) -> object:
    """The settings of a pool have its Identity, without a GUID of their own."""
    return hosting_pool(value) or text_of(value)


def _identity_text(properties: Mapping[str, object]) -> str | None:
    """The Identity as references write it."""
    identity = properties.get("Identity")
    pool, guid = hosting_pool(identity), instance_of(identity)
    return f"service:ApplicationServer:{pool}/{guid}" if pool and guid else None


_IDENTITY_TEXT = Of(("Identity",), _identity_text, kept=True)
_WORKFLOW: dict[str, str | Getter] = {
    "primary_uri": shown("PrimaryUri"),
    "line_uri": shown("LineUri"),
    "display_number": shown("DisplayNumber"),
    "active": "Active",
    "anonymous": "Anonymous",
    "enabled_for_federation": "EnabledForFederation",
    "managed": "Managed",
    "managers": From(("ManagersByUri",), text_list_of),
    "language": shown("Language"),
    "time_zone": shown("TimeZone"),
    "business_hours": From(("BusinessHoursID",), instance_of),
    "holiday_sets": From(("HolidaySetIDList",), _instances),
    "default_action": _decoded("DefaultAction", "action"),
    "after_hours_action": _decoded("NonBusinessHoursAction", "action"),
    "holiday_action": _decoded("HolidayAction", "action"),
    "music_on_hold": _decoded("CustomMusicOnHoldFile", "audio"),
}
_QUEUE: dict[str, str | Getter] = {
    "agent_groups": From(("AgentGroupIDList",), _instances),
    "timeout_threshold_s": "TimeoutThreshold",
    "timeout_action": _decoded("TimeoutAction", "action"),
    "overflow_threshold": "OverflowThreshold",
    "overflow_candidate": enumerated("OverflowCandidate"),
    "overflow_action": _decoded("OverflowAction", "action"),
}
_AGENT_GROUP: dict[str, str | Getter] = {
    "participation": enumerated("ParticipationPolicy"),
    "routing_method": enumerated("RoutingMethod"),
    "alert_time_s": "AgentAlertTime",
    "agents": From(("AgentsByUri",), text_list_of),
    "distribution_list": From(("DistributionGroupAddress",), _one_text),
}
_SETTINGS: dict[str, str | Getter] = {
    "pool": From(("Identity",), hosting_pool),
    "ringback_grace_s": "AgentRingbackGracePeriod",
    "default_music_on_hold": _decoded("DefaultMusicOnHoldFile", "audio"),
    "disable_call_context": "DisableCallContext",
}


#: columns of lists of all phone numbers, as published scripts export them
_EXPORTED_AS = {"SipAddress": "PrimaryUri", "DisplayName": "Name", "AssignedTo": "Name", "FullLineURI": "LineUri"}


def _cmdlet(name: str, type_: str, mapper: Mapper, *shows: str, exported_as: Mapping[str, str] | None = None) -> Cmdlet:
    types = f"Rgs.Management.WritableSettings.{type_}"
    return one_item_cmdlet(name, types, mapper, "Identity", *shows, exported_as=exported_as)


def _owned(cls: type[Item], fields: dict[str, str | Getter], *aliases: Getter) -> Mapper:
    """A mapper of what has a GUID and, from Lync Server 2013 on, an owner pool."""
    return lync_mapper(
        cls,
        key_or_name(From(("Identity",), instance_of), "Name", *(("PrimaryUri",) if cls is rgs.Workflow else ())),
        {**_OWNED, **fields},
        aliases=(_IDENTITY_TEXT, *aliases),
        since_2013=tuple(name for name in _SINCE_2013 if name in (*_OWNED, *fields)),
        optional=("description",) if cls in (rgs.BusinessHours, rgs.HolidaySet) else (),
    )


CMDLETS = (
    _cmdlet(
        "Get-CsRgsWorkflow",
        "Workflow",
        _owned(rgs.Workflow, _WORKFLOW, shown("PrimaryUri")),
        "PrimaryUri",
        exported_as=_EXPORTED_AS,
    ),
    _cmdlet("Get-CsRgsQueue", "Queue", _owned(rgs.Queue, _QUEUE), "AgentGroupIDList"),
    _cmdlet("Get-CsRgsAgentGroup", "AgentGroup", _owned(rgs.AgentGroup, _AGENT_GROUP), "RoutingMethod"),
    _cmdlet(
        "Get-CsRgsHoursOfBusiness",
        "BusinessHours",
        _owned(rgs.BusinessHours, {"custom": "Custom", "ranges": _HOURS}),
        "MondayHours1",
    ),
    _cmdlet(
        "Get-CsRgsHolidaySet",
        "HolidaySet",
        _owned(rgs.HolidaySet, {"holidays": _decoded("HolidayList", "holidays")}),
        "HolidayList",
    ),
    _cmdlet(
        "Get-CsRgsConfiguration",
        "ServiceSettings",
        lync_mapper(rgs.RgsSettings, From(("Identity",), _settings_key), _SETTINGS),
        "AgentRingbackGracePeriod",
    ),
)
