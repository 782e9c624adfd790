"""WMI classes of the Response Group Service, keys `Backend` and `InstanceId` (r2-wmi-rgs-workflow)."""

from __future__ import annotations

from collections.abc import Mapping

from ...estate import response_groups
from ...estate.kinds import Item
from ...estate.response_groups import CallAction
from ..identifiers import guid, guids, language_of
from ..mapping import Getter, Mapper, Of
from .mapper import wmi_mapper


def _rgs(cls: type[Item], fields: Mapping[str, str | Getter]) -> Mapper:
    return wmi_mapper(cls, guid("InstanceId"), {"pool": "Backend", **fields}, aliases=("InstanceId",))


def _call_action(action: str, queue: str, uri: str) -> Getter:
    """A getter that builds the action of a queue out of its three properties."""
    queue_id = guid(queue)

    def get(properties: Mapping[str, object]) -> CallAction | ValueError | None:
        if not properties.get(action):
            return None
        target = properties.get(uri) or None
        if not isinstance(target, str | None):
            return ValueError(f"{uri} is not a text")
        if not isinstance(properties.get(queue), str | None):
            return ValueError(f"{queue} is not a text")
        target_queue = queue_id(properties)
        queue_key = target_queue if isinstance(target_queue, str) else None
        return CallAction(action=str(properties[action]), queue=queue_key, uri=target)

    return Of((action, queue, uri), get, kept=True)


MAPPERS: dict[str, Mapper] = {
    "MSFT_SIPRgsWorkflowData": _rgs(
        response_groups.Workflow,
        {
            "name": "Name",
            "description": "Description",
            "active": "Active",
            "managers": "OwnerSIDs",
            "language": language_of("LCID"),
            "contact": "ContactDN",
            "template": guid("TemplateId"),
            "workflow_type": "Type",
            "definition": "DefinitionXml",
        },
    ),
    "MSFT_SIPRgsQueueData": _rgs(
        response_groups.Queue,
        {
            "name": "Name",
            "description": "Description",
            "agent_groups": guids("GroupIds"),
            "timeout_threshold_s": "TimeoutThreshold",
            "timeout_action": _call_action("TimeoutAction", "OnTimeoutQueueId", "OnTimeoutUri"),
            "overflow_threshold": "OverflowThreshold",
            "overflow_candidate": "OnOverflowActOn",
            "overflow_action": _call_action("OverflowAction", "OnOverflowQueueId", "OnOverflowUri"),
            "workflows": guids("WorkflowIds"),
        },
    ),
    "MSFT_SIPRgsGroupData": _rgs(
        response_groups.AgentGroup,
        {
            "name": "Name",
            "description": "Description",
            "participation": "AgentStatePolicy",
            "routing_method": "RoutingMethod",
            "alert_time_s": "RingTimeout",
            "agents": guids("AgentIds"),
            "distribution_list": guid("DistributionListId"),
        },
    ),
    "MSFT_SIPRgsAgentData": _rgs(
        response_groups.Agent,
        {
            "display_name": "DisplayName",
            "sip_address": "SipAddress",
            "user_sid": "UserSid",
            "enabled": "Enabled",
            "individual": "IndividualAgent",
            "distribution_lists": guids("DistributionListIds"),
        },
    ),
    "MSFT_SIPRgsDistributionListData": _rgs(response_groups.DistributionList, {"address": "Address"}),
    "MSFT_SIPRgsBusinessHoursPresetsData": _rgs(
        response_groups.BusinessHours,
        {"name": "Name", "description": "Description", "presets": "PerDayOfWeekPresets"},
    ),
    "MSFT_SIPRgsHolidaySetData": _rgs(
        response_groups.HolidaySet,
        {"name": "Name", "description": "Description", "holiday_items": guids("HolidayIds")},
    ),
    "MSFT_SIPRgsHolidayData": _rgs(
        response_groups.Holiday, {"name": "Name", "starts": "HolidayStart", "ends": "HolidayEnd"}
    ),
    "MSFT_SIPRgsPoolData": _rgs(
        response_groups.RgsSettings,
        {
            "disable_call_context": "DisableRgsCallContext",
            "matchmaking_port": "MatchMakingServicePort",
            "max_transfer_attempts": "MaxTransferAttempts",
        },
    ),
}
