"""The questions that only people can answer: planned names, the state of servers that no evidence shows."""

from __future__ import annotations

from typing import Literal

import attrs

from .phases import PHASES, phase_answer

_FORMS = {
    "text": "text",
    "list": "a list, separated by commas",
    "bool": "yes or no",
    "choice": "one of its choices",
    "days": "a number of days",
    "zone": "a time zone such as Europe/London",
}


@attrs.frozen(kw_only=True)
class Question:
    """A question whose answer some rules need and no evidence shows.

    Attributes:
        name: the name of its answer in the project and in answers files.
        choices: the answers to a question of kind ``choice``; each can be named by its first word.
    """

    name: str
    text: str
    kind: Literal["text", "list", "bool", "choice", "days", "zone"] = "text"
    choices: tuple[str, ...] = ()

    @property
    def form(self) -> str:
        """What an answer looks like, for people."""
        return _FORMS[self.kind]


#: the phase decides what is expected now; it is derived from the evidence until somebody answers
CURRENT_PHASE = "current_phase"
#: the countries decide which numbers are emergency numbers; they are derived from the evidence until somebody answers
COUNTRIES = "countries"
OWN_EMERGENCY_NUMBERS = "own_emergency_numbers"
#: the time zone in which the checklist shows and reads times
TIME_ZONE = "time_zone"

_BALANCING = ("DNS load balancing", "hardware load balancer", "none")

QUESTIONS: dict[str, Question] = {
    question.name: question
    for question in (
        Question(
            name=CURRENT_PHASE,
            text="In which phase is the migration?",
            kind="choice",
            choices=tuple(phase_answer(phase) for phases in PHASES.values() for phase in phases),
        ),
        Question(name=COUNTRIES, text="Countries of all sites (codes such as DE, or names)", kind="list"),
        Question(
            name=OWN_EMERGENCY_NUMBERS,
            text="Emergency numbers besides the national ones of these countries, as dialled: those of your company",
            kind="list",
        ),
        Question(
            name=TIME_ZONE,
            text="Time zone of the plan: times of checklist and journal are shown and read in it (UTC until answered)",
            kind="zone",
        ),
        Question(
            name="notice_days", text="How many days before an outage must users and partners know of it?", kind="days"
        ),
        Question(
            name="change_control_days",
            text="How many days before they are needed must change control have the firewall rules?",
            kind="days",
        ),
        Question(name="planned_edge_fqdns", text="Internal FQDNs of the new Edge pools", kind="list"),
        Question(name="planned_pool_fqdns", text="FQDNs of the new pools and servers", kind="list"),
        Question(
            name="planned_sql_instances",
            text="SQL Server instances of the new pools (server\\instance)",
            kind="list",
        ),
        Question(name="target_forest", text="Active Directory forest of the new pools"),
        Question(name="ocswmibc_installed", text="Is OCSWMIBC.msi installed where the merge will run?", kind="bool"),
        Question(
            name="sql_native_client_2005",
            text="Is the SQL Server 2005 Native Client installed where response groups will be moved?",
            kind="bool",
        ),
        Question(name="backend_sql_version", text="SQL Server version of the OCS 2007 R2 back end (2000, 2005, 2008)"),
        Question(
            name="legacy_updates_current",
            text="Are the latest updates installed on all legacy servers?",
            kind="bool",
        ),
        Question(name="mediation_collocated", text="Is a Mediation Server collocated in the pilot pool?", kind="bool"),
        Question(name="ipv6_planned", text="Will IPv6 be enabled on the new pools during coexistence?", kind="bool"),
        Question(name="dns_load_balancing", text="Will the new pools use DNS load balancing for SIP?", kind="bool"),
        Question(name="group_chat_deployed", text="Is Group Chat deployed?", kind="bool"),
        Question(name="xmpp_gateway_in_use", text="Is the OCS 2007 R2 XMPP gateway in use?", kind="bool"),
        Question(name="push_notification_wanted", text="Are push notifications to phones wanted?", kind="bool"),
        Question(name="federation_wanted", text="Is federation with other organisations wanted?", kind="bool"),
        Question(
            name="federation_open",
            text="Shall partners that are on no list be found by DNS (open federation)?",
            kind="bool",
        ),
        Question(name="partner_domains", text="SIP domains of the federated partners", kind="list"),
        Question(name="remote_users_wanted", text="Shall users sign in from outside without a VPN?", kind="bool"),
        Question(name="anonymous_wanted", text="Shall guests without an account join meetings?", kind="bool"),
        Question(name="pools_to_remove", text="Legacy pools that will be removed", kind="list"),
        Question(name="edge_input_file", text="Is an Edge input file (or the wizard's Edge pages) ready?", kind="bool"),
        Question(
            name="planned_sql_supported",
            text="Are the planned SQL Servers 64-bit 2008 R2 or 2012, Standard or Enterprise?",
            kind="bool",
        ),
        Question(
            name="universal_groups_in_root",
            text="Are the RTCUniversal groups in the forest root domain?",
            kind="bool",
        ),
        Question(
            name="ad_levels_2003",
            text="Are all forest and domain functional levels Windows Server 2003 or higher?",
            kind="bool",
        ),
        Question(name="ad_prepared", text="Has Active Directory been prepared for the new version?", kind="bool"),
        Question(
            name="old_clients_with_dns_lb",
            text="Are Communicator 2007 R2 or Exchange UM before 2010 SP1 in use?",
            kind="bool",
        ),
        Question(name="federated_r2_partners", text="Do federated partners use OCS 2007 R2?", kind="bool"),
        Question(
            name="conf_meetings_scheduled",
            text="Are there conf:// or meet:// meetings, or Live Meeting only features, in use?",
            kind="bool",
        ),
        Question(
            name="client_version_filter_set",
            text="Does OCS 2007 R2 block OC 15.*, CWA 5.* and OCPhone 4.*?",
            kind="bool",
        ),
        Question(name="archiving_or_monitoring", text="Is an Archiving or Monitoring Server deployed?", kind="bool"),
        Question(
            name="abs_rules_customised",
            text="Is Company_Phone_Number_Normalization_Rules.txt customised?",
            kind="bool",
        ),
        Question(
            name="abs_rules_need_punctuation",
            text="Does a rule of that file require blanks or punctuation in the number?",
            kind="bool",
        ),
        Question(
            name="tools_2010_after_pilot",
            text="Will the 2010 administration tools be used once the pilot pool exists?",
            kind="bool",
        ),
        Question(
            name="cookie_persistence_kept",
            text="Will the load balancer keep cookie persistence while 2010 web services remain?",
            kind="bool",
        ),
        Question(
            name="windows_2012_r2_planned",
            text="Will the new Front Ends run on Windows Server 2012 R2?",
            kind="bool",
        ),
        Question(name="enable_topology_succeeds", text="Does Enable-CsTopology end without an error?", kind="bool"),
        Question(
            name="cms_move_prepared",
            text="Is the new pool ready for the move of the Central Management store?",
            kind="bool",
        ),
        Question(
            name="replicator_accounts_added",
            text="Are all new Front Ends in RTCUniversalConfigReplicator, and rebooted?",
            kind="bool",
        ),
        Question(name="meeting_content_needed", text="Must the content of meetings move with the users?", kind="bool"),
        Question(
            name="web_conf_june_2012",
            text="Has Web Conferencing of Lync 2010 the update of June 2012 or later?",
            kind="bool",
        ),
        Question(name="srv_records_published", text="Are the SRV records of sign-in published?", kind="bool"),
        Question(name="sba_2010_kept", text="Will a Survivable Branch Appliance of 2010 be kept?", kind="bool"),
        Question(name="scom_watcher_on_2010", text="Does a SCOM watcher run on a server of Lync 2010?", kind="bool"),
        Question(name="simple_urls_change", text="Will the simple URLs change?", kind="bool"),
        Question(name="r2_only_gateways", text="PSTN gateways certified for OCS 2007 R2 only (FQDNs)", kind="list"),
        Question(
            name="mediation_after_users",
            text="Will Mediation Servers be migrated only after all users have moved?",
            kind="bool",
        ),
        Question(
            name="r2_users_on_new_mediation",
            text="Must OCS 2007 R2 users reach the PSTN through the new pool during coexistence?",
            kind="bool",
        ),
        Question(name="exchange_um_dial_plans", text="FQDNs of the Exchange UM dial plans", kind="list"),
        Question(
            name="exchange_um_before_2010_sp1",
            text="Is any Exchange UM server older than Exchange 2010 SP1?",
            kind="bool",
        ),
        Question(name="custom_music_on_hold", text="Does Call Park play your own music file?", kind="bool"),
        Question(name="cac_pools", text="Pools that run call admission control (site properties)", kind="list"),
        Question(
            name="planned_sba_pools",
            text="Pools with which Survivable Branch Appliances of Lync Server 2013 will be associated",
            kind="list",
        ),
        Question(
            name="edge_names_shared",
            text="Do Access, Web Conferencing and A/V Edge of the legacy estate share one external FQDN?",
            kind="bool",
        ),
        Question(
            name="edge_public_addresses",
            text="Public addresses of the Access Edge or of its load balancer (during the transition old and new)",
            kind="list",
        ),
        Question(
            name="edge_cutover_at",
            text="When will the new Edge take over (UTC, for example 2014-03-08 20:00)?",
        ),
        Question(name="edge_expanded", text="Do the legacy Edge roles run on separate servers?", kind="bool"),
        Question(
            name="edge_authorised_servers",
            text="FQDNs of the internal servers that the OCS 2007 R2 Edge authorises",
            kind="list",
        ),
        Question(
            name="edge_key_exportable",
            text="Can the private key of the external Access Edge certificate be exported?",
            kind="bool",
        ),
        Question(
            name="edge_hardware_load_balancer",
            text="Is the Edge pool behind a hardware load balancer?",
            kind="bool",
        ),
        Question(
            name="edge_balancing_outside",
            text="How is the Edge pool load balanced on its external side?",
            kind="choice",
            choices=_BALANCING,
        ),
        Question(
            name="edge_balancing_inside",
            text="How is the Edge pool load balanced on its internal side?",
            kind="choice",
            choices=_BALANCING,
        ),
        Question(
            name="load_balancer_watched_port",
            text="Which port of the servers does the load balancer of the Front End pool watch?",
        ),
        Question(
            name="pool_monitoring_port",
            text="Which hardware load balancer monitoring port does the pool have in Topology Builder?",
        ),
        Question(name="server_windows_versions", text="Versions of Windows on the servers", kind="list"),
        Question(
            name="peers_in_order",
            text="Peers of event 14501 whose certificate and ciphers were looked at and are in order",
            kind="list",
        ),
        Question(
            name="edge_file_version",
            text="Which file version does RTCSrv.exe have on the Edge Servers of Lync 2010 (such as 4.0.7577.190)?",
        ),
        Question(
            name="least_edge_version",
            text="Which file version must RTCSrv.exe have at least on the Edge Servers of Lync 2010?",
        ),
        Question(name="load_balancer_addresses", text="Addresses from which the load balancer connects", kind="list"),
        Question(
            name="monitoring_port_published",
            text="When was the monitoring port published (UTC, as 2014-05-29T22:00)?",
        ),
        Question(
            name="edge_domain_joined",
            text="Are Edge servers members of the internal Active Directory domain?",
            kind="bool",
        ),
        Question(
            name="edge_internal_nat",
            text="Does NAT stand between the internal networks and the internal interface of the Edge?",
            kind="bool",
        ),
        Question(name="edge_dns_load_balancing", text="Will the new Edge pool use DNS load balancing?", kind="bool"),
        Question(
            name="trunk_line",
            text="Over which line does the SIP trunk go?",
            kind="choice",
            choices=("internet", "private (MPLS)", "none"),
        ),
        Question(name="trunk_encrypted", text="Does the SIP trunk use TLS and SRTP?", kind="bool"),
        Question(name="trunk_vpn", text="Does the SIP trunk go through a VPN?", kind="bool"),
        Question(name="trunk_nat", text="Is there NAT between the Mediation Server and the SIP carrier?", kind="bool"),
        Question(name="trunk_concurrent_calls", text="How many concurrent calls must the SIP trunk carry?"),
        Question(name="trunk_upstream_kbps", text="What does the line of the SIP trunk send (upstream, kbit/s)?"),
        Question(
            name="trunk_weights",
            text="Weights of the SIP trunk decision that differ from the proposal (such as cost=5, security=3)",
            kind="list",
        ),
        Question(name="ucma_1_hosts", text="FQDNs of hosts that run UCMA 1.0 applications", kind="list"),
        Question(
            name="rgs_tab_deployed",
            text="Does a tabs.xml show the Response Group tab in Communicator?",
            kind="bool",
        ),
        Question(
            name="privacy_mode_enabled",
            text="Is enhanced privacy mode on (Get-CsPrivacyConfiguration)?",
            kind="bool",
        ),
    )
}
