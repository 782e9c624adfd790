"""What each script of the kit collects, per product and role.

Classes and cmdlets come only from the declaration of how each kind is collected (`estate.collection`).
The event log, netstat and ldifde commands are those of Windows (rfc-2849, event-schema, schertz-edge-ports). The names
that DNS is asked for are those that clients and partners ask for (`network.clients`).
"""

from __future__ import annotations

import attrs

from ..estate.collection import (
    EDGE_CLASSES,
    OF_ONE_SERVER,
    SERVICE_EVENTS,
    TOPOLOGY,
    WMI_DEPTH,
    cmdlet_depth,
    event_log,
    hiding_commands,
    lync_commands,
    wmi_classes,
)
from ..estate.products import R2
from ..network.clients import DISCOVERY, FEDERATION, XMPP
from ..powershell import literal


@attrs.frozen(kw_only=True)
class Block:
    """One block of a script: what it runs and the one file it writes.

    Attributes:
        name: class, cmdlet or program; unique in its script.
        command: PowerShell that gives objects where *depth* is given, else that writes the file at ``$Path``.
        depth: levels that Export-Clixml keeps.
        rights: what the account needs for it.
        every_server: it shows only the server on which it runs, so it is run on each.
    """

    name: str
    file: str
    command: str
    depth: int | None = None
    rights: str
    every_server: bool = False


_ADMINISTRATOR = "local administrator"
_WMI_RIGHTS = "local administrator, and read access to the settings of OCS in Active Directory and RTCConfig"
_CMDLET_RIGHTS = "RTCUniversalServerAdmins"
_LDAP_RIGHTS = "read access to the directory; local administrator"
_SQL_RIGHTS = "CONNECT and SELECT on xds and rgsconfig"


def front_end_blocks(product: str) -> tuple[Block, ...]:
    """Blocks of a server in the inner network: settings of the forest and pool, then those of this server alone."""
    if product == R2:
        settings = tuple(_class_block(name) for name in wmi_classes() if name not in EDGE_CLASSES)
    else:
        settings = tuple(_cmdlet_block(name, command) for name, command in lync_commands(product).items())
        settings += tuple(_cmdlet_block(name, name, f"{name}-visible") for name in hiding_commands(product))
        settings += (_TOPOLOGY, _CONFIGURATION)
    return (*(b for b in settings if not b.every_server), *(b for b in settings if b.every_server), *_server(product))


def edge_blocks(product: str) -> tuple[Block, ...]:
    """Blocks of an Edge server; each shows that server only."""
    if product == R2:
        own = tuple(_class_block(name) for name in wmi_classes() if name in EDGE_CLASSES | OF_ONE_SERVER)
    else:
        commands = lync_commands(product)
        own = tuple(_cmdlet_block(name, command) for name, command in commands.items() if name in OF_ONE_SERVER)
    return (*(attrs.evolve(block, every_server=True) for block in own), *_server(product))


def domain_controller_blocks() -> tuple[Block, ...]:
    """Blocks that read the directory: the settings in both possible containers, the schema version, the contacts."""
    return (
        _ldif("rtc-configuration", '"CN=RTC Service,CN=Services,$Configuration"'),
        _ldif("rtc-system", '"CN=RTC Service,CN=Microsoft,CN=System,$RootDomain"'),
        _ldif("rtc-schema", '"CN=ms-RTC-SIP-SchemaVersion,$Schema"', scope="base"),
        _ldif("rtc-contacts", "$Domain", filter_="(&(objectClass=contact)(msRTCSIP-PrimaryUserAddress=*))"),
    )


def sql_server_blocks() -> tuple[Block, ...]:
    """The Central Management Store as one XML file; the tables of rgsconfig are only known on site."""
    command = """
        $Rows = @(Get-SqlRow -Database 'xds' -Statement $Documents)
        $Texts = @($Rows | ForEach-Object { ConvertTo-XmlText -Data $_.Data })
        if ($Texts.Count -gt 0) {
            @('<Documents>') + $Texts + '</Documents>' | Set-Content -Path $Path -Encoding Unicode
        }
    """
    return (Block(name="xds", file="xds.xml", command=command, rights=_SQL_RIGHTS),)


def _class_block(name: str) -> Block:
    return Block(
        name=name,
        file=f"{name}.xml",
        command=f"Get-ClassInstance -Class {name}",
        depth=WMI_DEPTH,
        rights=_WMI_RIGHTS,
        every_server=name in OF_ONE_SERVER,
    )


def _cmdlet_block(name: str, command: str, block: str = "") -> Block:
    """The block of a cmdlet, called *block* where it is not the cmdlet's only one."""
    every_server = name in OF_ONE_SERVER
    rights = _ADMINISTRATOR if every_server else _CMDLET_RIGHTS
    return Block(
        name=block or name,
        file=f"{block or name}.xml",
        command=command,
        depth=cmdlet_depth(name),
        rights=rights,
        every_server=every_server,
    )


_TOPOLOGY = Block(
    name="Get-CsTopology",
    file="topology.xml",
    command=f"{TOPOLOGY} | Set-Content -Path $Path -Encoding Unicode",
    rights=_CMDLET_RIGHTS,
)
_CONFIGURATION = Block(
    name="Export-CsConfiguration",
    file="configuration.zip",
    command="Export-CsConfiguration -FileName $Path",
    rights=_CMDLET_RIGHTS,
)
_NETSTAT = Block(
    name="netstat",
    file="netstat.txt",
    command="""
        netstat -abno | Set-Content -Path $Path -Encoding Unicode
        if ($LASTEXITCODE -ne 0) {
            netstat -ano | Set-Content -Path $Path -Encoding Unicode
            Assert-ExitCode -Program 'netstat'
        }
    """,
    rights="local administrator, started as administrator, else processes have no names",
    every_server=True,
)


_HOSTS = Block(
    name="hosts",
    file="hosts",
    command="""
        Get-Content -Path (Join-Path $env:SystemRoot 'System32\\drivers\\etc\\hosts') |
            Set-Content -Path $Path -Encoding Unicode
    """,
    rights=_ADMINISTRATOR,
    every_server=True,
)
#: stores of the machine: roots, intermediate authorities, its own certificates, whose names only -v shows
_STORES = {"Root": "certutil -store Root", "CA": "certutil -store CA", "My": "certutil -v -store My"}


def _printed(name: str, file: str, command: str) -> Block:
    """What a program of Windows prints about its server."""
    program = command.partition(" ")[0]
    printed = f"""
        {command} | Set-Content -Path $Path -Encoding Unicode
        Assert-ExitCode -Program '{program}'
    """
    return Block(name=name, file=file, command=printed, rights=_ADMINISTRATOR, every_server=True)


def _dns() -> Block:
    """What this server's name servers answer to the names that clients and partners ask for in each SIP domain."""
    asked = dict.fromkeys((name.label, name.type) for names in DISCOVERY.values() for name in names)
    asked |= dict.fromkeys([(FEDERATION, "SRV"), (XMPP, "SRV")])
    lines = "\n".join(
        f"            Get-NslookupText -Type {type_} -Name ({literal(label + '.')} + $Domain)" for label, type_ in asked
    )
    command = f"""
        @(Get-AskedDomain) | ForEach-Object {{
            $Domain = $_
{lines}
        }} | Set-Content -Path $Path -Encoding Unicode
    """
    return Block(name="nslookup", file="nslookup.txt", command=command, rights=_ADMINISTRATOR, every_server=True)


def _server(product: str) -> tuple[Block, ...]:
    log = event_log(product)
    rendered = f"""
        wevtutil qe '{log}' /f:RenderedXml /e:Events | Set-Content -Path $Path -Encoding Unicode
        Assert-ExitCode -Program 'wevtutil'
    """
    copied = f"""
        wevtutil epl '{log}' $Path
        Assert-ExitCode -Program 'wevtutil'
    """
    services_log = f"wevtutil qe System {literal('/q:' + SERVICE_EVENTS)} /f:RenderedXml /e:Events"
    services = (_printed("sc queryex", "services.txt", "sc.exe queryex state= all"),) if product == R2 else ()
    return (
        _NETSTAT,
        _printed("ipconfig", "ipconfig.txt", "ipconfig /all"),
        _printed("route print", "route.txt", "route print"),
        _HOSTS,
        *(_printed(f"certutil {store}", f"certutil-{store}.txt", command) for store, command in _STORES.items()),
        *services,
        _dns(),
        _printed("wevtutil qe System", "system-events.xml", services_log),
        Block(name="wevtutil qe", file="events.xml", command=rendered, rights=_ADMINISTRATOR, every_server=True),
        Block(name="wevtutil epl", file="events.evtx", command=copied, rights=_ADMINISTRATOR, every_server=True),
    )


def _ldif(name: str, dn: str, *, scope: str = "subtree", filter_: str = "(objectClass=*)") -> Block:
    return Block(
        name=name,
        file=f"{name}.ldf",
        command=f"Export-Ldif -Dn {dn} -Path $Path -Scope {scope} -Filter '{filter_}'",
        rights=_LDAP_RIGHTS,
    )
