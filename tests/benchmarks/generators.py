"""Estates of any size: CLIXML files as Export-Clixml writes them, items, and an rgsconfig with rows without owner."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from migrator.estate import devices, evidence, other, response_groups, users
from migrator.estate.catalogue import KINDS
from migrator.estate.conferencing import AccessNumber
from migrator.estate.kinds import Item, fields_of
from migrator.estate.network import DnsRecord
from migrator.estate.response_groups import AgentGroup
from migrator.estate.topology import Gateway, Pool, SipDomain
from migrator.estate.users import User
from migrator.estate.voice import (
    CallParkOrbit,
    NetworkSubnet,
    NormalizationRule,
    PstnUsage,
    UnassignedNumber,
    VoicePolicy,
    VoiceRoute,
)
from migrator.repair.embedded import build

_HEAD = '\ufeff<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">\r\n'
_WMI = "System.Management.ManagementObject#root\\cimv2\\MSFT_SIPPhoneRouteData"
_LYNC_USER = "Microsoft.Rtc.Management.ADConnect.Schema.OCSADUser"
_LYNC_ROUTE = "Microsoft.Rtc.Management.WritableConfig.Policy.Voice.Route"
#: tables of the embedded rgsconfig whose rows have an owner
OWNED_TABLES = ("AgentGroups", "Queues", "Workflows", "BusinessHours", "HolidaySets")


def _object(number: int, type_name: str, properties: str) -> str:
    """One Obj; the first of a file declares the type names, the others refer to them."""
    names = f'<TN RefId="0"><T>{type_name}</T><T>System.Object</T></TN>' if number == 0 else '<TNRef RefId="0" />'
    shown = f"<ToString>{type_name} {number}</ToString>"
    start = f'  <Obj RefId="{number}">\r\n    {names}\r\n    {shown}\r\n'
    return f"{start}    <Props>\r\n{properties}    </Props>\r\n  </Obj>\r\n"


def write_log(path: Path, *, size: int) -> Path:
    """A log of *size* bytes whose lines nothing knows, but for one in fifty."""
    known = "SetMoveResourceData failed because the user is not provisioned."
    with path.open("w", encoding="utf-8", newline="") as file:
        number = 0
        while file.tell() < size:
            number += 1
            said = (
                known
                if number % 50 == 0
                else f"Worker {number} of fe{number % 7}.contoso.com has done job {number * 7919}."
            )
            file.write(f"2013-05-14 09:{number // 60 % 60:02}:{number % 60:02} INFORMATION : {said}\r\n")
    return path


def write_list(path: Path, *, objects: int) -> Path:
    """A file of routes as Format-List prints them in a window of 120 cells."""
    gateways = "{PstnGateway:gw1.contoso.com, PstnGateway:gw2.contoso.com, PstnGateway:gw3.contoso.com, PstnGateway:g"
    with path.open("w", encoding="utf-8", newline="") as file:
        for number in range(objects):
            file.write(
                f"\r\nIdentity         : Route {number}\r\nPriority         : {number}\r\n"
                f"Description      : Calls inside the US and elsewhere\r\nNumberPattern    : ^\\+1{number:08}$\r\n"
                "PstnUsages       : {Local, Internal}\r\n"
                f"PstnGatewayList  : {gateways}\r\n{'':19}w4.contoso.com}}\r\n"
                f"Name             : Route {number}\r\nSuppressCallerId : \r\n"
            )
        file.write("\r\n\r\n")
    return path


_HEADERS = """\
Trace-Correlation-Id: {n}
Instance-Id: 0000{n:05x}
Direction: outgoing;source="external edge";destination="local"
Peer: 203.0.113.{peer}:5061
Message-Type: {type}
Start-Line: {start}
From: "Anna"<sip:anna{user}@contoso.com>;tag=1;epid=2
To: <sip:ben{user}@fabrikam{peer}.com>;tag=9
CSeq: 1 INVITE
Call-ID: {n:032x}
Via: SIP/2.0/TLS 192.0.2.5:53411;branch=z9hG4bK1{n};branched=FALSE;ms-internal-info="abc"
Via: SIP/2.0/TLS 10.0.0.5:5061;branch=z9hG4bK2{n};branched=FALSE;ms-received-port=49233;ms-received-cid=2E00
Record-Route: <sip:sip.contoso.com:443;transport=tls;opaque=state:Ci.R1;lr;ms-route-sig=abcdef>
User-Agent: UCCAPI/4.0.7577.4061 OC/4.0.7577.4087 (Microsoft Lync 2010)
Content-Length: 0
"""
_CANDIDATES = "".join(f"a=candidate:{at} 1 UDP 2130706431 10.0.0.{at} 500{at} typ host\r\n" for at in range(10, 40))


def write_trace(path: Path, *, size_bytes: int) -> Path:
    """A server trace of requests and responses, every third with a body, with what the code notes between them."""
    entry = "TL_INFO(TF_{what}) [0]09D0.0FE8::11/13/2013-{hour:02}:{minute:02}:{second:02}.123.0000{low:04x} (SIPStack,"
    number, written = 0, 0
    with path.open("w", encoding="utf-8", newline="") as file:
        while written < size_bytes:
            number += 1
            code = {0: "1027", 1: "1034"}.get(number % 50, "")
            status = "504 Server time-out" if code else "200 OK"
            is_request = bool(number % 2 and not code)
            when = {"hour": number // 20_000 % 24, "minute": number // 100 % 60, "second": number % 60}
            begun = entry.format(what="PROTOCOL", low=number % 65_536, **when)
            headers = _HEADERS.format(
                n=number,
                peer=number % 40,
                user=number % 300,
                type="request" if is_request else "response",
                start=f"INVITE sip:ben{number}@fabrikam.com SIP/2.0" if is_request else f"SIP/2.0 {status}",
            ).replace("\n", "\r\n")
            refused = f'ms-diagnostics: {code};reason="Cannot route";source="sip.contoso.com"\r\n' if code else ""
            body = f"Message-Body: v=0\r\n{_CANDIDATES}" if number % 3 == 0 else ""
            noted = entry.format(what="DIAG", low=number % 65_536, **when)
            text = (
                f"{begun}SIPAdminLog::ProtocolRecord::Flush:ProtocolRecord.cpp(265))\r\n$$begin_record\r\n{headers}"
                f"{refused}{body}$$end_record\r\n\r\n"
                f"{noted}SIPAdminLog::WriteDiagnosticEvent:SIPAdminLog.cpp(802))\r\nRouted a response\r\n"
            )
            file.write(text)
            written += len(text)
    return path


def _lines(*elements: str) -> str:
    return "".join(f"      {element}\r\n" for element in elements)


def _list(name: str, *values: str) -> str:
    held = "".join(f"<S>{value}</S>" for value in values)
    return f'<Obj N="{name}" RefId="9"><LST>{held}</LST></Obj>'


def _texts(**values: str) -> list[str]:
    return [f'<S N="{name}">{value}</S>' for name, value in values.items()]


def _wmi_route(n: int) -> str:
    path = f'MSFT_SIPPhoneRouteData.InstanceID="{{{n:08X}-0000-4000-8000-000000000000}}"'
    elements = (
        '<I32 N="__GENUS">2</I32>',
        *_texts(__CLASS="MSFT_SIPPhoneRouteData", __RELPATH=path, __SERVER="OCSFE01"),
        '<I32 N="__PROPERTY_COUNT">7</I32>',
        '<Obj N="__DERIVATION" RefId="9"><LST /></Obj>',
        *_texts(__PATH=f"\\\\OCSFE01\\root\\cimv2:{path}", InstanceID=f"{{{n:08X}-0000-4000-8000-000000000000}}"),
        *_texts(Name=f"Route {n}", Description=f"Calls of office {n}", TargetPhoneNumberRegex=rf"^\+49{n:07d}\d*$"),
        *_texts(Backend="sql01.contoso.com\\rtc"),
        _list("GatewayList", f"gw{n % 50}.contoso.com:5060"),
        _list("PhoneRouteUsageIDs", f"{{{n % 40:08X}-1111-4000-8000-000000000000}}"),
    )
    return _object(n, _WMI, _lines(*elements))


def _lync_user(n: int) -> str:
    elements = (
        *_texts(Identity=f"CN=User {n},OU=Staff,DC=contoso,DC=com", SipAddress=f"sip:user{n}@contoso.com"),
        *_texts(DisplayName=f"User {n}", LineURI=f"tel:+49{n:09d}", SamAccountName=f"user{n}"),
        *_texts(RegistrarPool="lyncpool.contoso.com", UserPrincipalName=f"user{n}@contoso.com"),
        '<B N="Enabled">true</B>',
        '<B N="EnterpriseVoiceEnabled">true</B>',
        '<Nil N="VoicePolicy" />',
        '<Nil N="ConferencingPolicy" />',
        '<DT N="WhenCreated">2012-03-04T05:06:07Z</DT>',
        f'<G N="Guid">{n:08x}-2222-4000-8000-000000000000</G>',
    )
    return _object(n, _LYNC_USER, _lines(*elements))


def _lync_route(n: int) -> str:
    elements = (
        *_texts(Identity=f"Route {n}", Name=f"Route {n}", Description=f"Calls of office {n}"),
        f'<I32 N="Priority">{n}</I32>',
        *_texts(NumberPattern=rf"^\+49{n:07d}\d*$"),
        _list("PstnUsages", "Local", f"Usage {n % 40}"),
        _list("PstnGatewayList", f"PstnGateway:gw{n % 50}.contoso.com"),
        '<B N="SuppressCallerId">false</B>',
        '<Nil N="AlternateCallerId" />',
    )
    return _object(n, _LYNC_ROUTE, _lines(*elements))


OBJECTS = {"WMI routes": _wmi_route, "Lync users": _lync_user, "Lync routes": _lync_route}


def write_clixml(path: Path, what: str, *, objects: int = 0, size_bytes: int = 0) -> Path:
    """A file of that many objects, or of at least that size, in UTF-16; *what* is a key of `OBJECTS`."""
    make, number = OBJECTS[what], 0
    with path.open("w", encoding="utf-16-le", newline="") as file:
        file.write(_HEAD)
        while number < objects or (size_bytes and file.tell() < size_bytes):
            for _ in range(min(1000, objects - number) if objects else 1000):
                file.write(make(number))
                number += 1
        file.write("</Objs>")
    return path


#: what a large company has of servers, pools, SIP domains, partners, plans and policies
MOST_SERVERS = 40
#: what grows with its people, their numbers and the time for which records are kept
_OF_PEOPLE = {module.__name__ for module in (users, response_groups, devices, evidence, other)}
_OF_NUMBERS = {
    *(AccessNumber, CallParkOrbit, DnsRecord, NetworkSubnet, NormalizationRule, PstnUsage, UnassignedNumber, VoiceRoute)
}


def items(count: int, product: str = "ocs2007r2") -> Iterator[Item]:
    """That many items: half of them users, the others of every other kind, each field filled, references that lead.

    Servers, pools, domains, partners, plans and policies are at most `MOST_SERVERS` of a kind.
    """
    others = [cls for cls in KINDS.values() if cls is not User]
    half = count - count // 2
    many = [cls.kind for cls in others if cls.__module__ in _OF_PEOPLE or cls in _OF_NUMBERS]
    few = {cls.kind: min(half // len(others), MOST_SERVERS) for cls in others if cls.kind not in many}
    per_kind = few | dict.fromkeys(many, (half - sum(few.values())) // len(many))
    per_kind[User.kind] = count - sum(per_kind.values())
    for cls in KINDS.values():
        for n in range(per_kind[cls.kind]):
            yield _item(cls, n, per_kind, product)


def _item(cls: type[Item], n: int, per_kind: dict[str, int], product: str) -> Item:
    values: dict[str, Any] = {}
    for field in fields_of(cls):
        target = next((kind for kind in field.refers_to if per_kind.get(kind)), "")
        shown = f"{target} {n % per_kind[target]}" if target else f"{field.label} {n}"
        match field.type:
            case "text":
                values[field.name] = shown
            case "list":
                values[field.name] = (shown,)
            case "int":
                values[field.name] = n
            case "bool":
                values[field.name] = n % 2 == 0
    if cls is SipDomain:
        values["name"] = f"domain{n}.contoso.com"
    if cls is User:  # in order, as most are: rules find little to say of them
        values |= {
            "sip_address": f"sip:user{n}@domain{n % 7}.contoso.com",
            "line_uri": f"tel:+49{n:09d}",
            "remote_call_control": False,
            "move_target": None,
            "presence_policy": None,
            "conferencing_policy": None,
            "voice_policy": None,
        }
    return cls(key=f"{cls.kind} {n}", product=product, sources=(f"bench#{n}",), **values)


def telephone_system(users: int) -> Iterator[Item]:
    """Users of four pools with numbers, delegates, voice policies and gateways; some are agents."""
    lync: dict[str, Any] = {"product": "lync2010", "sources": ("bench#1",)}
    for n in range(4):
        yield Pool(key=f"pool{n}.contoso.com", fqdn=f"pool{n}.contoso.com", **lync)
    for n in range(5):
        yield Gateway(key=f"gw{n}.contoso.com", fqdn=f"gw{n}.contoso.com", **lync)
        yield VoicePolicy(key=f"Tag:Policy {n}", aliases=(f"Policy {n}",), usages=(f"Usage {n}",), **lync)
        yield VoiceRoute(key=f"Route {n}", usages=(f"Usage {n}",), gateways=(f"gw{n}.contoso.com",), **lync)
    for n in range(users // 100):
        agents = tuple(f"sip:user{n * 100 + own}@contoso.com" for own in range(10))
        yield AgentGroup(key=f"group {n}", name=f"Group {n}", pool=f"pool{n % 4}.contoso.com", agents=agents, **lync)
    for n in range(users):
        address = f"sip:user{n}@contoso.com"
        yield User(
            key=address,
            sip_address=address,
            display_name=f"User {n}",
            line_uri=f"tel:+49{n - n % 1000 // 999:09d}",
            voice_enabled=True,
            voice_policy=f"Policy {n % 5}",
            pool=f"pool{n % 4}.contoso.com",
            delegates=(f"sip:user{n + 1}@contoso.com",) if n % 20 == 0 else (),
            **lync,
        )


def rgsconfig(path: Path, rows: int) -> Path:
    """The embedded database, its owned tables filled up with rows without owner to that many in all."""
    build(path)
    with closing(sqlite3.connect(path)) as connection:
        for table in OWNED_TABLES:
            connection.execute(f'DELETE FROM "{table}"')
            new = ((f"{n:08x}-3333-4000-8000-000000000000", f"{table} {n}") for n in range(rows // 5))
            connection.executemany(f'INSERT INTO "{table}" (ID, Name) VALUES (?, ?)', new)
        connection.commit()
    return path
