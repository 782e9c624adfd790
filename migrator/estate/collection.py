"""How each kind is collected on site: the WMI class of OCS 2007 R2, the cmdlet of Lync."""

from __future__ import annotations

import re
from collections.abc import Collection

from .catalogue import KINDS
from .products import LYNC2010, LYNC2013, R2
from .unmapped import unmapped_cmdlet_of

#: kind -> WMI classes (r2-wmi-changes, r2-wmi-phone-route, r2-wmi-rgs-workflow, r2-wmi-application-contact)
WMI_CLASSES: dict[str, tuple[str, ...]] = {
    "pool": ("MSFT_SIPPoolSetting",),
    "machine": ("MSFT_SIPESServerSetting",),
    "mediation_server": ("MSFT_SIPMediationServerSetting",),
    "gateway_link": ("MSFT_SIPMediationServerConfigSetting",),
    "trusted_service": ("MSFT_SIPTrustedServiceSetting", "MSFT_SIPTrustedAddInServiceSetting"),
    "trusted_server": ("MSFT_SIPESTrustedServerSetting",),
    "edge_pool": ("MSFT_SIPEdgeProxySetting",),
    "edge_server": ("MSFT_SIPEdgeServerListeningAddressSetting", "MSFT_SIPFederationInternalEdgeSetting"),
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

#: kind -> cmdlet of Lync that shows its objects (get-csdialplan, get-csvoiceroute, get-csrgsworkflow)
CMDLETS: dict[str, str] = {
    "site": "Get-CsSite",
    "pool": "Get-CsPool",
    "machine": "Get-CsComputer",
    "service": "Get-CsService",
    "edge_pool": "Get-CsService",
    "mediation_server": "Get-CsService",
    "gateway": "Get-CsService",
    "trusted_application_pool": "Get-CsTrustedApplicationPool",
    "trunk": "Get-CsTrunk",
    "trusted_application": "Get-CsTrustedApplication",
    "trusted_application_endpoint": "Get-CsTrustedApplicationEndpoint",
    "sip_domain": "Get-CsSipDomain",
    "dial_plan": "Get-CsDialPlan",
    "normalization_rule": "Get-CsDialPlan",
    "pstn_usage": "Get-CsPstnUsage",
    "voice_route": "Get-CsVoiceRoute",
    "voice_policy": "Get-CsVoicePolicy",
    "voice_routing_policy": "Get-CsVoiceRoutingPolicy",
    "routing_settings": "Get-CsRoutingConfiguration",
    "trunk_configuration": "Get-CsTrunkConfiguration",
    "translation_rule": "Get-CsTrunkConfiguration",
    "unassigned_number": "Get-CsUnassignedNumber",
    "announcement": "Get-CsAnnouncement",
    "call_park_orbit": "Get-CsCallParkOrbit",
    "call_park_settings": "Get-CsCpsConfiguration",
    "pin_policy": "Get-CsPinPolicy",
    "location_policy": "Get-CsLocationPolicy",
    "voice_test_case": "Get-CsVoiceTestConfiguration",
    "network_region": "Get-CsNetworkRegion",
    "network_site": "Get-CsNetworkSite",
    "network_subnet": "Get-CsNetworkSubnet",
    "workflow": "Get-CsRgsWorkflow",
    "queue": "Get-CsRgsQueue",
    "agent_group": "Get-CsRgsAgentGroup",
    "business_hours": "Get-CsRgsHoursOfBusiness",
    "holiday_set": "Get-CsRgsHolidaySet",
    "rgs_settings": "Get-CsRgsConfiguration",
    "conference_directory": "Get-CsConferenceDirectory",
    "access_number": "Get-CsDialInConferencingAccessNumber",
    "dial_in_settings": "Get-CsDialInConferencingConfiguration",
    "conferencing_policy": "Get-CsConferencingPolicy",
    "meeting_settings": "Get-CsMeetingConfiguration",
    "conference_disclaimer": "Get-CsConferenceDisclaimer",
    "access_edge_settings": "Get-CsAccessEdgeConfiguration",
    "allowed_domain": "Get-CsAllowedDomain",
    "blocked_domain": "Get-CsBlockedDomain",
    "hosting_provider": "Get-CsHostingProvider",
    "public_provider": "Get-CsPublicProvider",
    "xmpp_partner": "Get-CsXmppAllowedPartner",
    "static_route": "Get-CsStaticRoutingConfiguration",
    "push_notification_settings": "Get-CsPushNotificationConfiguration",
    "mobility_settings": "Get-CsMcxConfiguration",
    "im_filter_settings": "Get-CsImFilterConfiguration",
    "user": "Get-CsUser",
    "common_area_phone": "Get-CsCommonAreaPhone",
    "analog_device": "Get-CsAnalogDevice",
    "exchange_um_contact": "Get-CsExUmContact",
    "phone_settings": "Get-CsUCPhoneConfiguration",
    "presence_policy": "Get-CsPresencePolicy",
    "external_access_policy": "Get-CsExternalAccessPolicy",
    "archiving_policy": "Get-CsArchivingPolicy",
    "client_policy": "Get-CsClientPolicy",
    "client_version_policy": "Get-CsClientVersionPolicy",
    "mobility_policy": "Get-CsMobilityPolicy",
    "user_services_policy": "Get-CsUserServicesPolicy",
    "user_replicator_settings": "Get-CsUserReplicatorConfiguration",
    "address_book_settings": "Get-CsAddressBookConfiguration",
    "simple_url": "Get-CsSimpleUrlConfiguration",
    "replication_status": "Get-CsManagementStoreReplicationStatus",
    "admin_role": "Get-CsAdminRole",
    "certificate": "Get-CsCertificate",
    "windows_service": "Get-CsWindowsService",
    "installed_component": "Get-CsServerVersion",
}
#: cmdlets that Lync Server 2010 does not have: their objects are of 2013
SINCE_2013 = frozenset(
    {"Get-CsTrunk", "Get-CsUserServicesPolicy", "Get-CsVoiceRoutingPolicy", "Get-CsXmppAllowedPartner"}
)
#: cmdlets that hide what another pool owns unless they have -ShowAll (since Lync Server 2013; get-csrgsqueue)
_SHOW_ALL = frozenset(
    {
        "Get-CsRgsWorkflow",
        "Get-CsRgsQueue",
        "Get-CsRgsAgentGroup",
        "Get-CsRgsHoursOfBusiness",
        "Get-CsRgsHolidaySet",
    }
)

#: cmdlet that needs a pool: it shows the response groups of one (its page: -Identity is required)
_PER_RGS_POOL = "Get-CsRgsConfiguration"
#: the application servers that run response groups (example on the page of Get-CsRgsConfiguration)
RGS_POOLS = "Get-CsService -ApplicationServer | Where-Object { $_.Applications -contains 'urn:application:RGS' }"
#: classes and cmdlets that answer for the server on which they run
OF_ONE_SERVER = frozenset(
    name for kind, names in WMI_CLASSES.items() if KINDS[kind].of_machine for name in names
) | frozenset(name for kind, name in CMDLETS.items() if KINDS[kind].of_machine)
#: classes that have instances only on an Edge server (r2-wmi-changes): on another server "none" proves nothing
EDGE_CLASSES = frozenset(
    name
    for kind in ("access_edge_settings", "allowed_domain", "blocked_domain", "edge_server", "public_provider")
    for name in WMI_CLASSES[kind]
)

#: what only a live database shows (sheehan-lync-report, giombini-r2-to-2013)
_LIVE = 'migrator inventory --sql "mssql+pyodbc://<server>/{}"'
#: what the Service Control Manager logged, in the log System, of the services of a server
SERVICE_EVENTS = "*[System[Provider[@Name='Service Control Manager']]]"
#: kind -> how evidence of a server is collected, on every product (event-schema, schertz-edge-ports, and the
#: pages of the Windows commands)
COMMANDS: dict[str, str] = {
    "listener": "netstat -abno > netstat.txt (as administrator, on the server)",
    "dns_record": (
        "nslookup -type=srv _sip._tls.<SIP domain> > nslookup.txt (where clients look the name up), "
        "or the zone: dnscmd /zoneexport <zone> <zone>.dns (on the DNS server)"
    ),
    "dns_answer": "nslookup -type=srv _sip._tls.<SIP domain> > nslookup.txt (where clients look the name up)",
    "network_interface": "ipconfig /all > ipconfig.txt (on the server)",
    "persistent_route": "route print > route.txt (on the server)",
    "hosts_entry": r"copy %SystemRoot%\System32\drivers\etc\hosts . (on the server)",
    "port_test": (
        "migrator export xlsx --output estate.xlsx, fill in the column Result of its sheet Port tests, then migrator "
        "inventory estate.xlsx"
    ),
    "event": (
        'wevtutil qe "{log}" /f:RenderedXml /e:Events > events.xml; '
        f'wevtutil qe System "/q:{SERVICE_EVENTS}" /f:RenderedXml /e:Events > system.xml (on the server)'
    ),
    "trace_record": "OCSLogger, component SIPStack, its file saved as text by Snooper; or the client's *.uccapilog",
    "log_line": "the log that Merge-, Import-CsLegacy... or Publish-CsTopology wrote, or the HTML of its -Report",
    "owner_pool": _LIVE.format("rgsconfig"),
    "ownership": _LIVE.format("rgsconfig"),
    "client_version": _LIVE.format("rtcdyn"),
    "database_use": f"{_LIVE.format('rtc')}; {_LIVE.format('rtcdyn')}",
    "directory_group": 'ldifde -u -f groups.ldf -r "(&(objectClass=group)(mail=<address of the group>))"',
    "ad_forest": (
        'ldifde -u -f rtc.ldf -d "CN=RTC Service,CN=Services,CN=Configuration,<forest>"; '
        'ldifde -u -f schema.ldf -p base -d "CN=ms-RTC-SIP-SchemaVersion,CN=Schema,CN=Configuration,<forest>"'
    ),
}
#: (product, kind) -> what shows objects that no cmdlet and no WMI class lists: a file, or related objects
#: (export-csrgsconfiguration, rgs2cqaa, rfc-2849; MSFT_SIPPoolSetting names the back end of its pool)
BESIDE: dict[tuple[str, str], str] = {
    (
        LYNC2013,
        "audio_file",
    ): "Export-CsRgsConfiguration -Source service:ApplicationServer:<pool FQDN> -FileName rgs.zip",
    (LYNC2010, "audio_file"): (
        "no cmdlet of Lync Server 2010 lists them; the zip of RgsImportExport.ps1 (Resource Kit) contains them: "
        "Export-CsRgsConfiguration -Source ApplicationServer:<pool FQDN> -FileName rgs.zip"
    ),
    (R2, "exchange_um_contact"): (
        "no WMI class lists them; Active Directory has them: "
        'ldifde -u -f contacts.ldf -r "(&(objectClass=contact)(msRTCSIP-SourceObjectType=*))"'
    ),
    (R2, "certificate"): (
        "no WMI class lists them; certutil -v -store My > my.txt; certutil -store Root > root.txt; "
        "certutil -store CA > ca.txt (on the server)"
    ),
    (R2, "windows_service"): "no WMI class lists them; sc queryex state= all > services.txt (on the server)",
    (R2, "sql_instance"): "no WMI class lists them; each pool names its own instance (MSFT_SIPPoolSetting)",
}
#: (product or "", kind) -> fields that no class and no cmdlet of the kind shows, and what does (l10-edge-xml; certutil)
_SHOWN_OTHERWISE: dict[tuple[str, str], tuple[frozenset[str], str]] = {
    (R2, "edge_pool"): (
        frozenset({"access_fqdn", "av_fqdn", "web_conferencing_fqdn"}),
        (
            "no WMI class shows the external names of an Edge: compare them by hand with its certificate (certutil -v "
            "-store My); the file for Merge-CsLegacyTopology -UserInputFileName has that of the Web Conferencing Edge"
        ),
    ),
    ("", "certificate"): (
        frozenset({"extended_key_usages", "revocation_points", "signature_algorithm", "key_algorithm", "key_bits"}),
        (
            "certutil -store My THUMBPRINT edge.cer (on the server), then migrator edge certificates edge.cer, or "
            "migrator edge certificates --probe HOST:PORT"
        ),
    ),
}
_LOGS = {R2: "Office Communications Server"}
TOPOLOGY = "(Get-CsTopology -AsXml).ToString()"
#: levels of nested objects that an export keeps (ms-psrp)
WMI_DEPTH, CMDLET_DEPTH = 4, 8
#: a menu within a menu takes 11 levels; the shell makes deeper ones (new-csrgsquestion)
_DEEP = {"Get-CsRgsWorkflow": 16}

#: kinds of Lync that only the topology document shows (get-cstopology, lab-topology)
TOPOLOGY_KINDS = frozenset({"edge_server", "sql_instance"})

#: kinds of which every server or deployment has at least one: an output without any was not allowed to see them
NEVER_NONE = frozenset(
    {
        "access_edge_settings",
        "listener",
        "machine",
        "network_interface",
        "pool",
        "sip_domain",
        "site",
        "windows_service",
    }
)
#: objects without a kind that the kit collects, each class or table in a file of its name (`reports/kit`)
_KEPT_UNMAPPED = re.compile(r"MSFT_SIP\w+|rgsconfig\..+", re.IGNORECASE | re.DOTALL)
#: type of the item that counts the rows of a table of a live rgsconfig
UNMAPPED_TABLE = "table of rgsconfig"


def is_kept_unmapped(type_name: str, file_name: str) -> bool:
    """Whether objects of a type without a kind are in the evidence on purpose, to be kept with all properties.

    Such a type is written in a file of its name; under another name, either of them may have been damaged.
    """
    if type_name == UNMAPPED_TABLE or unmapped_cmdlet_of(file_name):
        return True
    stem = re.sub(r"[^A-Za-z0-9_.-]", "_", type_name)
    return (
        _KEPT_UNMAPPED.fullmatch(type_name) is not None and file_name.rpartition(".")[0].casefold() == stem.casefold()
    )


def wmi_classes() -> tuple[str, ...]:
    """The declared classes, each once."""
    return tuple(dict.fromkeys(name for names in WMI_CLASSES.values() for name in names))


def lync_commands(product: str) -> dict[str, str]:
    """Cmdlet -> command that gives its objects, for each declared cmdlet that *product* has."""
    return {
        name: _command(name, product)
        for name in dict.fromkeys(CMDLETS.values())
        if product != LYNC2010 or name not in SINCE_2013
    }


def hiding_commands(product: str) -> tuple[str, ...]:
    """Cmdlets of *product* that show less without -ShowAll, which Control Panel does not use."""
    return tuple(name for name in lync_commands(product) if product == LYNC2013 and name in _SHOW_ALL)


def is_listed(kind: str, product: str) -> bool:
    """Whether a WMI class or a cmdlet of *product* lists objects of *kind*."""
    if product == R2:
        return kind in WMI_CLASSES
    return kind in CMDLETS and not (product == LYNC2010 and CMDLETS[kind] in SINCE_2013)


def event_log(product: str) -> str:
    """The event log to which the servers of *product* write (giombini-r2-to-2013, lyncdude-federation)."""
    return _LOGS.get(product, "Lync Server")


def _command(cmdlet: str, product: str) -> str:
    if cmdlet == _PER_RGS_POOL:
        return f"{RGS_POOLS} | ForEach-Object {{ {cmdlet} -Identity $_.Identity }}"
    return f"{cmdlet} -ShowAll" if product == LYNC2013 and cmdlet in _SHOW_ALL else cmdlet


def cmdlet_depth(cmdlet: str) -> int:
    """Levels of nested objects that an export of a cmdlet's objects keeps."""
    return _DEEP.get(cmdlet, CMDLET_DEPTH)


def shown_otherwise(kind: str, product: str, fields: Collection[str]) -> str:
    """What shows *fields* where the usual evidence of their kind never does; "" if it does."""
    hidden, how = next((_SHOWN_OTHERWISE[p, kind] for p in (product, "") if (p, kind) in _SHOWN_OTHERWISE), ((), ""))
    return how if hidden and all(field in hidden for field in fields) else ""


def how_to_collect(kind: str, product: str) -> str:
    """The command that would supply *kind* of *product*, or a text that none is known."""
    if product == R2 and kind in WMI_CLASSES:
        classes = (
            rf"Get-WmiObject -Namespace root\cimv2 -Class {name} | Export-Clixml {name}.xml -Depth {WMI_DEPTH}"
            for name in WMI_CLASSES[kind]
        )
        return "; ".join(classes)
    if kind in COMMANDS:
        return COMMANDS[kind].format(log=event_log(product))
    if product != R2 and kind in TOPOLOGY_KINDS:
        return f"{TOPOLOGY} | Out-File topology.xml"
    if product != R2 and kind in CMDLETS:
        cmdlet = CMDLETS[kind]
        if product == LYNC2010 and cmdlet in SINCE_2013:
            return f"nothing: Lync Server 2010 has no {cmdlet}"
        return f"{_command(cmdlet, product)} | Export-Clixml {cmdlet}.xml -Depth {cmdlet_depth(cmdlet)}"
    if (product, kind) in BESIDE:
        return BESIDE[product, kind]
    lister = "WMI class" if product == R2 else "cmdlet"
    return f"nothing known: no {lister} lists {KINDS[kind].label}"
