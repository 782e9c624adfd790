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
from ..estate.products import LYNC2010, R2
from ..estate.unmapped import unmapped_cmdlets
from ..network.clients import DISCOVERY, FEDERATION, XMPP
from ..powershell import literal
from .rights import rights_of


@attrs.frozen(kw_only=True)
class Block:
    """One block of a script: what it runs and the one file it writes.

    Attributes:
        name: class, cmdlet or program; unique in its script.
        command: PowerShell that gives objects where *depth* is given, lines of text where *lines* is, else that writes
            the file at ``$Path`` itself.
        depth: levels that Export-Clixml keeps.
        rights: what the account needs for it.
        every_server: it shows only the server on which it runs, so it is run on each.
        part: what -Without leaves out together with it: one of `PARTS`, or "".
    """

    name: str
    file: str
    command: str
    depth: int | None = None
    lines: bool = False
    rights: str
    every_server: bool = False
    part: str = ""


#: what -Without takes: the largest files, and what only a local administrator may read
USERS, EVENTS, THIS_SERVER = PARTS = ("Users", "Events", "ThisServer")
_OF_USERS = frozenset({"Get-CsUser", "MSFT_SIPESUserSetting"})
_ADMINISTRATOR = "local administrator"
_WMI_RIGHTS = "local administrator, and read access to the settings of OCS in Active Directory and RTCConfig"
_SHARE_RIGHTS = "read access to the file share of the pool"
_LDAP_RIGHTS = "read access to the directory; local administrator"
_SQL_RIGHTS = "CONNECT and SELECT on xds and rgsconfig"


def front_end_blocks(product: str) -> tuple[Block, ...]:
    """Blocks of a server in the inner network: settings of the forest and pool, then those of this server alone."""
    if product == R2:
        settings = tuple(_class_block(name) for name in wmi_classes() if name not in EDGE_CLASSES)
    else:
        settings = tuple(_cmdlet_block(name, command) for name, command in lync_commands(product).items())
        settings += tuple(_cmdlet_block(name, name, f"{name}-visible") for name in hiding_commands(product))
        settings += tuple(_cmdlet_block(name, name) for name in unmapped_cmdlets(product))
        settings += (_TOPOLOGY, _CONFIGURATION)
        settings += (_AUDIO_2010,) if product == LYNC2010 else ()
    settings += (_address_book_rules(product),)
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
    """Blocks that read the directory: the settings in both possible containers, the schema version, the contacts.

    Of users only what no cmdlet and no WMI class shows: adminCount, by which protected accounts are known.
    """
    return (
        _ldif("rtc-configuration", '"CN=RTC Service,CN=Services,$Configuration"'),
        _ldif("rtc-system", '"CN=RTC Service,CN=Microsoft,CN=System,$RootDomain"'),
        _ldif("rtc-schema", '"CN=ms-RTC-SIP-SchemaVersion,$Schema"', scope="base"),
        _ldif("rtc-contacts", "$Domain", filter_="(&(objectClass=contact)(msRTCSIP-PrimaryUserAddress=*))"),
        _ldif("rtc-accounts", "$Domain", filter_=_ACCOUNTS, attributes=_ACCOUNT_ATTRIBUTES, part=USERS),
    )


def sql_server_blocks() -> tuple[Block, ...]:
    """The Central Management Store as one XML file; the tables of rgsconfig are only known on site."""
    command = """
        $Begun = $false
        Get-SqlRow -Database 'xds' -Statement $Documents | ForEach-Object {
            if (-not $Begun) { '<Documents>' }
            $Begun = $true
            ConvertTo-XmlText -Data $_.Data
        }
        if ($Begun) { '</Documents>' }
    """
    return (Block(name="xds", file="xds.xml", command=command, lines=True, rights=_SQL_RIGHTS),)


def _class_block(name: str) -> Block:
    return Block(
        name=name,
        file=f"{name}.xml",
        command=f"Get-ClassInstance -Class {name}",
        depth=WMI_DEPTH,
        rights=_WMI_RIGHTS,
        every_server=name in OF_ONE_SERVER,
        part=USERS if name in _OF_USERS else "",
    )


def _cmdlet_block(name: str, command: str, block: str = "") -> Block:
    """The block of a cmdlet, called *block* where it is not the cmdlet's only one."""
    every_server = name in OF_ONE_SERVER
    rights = f"{_ADMINISTRATOR}; {rights_of(name)}" if every_server else rights_of(name)
    return Block(
        name=block or name,
        file=f"{block or name}.xml",
        command=command,
        depth=cmdlet_depth(name),
        rights=rights,
        every_server=every_server,
        part=USERS if name in _OF_USERS else "",
    )


_TOPOLOGY = Block(
    name="Get-CsTopology",
    file="topology.xml",
    command=TOPOLOGY,
    lines=True,
    rights=rights_of("Get-CsTopology"),
)
_CONFIGURATION = Block(
    name="Export-CsConfiguration",
    file="configuration.zip",
    command="Export-CsConfiguration -FileName $Path",
    rights=rights_of("Export-CsConfiguration"),
)
#: in the file share of a pool, as the migration guide of 2013 names the folders; for 2010 inferred
_AUDIO_2010 = Block(
    name="response group audio",
    file="rgs-audio.zip",
    command="""
        $Folders = @(Get-CsService -FileStore | ForEach-Object {
            Join-Path $_.UncPath '*-ApplicationServer-*\\AppServerFiles\\RGS\\*'
        })
        $Found = @(Get-ChildItem -Path $Folders -Recurse -Include '*.wav', '*.wma')
        $Files = @($Found | ForEach-Object {
            @{ Name = $_.FullName.Replace('\\', '/').TrimStart('/'); Path = $_.FullName }
        })
        if ($Files.Count -gt 0) { New-Zip -Path $Path -Files $Files }
    """,
    rights=f"{rights_of('Get-CsService')}; {_SHARE_RIGHTS}",
)
_RULES_FILE = "Company_Phone_Number_Normalization_Rules.txt"


def _address_book_rules(product: str) -> Block:
    """The normalization rules of the Address Book, which lie in its folder (l13-address-book-r2, -2010)."""
    folders = "Get-CsService -FileStore | ForEach-Object { Join-Path $_.UncPath '*-WebServices-*\\ABFiles' }"
    rights = f"{rights_of('Get-CsService')}; {_SHARE_RIGHTS}"
    if product == R2:
        folders = "Get-ClassInstance -Class MSFT_SIPAddressBookSetting | ForEach-Object { $_.OutputLocation }"
        rights = f"{_WMI_RIGHTS}; {_SHARE_RIGHTS}"
    command = f"""
        $Folders = @({folders})
        $Found = @($Folders | Where-Object {{ $_ }} | ForEach-Object {{
            Get-ChildItem -Path $_ | Where-Object {{ $_.Name -eq '{_RULES_FILE}' }}
        }})
        foreach ($File in $Found) {{
            "# $($File.FullName)"
            Get-Content -Path $File.FullName
        }}
    """
    return Block(name="address book rules", file=_RULES_FILE, command=command, lines=True, rights=rights)


_NETSTAT = Block(
    name="netstat",
    file="netstat.txt",
    command="""
        $Printed = @(netstat -abno)
        if ($LASTEXITCODE -ne 0) { $Printed = @(netstat -ano) }
        $Printed
        Assert-ExitCode -Program 'netstat'
    """,
    lines=True,
    rights="local administrator, started as administrator, else processes have no names",
    every_server=True,
)


_HOSTS = Block(
    name="hosts",
    file="hosts",
    command="Get-Content -Path (Join-Path $env:SystemRoot 'System32\\drivers\\etc\\hosts')",
    lines=True,
    rights=_ADMINISTRATOR,
    every_server=True,
)
#: stores of the machine: roots, intermediate authorities, its own certificates, whose names only -v shows
_STORES = {"Root": "certutil -store Root", "CA": "certutil -store CA", "My": "certutil -v -store My"}


def _printed(name: str, file: str, command: str, part: str = "") -> Block:
    """What a program of Windows prints about its server."""
    printed = f"""
        {command}
        Assert-ExitCode -Program '{command.partition(" ")[0]}'
    """
    return Block(name=name, file=file, command=printed, lines=True, rights=_ADMINISTRATOR, every_server=True, part=part)


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
        }}
    """
    return Block(
        name="nslookup", file="nslookup.txt", command=command, lines=True, rights=_ADMINISTRATOR, every_server=True
    )


def _server(product: str) -> tuple[Block, ...]:
    log = event_log(product)
    rendered = f"wevtutil qe '{log}' /f:RenderedXml /e:Events"
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
        _printed("wevtutil qe System", "system-events.xml", services_log, EVENTS),
        _printed("wevtutil qe", "events.xml", rendered, EVENTS),
        Block(
            name="wevtutil epl",
            file="events.evtx",
            command=copied,
            rights=_ADMINISTRATOR,
            every_server=True,
            part=EVENTS,
        ),
    )


#: users whose home is a pool of OCS or Lync
_ACCOUNTS = "(&(objectCategory=person)(objectClass=user)(msRTCSIP-PrimaryUserAddress=*)(msRTCSIP-PrimaryHomeServer=*))"
_ACCOUNT_ATTRIBUTES = "objectClass,adminCount,msRTCSIP-PrimaryUserAddress,msRTCSIP-PrimaryHomeServer"


def _ldif(
    name: str,
    dn: str,
    *,
    scope: str = "subtree",
    filter_: str = "(objectClass=*)",
    attributes: str = "",
    part: str = "",
) -> Block:
    limited = f" -Attributes '{attributes}'" if attributes else ""
    command = f"Export-Ldif -Dn {dn} -Path $Path -Scope {scope} -Filter '{filter_}'{limited}"
    return Block(name=name, file=f"{name}.ldf", command=command, rights=_LDAP_RIGHTS, part=part)
