"""How each kind is collected on site: the WMI class of OCS 2007 R2, the cmdlet of Lync."""

from __future__ import annotations

#: kind -> WMI classes (migration.md 1.2, formats.md 4.1, response-groups.md 3.4)
WMI_CLASSES: dict[str, tuple[str, ...]] = {
    "pool": ("MSFT_SIPPoolSetting",),
    "machine": ("MSFT_SIPESServerSetting",),
    "mediation_server": ("MSFT_SIPMediationServerSetting",),
    "trusted_service": ("MSFT_SIPTrustedServiceSetting", "MSFT_SIPTrustedAddInServiceSetting"),
    "trusted_server": ("MSFT_SIPESTrustedServerSetting",),
    "edge_pool": ("MSFT_SIPEdgeProxySetting",),
    "installed_component": ("MSFT_SIPServerInstalledComponentData",),
    "sip_domain": ("MSFT_SIPDomainData",),
    "dial_plan": ("MSFT_SIPLocationProfileData",),
    "normalization_rule": ("MSFT_SIPLocalNormalizationRuleData",),
    "pstn_usage": ("MSFT_SIPPhoneRouteUsageData",),
    "voice_route": ("MSFT_SIPPhoneRouteData",),
    "voice_policy": ("MSFT_SIPGlobalUCPolicyData",),
    "voice_settings": ("MSFT_SIPGlobalUCSetting",),
    "conferencing_policy": ("MSFT_SIPGlobalMeetingPolicyData",),
    "conferencing_settings": ("MSFT_SIPGlobalMeetingSetting",),
    "presence_policy": ("MSFT_SIPGlobalPresencePolicyData",),
    "conference_directory": ("MSFT_SIPConferencingDirectoryData",),
    "access_number": ("MSFT_SIPApplicationContactSetting",),
    "application_contact": ("MSFT_SIPApplicationContactSetting",),
    "region_mapping": ("MSFT_SIPLocationContactsMapping",),
    "dial_in_settings": ("MSFT_SIPPSTNConferencingSetting",),
    "mobility_policy": ("MSFT_SIPGlobalMobilityPolicyData",),
    "address_book_settings": ("MSFT_SIPAddressBookSetting",),
    "phone_settings": ("MSFT_SIPUCPhoneConfigSetting",),
    "federation_settings": ("MSFT_SIPGlobalFederationSetting",),
    "access_edge_settings": ("MSFT_SIPFederationExternalEdgeSetting",),
    "allowed_domain": ("MSFT_SIPFederationPartnerTable",),
    "blocked_domain": ("MSFT_SIPFederationDeniedDomainSetting",),
    "public_provider": ("MSFT_SIPFederationNetworkProviderTable",),
    "static_route": ("MSFT_SIPRoutingTableData",),
    "authorised_host": ("MSFT_SIPRemoteAddressData",),
    "user": ("MSFT_SIPESUserSetting",),
    "workflow": ("MSFT_SIPRgsWorkflowData",),
    "queue": ("MSFT_SIPRgsQueueData",),
    "agent_group": ("MSFT_SIPRgsGroupData",),
    "agent": ("MSFT_SIPRgsAgentData",),
    "distribution_list": ("MSFT_SIPRgsDistributionListData",),
    "business_hours": ("MSFT_SIPRgsBusinessHoursPresetsData",),
    "holiday_set": ("MSFT_SIPRgsHolidaySetData",),
    "holiday": ("MSFT_SIPRgsHolidayData",),
    "rgs_settings": ("MSFT_SIPRgsPoolData",),
}

#: kind -> how evidence of a server is taken, on every product (formats.md 5 and 7)
COMMANDS: dict[str, str] = {
    "listener": "netstat -abno > netstat.txt (as administrator, on the server)",
    "event": 'wevtutil qe "{log}" /f:RenderedXml /e:Events > events.xml (on the server)',
    "trace_record": "OCSLogger, component SIPStack, its file saved as text by Snooper; or the client's *.uccapilog",
    "log_line": "the log that Merge-, Import-CsLegacy... or Publish-CsTopology wrote, or the HTML of its -Report",
    "ad_forest": (
        'ldifde -u -f rtc.ldf -d "CN=RTC Service,CN=Services,CN=Configuration,<forest>"; '
        'ldifde -u -f schema.ldf -p base -d "CN=ms-RTC-SIP-SchemaVersion,CN=Schema,CN=Configuration,<forest>"'
    ),
}
_LOGS = {"ocs2007r2": "Office Communications Server"}

#: kinds of Lync that only the topology document tells (formats.md 1.3)
TOPOLOGY_KINDS = frozenset({"sql_instance"})


def how_to_collect(kind: str, product: str) -> str:
    """The command that would supply *kind* of *product*."""
    if product == "ocs2007r2" and kind in WMI_CLASSES:
        return "; ".join(
            rf"Get-WmiObject -Namespace root\cimv2 -Class {name} | Export-Clixml {name}.xml -Depth 4"
            for name in WMI_CLASSES[kind]
        )
    if kind in COMMANDS:
        return COMMANDS[kind].format(log=_LOGS.get(product, "Lync Server"))
    if product != "ocs2007r2" and kind in TOPOLOGY_KINDS:
        return "(Get-CsTopology -AsXml).ToString() | Out-File topology.xml"
    return f"evidence of {kind}"
