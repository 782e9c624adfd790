"""What is fuzzed: each decoder with the name of its file and the files from which the fuzzer begins."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from migrator.errors import InputError
from migrator.sources.bundle import Member
from migrator.sources.central_store import archive as central_store
from migrator.sources.clixml import items as clixml_items
from migrator.sources.directory import entries as ldap
from migrator.sources.format import Format, Origin
from migrator.sources.kit import manifest as kit_manifest
from migrator.sources.logs import (
    client_trace,
    event_csv,
    event_list,
    event_text,
    event_xml,
    migration_log,
    report_html,
    report_xml,
    server_trace,
    sip_text,
)
from migrator.sources.logs import evtx as evtx_log
from migrator.sources.network.formats import FORMATS as NETWORK
from migrator.sources.powershell import html_objects, json_objects
from migrator.sources.powershell import output as printed_text
from migrator.sources.rgs_export import audio
from migrator.sources.tables import csv as export_csv
from tests.sources.central_store import test_anchored
from tests.sources.conftest import clixml
from tests.sources.logs import (
    test_client_trace,
    test_event_list,
    test_event_text,
    test_evtx,
    test_server_trace,
    test_sip_text,
)
from tests.sources.logs.test_event_xml import DECLARED, WITHOUT_ROOT
from tests.sources.logs.test_migration_log import IMPORT, MERGE
from tests.sources.logs.test_reports import HTML, XML
from tests.sources.network import test_certificates, test_dns_answers, test_netstat, test_of_machines, test_zone
from tests.sources.powershell import test_console, test_converted, test_format_list, test_format_table
from tests.sources.rgs_export import test_audio

ROOT = Path(__file__).parents[2]
CONTOSO = ROOT / "fixtures" / "contoso-ocs2007r2"
DATA = ROOT / "tests" / "sources" / "data"
GUID = "1f1b2c3d-0001-4000-8000-00000000000a"
OBJECTS = clixml(
    "Microsoft.Rtc.Management.WritableConfig.Policy.Voice.Route",
    {"Identity": "a", "Priority": 1, "PstnUsages": ["Local"], "At": ("DT", "2013-01-01T00:00:00Z"), "In": {"A": None}},
    {"Identity": "b", "Number": ("Db", "1.5"), "Char": ("C", "65"), "G": ("G", GUID), "D": ("D", "1.10")},
)
MANIFEST = clixml(
    "System.Management.Automation.PSCustomObject",
    {"MigratorKit": "1", "Product": "lync2010", "Role": "front-end", "Machine": "FE01", "Block": "Get-CsUser"}
    | {"File": "Get-CsUser.xml", "Started": ("DT", "2013-01-01T00:00:00Z"), "Rows": 3, "Error": None, "Sha256": "00"},
)
REFERENCES = (
    b'<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0">'
    b'<TN RefId="0"><T>A</T></TN><DCT><En><S N="Key">a_x0041_</S><Obj N="Value" RefId="1"><LST>'
    b'<Ref RefId="0"/><Nil/></LST></Obj></En></DCT></Obj>'
    b'<Obj RefId="2"><TNRef RefId="0"/><Props><B N="b">true</B><Ref N="r" RefId="1"/></Props></Obj></Objs>'
)
LDIF = b"""version: 1

dn: CN=Zo\xc3\xab,DC=x
objectClass: top
objectClass: user
msRTCSIP-PrimaryUserAddress: sip:zoe@contoso.com
msRTCSIP-OptionFlags: 257
objectGUID:: AAECAwQFBgcICQoLDA0ODw==
description: folded
 line

dn:: Q049YSxEQz14
changetype: add
objectClass: msRTCSIP-Pool
"""
CSV = b"""#TYPE System.Management.ManagementObject#root\\cimv2\\MSFT_SIPPhoneRouteData
"__CLASS","Name","InstanceID","GatewayList"
"MSFT_SIPPhoneRouteData","a ""b"" c","{1}","System.String[]"
"""


class Target(NamedTuple):
    """One decoder.

    Attributes:
        path: as the file would be called on site; some decoders look at it.
        seeds: complete files of the format.
    """

    format: Format
    path: str
    seeds: tuple[bytes, ...]

    def decode(self, content: bytes) -> None:
        """Read the content as the product does; anything but InputError is a find."""
        name = self.path.rpartition("/")[2]
        member = Member(self.path, name, len(content), lambda: io.BytesIO(content))
        try:
            if self.format.matches(member, member.head()):
                for _ in self.format.read(member, Origin()):
                    pass
        except InputError:
            pass


def _all(*texts: str) -> tuple[bytes, ...]:
    return tuple(text.encode() for text in texts)


def _named(name: str) -> Format:
    return next(format_ for format_ in NETWORK if format_.name == name)


TARGETS: dict[str, Callable[[], Target]] = {
    "clixml": lambda: Target(
        clixml_items.FORMAT,
        "MSFT_SIPPhoneRouteData.xml",
        (OBJECTS.decode("utf-16").encode(), OBJECTS, REFERENCES, (CONTOSO / "MSFT_SIPDomainData.xml").read_bytes()),
    ),
    "ldif": lambda: Target(ldap.FORMAT, "forest.ldf", (LDIF, LDIF.decode().encode("utf-16"))),
    "csv": lambda: Target(export_csv.FORMAT, "MSFT_SIPPhoneRouteData.csv", (CSV, CSV.decode().encode("utf-16"))),
    "netstat": lambda: Target(_named("netstat"), "netstat.txt", _all(test_netstat.EDGE, test_netstat.GERMAN)),
    "nslookup": lambda: Target(
        _named("nslookup"),
        "nslookup.txt",
        _all(test_dns_answers.ENGLISH, test_dns_answers.GERMAN, test_dns_answers.BIND),
    ),
    "certutil": lambda: Target(
        _named("certutil"), "certutil.txt", _all(test_certificates.ENGLISH, test_certificates.GERMAN)
    ),
    "certificate-file": lambda: Target(
        _named("certificate file"), "a.cer", (test_certificates.pem(test_certificates.ORDINARY), test_certificates.DER)
    ),
    "zone-file": lambda: Target(_named("zone file"), "db.contoso.com", _all(test_zone.HYBRID, test_zone.WINDOWS)),
    "hosts-file": lambda: Target(_named("hosts file"), "hosts", _all(test_of_machines.HOSTS)),
    "ipconfig": lambda: Target(
        _named("ipconfig"), "ipconfig.txt", _all(test_of_machines.ENGLISH, test_of_machines.GERMAN)
    ),
    "route-print": lambda: Target(_named("route print"), "route.txt", _all(test_of_machines.ROUTES)),
    "sc-query": lambda: Target(_named("sc query"), "services.txt", _all(test_of_machines.SC)),
    "net-start": lambda: Target(_named("net start"), "services.txt", _all(test_of_machines.NET_START)),
    "dig": lambda: Target(_named("dig"), "dig.txt", _all(test_dns_answers.DIG)),
    "host": lambda: Target(_named("host"), "host.txt", _all(test_dns_answers.HOST)),
    "resolve-dnsname": lambda: Target(
        _named("Resolve-DnsName"), "Resolve-DnsName.txt", _all(test_dns_answers.POWERSHELL)
    ),
    "server-trace": lambda: Target(server_trace.FORMAT, "trace.txt", _all(test_server_trace.TRACE)),
    "client-trace": lambda: Target(client_trace.FORMAT, "a.uccapilog", _all(test_client_trace.LOG)),
    "migration-log": lambda: Target(
        migration_log.FORMAT,
        "merge.log",
        _all(MERGE, IMPORT, f"<html><body>{IMPORT}</body></html>"),
    ),
    "report-xml": lambda: Target(report_xml.FORMAT, "import.xml", _all(XML)),
    "report-html": lambda: Target(report_html.FORMAT, "import.html", _all(HTML)),
    "printed": lambda: Target(
        printed_text.FORMAT,
        "Get-CsVoiceRoute.txt",
        _all(
            test_format_list.ROUTES,
            test_format_table.POLICIES,
            test_format_table.WRAPPED,
            test_console.TRANSCRIPT,
            test_console.WRAPPED,
        ),
    ),
    "json": lambda: Target(
        json_objects.FORMAT, "Get-CsVoiceRoute.json", _all(test_converted.indented(test_converted.ROUTES))
    ),
    "html": lambda: Target(html_objects.FORMAT, "report.html", _all(test_converted.TABLE)),
    "anchored": lambda: Target(central_store.FORMAT, "voice.xml", _all(test_anchored.SALES)),
    "topology": lambda: Target(
        central_store.FORMAT,
        "topology.xml",
        tuple((DATA / name).read_bytes() for name in ("published_topology.xml", "draft.tbxml", "edge_input.xml")),
    ),
    "event-xml": lambda: Target(event_xml.FORMAT, "lync.xml", _all(WITHOUT_ROOT, DECLARED)),
    "event-list": lambda: Target(
        event_list.FORMAT, "events.txt", _all(test_event_list.EVENT_LOG, test_event_list.WIN_EVENT)
    ),
    "event-csv": lambda: Target(
        event_csv.FORMAT,
        "events.csv",
        _all(test_event_list.VIEWER, test_event_list.GERMAN, test_event_list.EXPORTED),
    ),
    "sip-text": lambda: Target(
        sip_text.FORMAT,
        "sip.txt",
        _all(test_sip_text.CHALLENGE + test_sip_text.INVITE, f"ms-diagnostics: {test_sip_text.CODE}"),
    ),
    "event-text": lambda: Target(
        event_text.FORMAT,
        "event.txt",
        _all(
            test_event_text.block() + "Event Xml:\n" + test_event_text.event_xml(7),
            test_event_text.block(test_event_text.POLISH),
            test_event_text.ONE_LINE,
            test_event_text.OLD,
            test_event_text.WEVTUTIL,
        ),
    ),
    "audio": lambda: Target(
        audio.FORMAT, f"RgsImportExport/RGS/Instances/{GUID}/a.wav", (test_audio.wave(7), test_audio.WMA)
    ),
    "manifest": lambda: Target(kit_manifest.FORMAT, "manifest.xml", (MANIFEST.decode("utf-16").encode(), MANIFEST)),
    "evtx": lambda: Target(evtx_log.FORMAT, "lync.evtx", (test_evtx.LOG,)),
}
