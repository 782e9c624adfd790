"""WMI classes that no kind declares: known by name and kept as settings, all values in `extra`.

The names are those of the R2 server SDK reference (r2-wmi-address-book, r2-wmi-changes, and its
lists of classes by management scope and of classes new in R2); where a class is held follows from its scope there,
for those not listed from having `Backend` as a key.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...estate.policies import ScopedSettings
from ..converters import lost_in
from ..mapping import Mapper, Of
from .mapper import instance, wmi_mapper

#: one for the forest, held by Active Directory: the same from whichever server it is read
_FOREST = (
    "ArchivingServerSetting",
    "ESGlobalRegistrarSetting",
    "ESGlobalSearchSetting",
    "GlobalArchivingSetting",
    "GlobalCDRSetting",
    "GlobalCWAServerConfigSetting",
    "GlobalMobilitySetting",
    "GlobalPolicyXMLData",
    "GlobalPresenceSetting",
    "MonitoringServerSetting",
    "WebComponentsServerSetting",
)
#: held by the database of a pool (`Backend`) or by one server
_POOL_OR_SERVER = (
    "ACPMCUSetting",
    "ApplicationConfigSetting",
    "ApplicationPriorityList",
    "ApplicationServerSetting",
    "ApplicationSetting",
    "ArchivingServiceSetting",
    "ASMCUSetting",
    "AVMCUSetting",
    "CDRServiceSetting",
    "ClientPortSettings",
    "ClientUpdaterSetting",
    "CommunicatorConfigSetting",
    "CWAServerConfigSetting",
    "DeviceUpdaterConfigSetting",
    "DeviceUpdaterRules",
    "DeviceUpdaterTestDevices",
    "EsEmSetting",
    "FederationInternalDomainData",
    "MeetingScheduleSetting",
    "PoolExtData",
    "ProxySetting",
    "RgsGroupOrderData",
    "RgsWorkflowTemplateData",
    "RoutingSetting",
    "ServerExtData",
    "Version",
)


def _instance_name(class_name: str) -> str:
    """The property by which WMI knows the object, as the Response Group Service and the others spell it."""
    return "InstanceId" if class_name.startswith("MSFT_SIPRgs") else "InstanceID"


def _settings(class_name: str, *, of_the_forest: bool) -> Mapper:
    def key(properties: Mapping[str, object]) -> str:
        place = "" if of_the_forest else properties.get("Backend") or properties.get("__SERVER") or ""
        named = instance(properties) or properties.get("Name") or properties.get("SupportedInternalDomain")
        own = properties.get(_instance_name(class_name), ...)
        if own in (None, "") or any(lost_in(part) for part in (own, place, named)):
            return ""
        return ":".join(str(part) for part in (class_name, place, named) if part)

    def scope(properties: Mapping[str, object]) -> object:
        return "Global" if of_the_forest else properties.get("Backend") or properties.get("__SERVER") or None

    named_by = key if of_the_forest else Of((_instance_name(class_name),), key, kept=True)
    return wmi_mapper(ScopedSettings, named_by, {"type_name": lambda _properties: class_name, "scope": scope})


MAPPERS: dict[str, Mapper] = {
    f"MSFT_SIP{name}": _settings(f"MSFT_SIP{name}", of_the_forest=names is _FOREST)
    for names in (_FOREST, _POOL_OR_SERVER)
    for name in names
}
