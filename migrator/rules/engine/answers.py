"""What only a human knows: the planned names, the state of servers that no evidence shows."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

import attrs

from ...errors import InputError
from .toml import toml_string


@attrs.frozen(kw_only=True)
class Answer:
    """A question that some rules need answered.

    Attributes:
        name: in the answers file.
        kind: ``text``, ``list`` (separated by commas) or ``bool`` (yes or no).
    """

    name: str
    question: str
    kind: Literal["text", "list", "bool"] = "text"


ANSWERS: dict[str, Answer] = {
    answer.name: answer
    for answer in (
        Answer(name="planned_pool_fqdns", question="FQDNs of the new pools and servers", kind="list"),
        Answer(
            name="planned_sql_instances",
            question="SQL Server instances of the new pools (server\\instance)",
            kind="list",
        ),
        Answer(name="target_forest", question="Active Directory forest of the new pools"),
        Answer(name="ocswmibc_installed", question="Is OCSWMIBC.msi installed where the merge will run?", kind="bool"),
        Answer(
            name="sql_native_client_2005", question="Is the SQL Server 2005 Native Client installed there?", kind="bool"
        ),
        Answer(
            name="backend_sql_version", question="SQL Server version of the OCS 2007 R2 back end (2000, 2005, 2008)"
        ),
        Answer(
            name="legacy_updates_current",
            question="Are the latest updates installed on all legacy servers?",
            kind="bool",
        ),
        Answer(
            name="mediation_collocated", question="Is a Mediation Server collocated in the pilot pool?", kind="bool"
        ),
        Answer(name="ipv6_planned", question="Will IPv6 be enabled on the new pools during coexistence?", kind="bool"),
        Answer(name="dns_load_balancing", question="Will the new pools use DNS load balancing for SIP?", kind="bool"),
        Answer(name="group_chat_deployed", question="Is Group Chat deployed?", kind="bool"),
        Answer(name="xmpp_gateway_in_use", question="Is the OCS 2007 R2 XMPP gateway in use?", kind="bool"),
        Answer(name="push_notification_wanted", question="Are push notifications to phones wanted?", kind="bool"),
        Answer(name="pools_to_remove", question="Legacy pools that will be removed", kind="list"),
        Answer(
            name="edge_input_file", question="Is an Edge input file (or the wizard's Edge pages) ready?", kind="bool"
        ),
        Answer(
            name="planned_sql_supported",
            question="Are the planned SQL Servers 64-bit 2008 R2 or 2012, Standard or Enterprise?",
            kind="bool",
        ),
        Answer(
            name="universal_groups_in_root",
            question="Are the RTCUniversal groups in the forest root domain?",
            kind="bool",
        ),
        Answer(
            name="ad_levels_2003",
            question="Are all forest and domain functional levels Windows Server 2003 or higher?",
            kind="bool",
        ),
        Answer(name="ad_prepared", question="Has Active Directory been prepared for the new version?", kind="bool"),
        Answer(
            name="old_clients_with_dns_lb",
            question="Are Communicator 2007 R2 or Exchange UM before 2010 SP1 in use?",
            kind="bool",
        ),
        Answer(name="federated_r2_partners", question="Do federated partners use OCS 2007 R2?", kind="bool"),
        Answer(
            name="conf_meetings_scheduled",
            question="Are there conf:// or meet:// meetings, or Live Meeting only features, in use?",
            kind="bool",
        ),
        Answer(
            name="client_version_filter_set",
            question="Does OCS 2007 R2 block OC 15.*, CWA 5.* and OCPhone 4.*?",
            kind="bool",
        ),
        Answer(name="archiving_or_monitoring", question="Is an Archiving or Monitoring Server deployed?", kind="bool"),
        Answer(
            name="abs_rules_customised",
            question="Is Company_Phone_Number_Normalization_Rules.txt customised?",
            kind="bool",
        ),
        Answer(
            name="abs_rules_need_punctuation",
            question="Does a rule of that file require blanks or punctuation in the number?",
            kind="bool",
        ),
        Answer(name="min_cu", question="Lowest accepted version of Lync Server 2010 components, as 4.0.7577.230"),
        Answer(
            name="tools_2010_after_pilot",
            question="Will the 2010 administration tools be used once the pilot pool exists?",
            kind="bool",
        ),
        Answer(
            name="cookie_persistence_kept",
            question="Will the load balancer keep cookie persistence while 2010 web services remain?",
            kind="bool",
        ),
        Answer(
            name="windows_2012_r2_planned",
            question="Will the new Front Ends run on Windows Server 2012 R2?",
            kind="bool",
        ),
        Answer(name="enable_topology_succeeds", question="Does Enable-CsTopology end without an error?", kind="bool"),
        Answer(
            name="cms_move_prepared",
            question="Is the new pool ready for the move of the Central Management store?",
            kind="bool",
        ),
        Answer(
            name="replicator_accounts_added",
            question="Are all new Front Ends in RTCUniversalConfigReplicator, and rebooted?",
            kind="bool",
        ),
        Answer(
            name="meeting_content_needed", question="Must the content of meetings move with the users?", kind="bool"
        ),
        Answer(
            name="web_conf_june_2012",
            question="Has Web Conferencing of Lync 2010 the update of June 2012 or later?",
            kind="bool",
        ),
        Answer(name="srv_records_published", question="Are the SRV records of sign-in published?", kind="bool"),
        Answer(name="sba_2010_kept", question="Will a Survivable Branch Appliance of 2010 be kept?", kind="bool"),
        Answer(name="scom_watcher_on_2010", question="Does a SCOM watcher run on a server of Lync 2010?", kind="bool"),
        Answer(name="simple_urls_change", question="Will the simple URLs change?", kind="bool"),
        Answer(name="r2_only_gateways", question="PSTN gateways certified for OCS 2007 R2 only (FQDNs)", kind="list"),
        Answer(
            name="mediation_after_users",
            question="Will Mediation Servers be migrated only after all users have moved?",
            kind="bool",
        ),
        Answer(
            name="r2_users_on_new_mediation",
            question="Must OCS 2007 R2 users reach the PSTN through the new pool during coexistence?",
            kind="bool",
        ),
        Answer(name="exchange_um_dial_plans", question="FQDNs of the Exchange UM dial plans", kind="list"),
        Answer(
            name="exchange_um_before_2010_sp1",
            question="Is any Exchange UM server older than Exchange 2010 SP1?",
            kind="bool",
        ),
        Answer(name="custom_music_on_hold", question="Was a music file of your own given to Call Park?", kind="bool"),
        Answer(name="cac_pools", question="Pools that run call admission control (site properties)", kind="list"),
        Answer(
            name="planned_sba_pools",
            question="Pools under which Survivable Branch Appliances of Lync Server 2013 will stand",
            kind="list",
        ),
        Answer(
            name="edge_names_shared",
            question="Do Access, Web Conferencing and A/V Edge of the legacy estate share one external FQDN?",
            kind="bool",
        ),
        Answer(name="edge_expanded", question="Do the legacy Edge roles run on separate servers?", kind="bool"),
        Answer(
            name="edge_authorised_servers",
            question="FQDNs of the internal servers that the OCS 2007 R2 Edge authorises",
            kind="list",
        ),
        Answer(
            name="edge_key_exportable",
            question="Can the private key of the external Access Edge certificate be exported?",
            kind="bool",
        ),
        Answer(name="edge_dns_load_balancing", question="Will the new Edge pool use DNS load balancing?", kind="bool"),
        Answer(name="ucma_1_hosts", question="FQDNs of hosts that run UCMA 1.0 applications", kind="list"),
        Answer(
            name="rgs_tab_deployed",
            question="Does a tabs.xml show the Response Group tab in Communicator?",
            kind="bool",
        ),
        Answer(
            name="privacy_mode_enabled",
            question="Is enhanced privacy mode on (Get-CsPrivacyConfiguration)?",
            kind="bool",
        ),
    )
}


def read_answers(path: Path) -> dict[str, str]:
    """Answers of a TOML file, as text; ``yes`` or ``no`` for a bool.

    Raises:
        InputError: the file cannot be read, or holds a name or value that no rule knows.
    """
    try:
        with path.open("rb") as file:
            data = tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not an answers file ({error})") from error
    return {name: _checked(path, name, value) for name, value in data.items()}


def write_answers(path: Path, answers: Mapping[str, str]) -> None:
    """Write an answers file, each answer below its question; an empty answer is left out.

    Raises:
        InputError: the file cannot be written.
    """
    lines = ["# What only you know. A question without an answer leaves its rules not evaluated.", ""]
    for name, answer in ANSWERS.items():
        if value := answers.get(name, ""):
            lines += [f"# {answer.question}", f"{name} = {_toml(answer, value)}", ""]
    try:
        path.write_text("\n".join(lines), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from error


def _toml(answer: Answer, value: str) -> str:
    if answer.kind == "bool":
        return "true" if value == "yes" else "false"
    if answer.kind == "list":
        return "[" + ", ".join(toml_string(part) for part in listed({answer.name: value}, answer.name)) + "]"
    return toml_string(value)


def _checked(path: Path, name: str, value: object) -> str:
    answer = ANSWERS.get(name)
    if answer is None:
        raise InputError(f"{path}: no rule asks for {name!r}", hint=_names_like(name))
    if answer.kind == "bool":
        if not isinstance(value, bool):
            raise InputError(f"{path}: {name} must be true or false, not {value!r}")
        return "yes" if value else "no"
    if answer.kind == "list" and isinstance(value, list) and all(isinstance(v, str) for v in value):
        return ", ".join(value)
    if not isinstance(value, str):
        raise InputError(f"{path}: {name} must be text, not {value!r}")
    return value


def _names_like(name: str) -> str:
    """The way out for a name that no rule asks for: the nearest names, and the command that lists all."""
    near = get_close_matches(name.casefold(), ANSWERS)
    meant = f"did you mean {', '.join(near)}? " if near else ""
    return f"{meant}`migrator rules --answers` lists the names"


def wanted(name: str) -> str:
    """What a rule says that lacks this answer."""
    return f"answer {name!r} in the answers file"


def asked_for(needs: Iterable[str]) -> tuple[str, ...]:
    """Names of the answers among what rules lack, in the order of the questions."""
    lacking = set(needs)
    return tuple(name for name in ANSWERS if wanted(name) in lacking)


def listed(answers: Mapping[str, str], name: str) -> tuple[str, ...]:
    """The parts of an answer that is a list."""
    return tuple(part.strip() for part in answers.get(name, "").split(",") if part.strip())
