"""Lync cmdlets of administration and of one server: simple URLs, replication, roles, certificates, services, version.

Type names and properties: OUTPUTS, examples and parameters of the Get-Cs* and New-Cs* pages
(office-docs-powershell@93336da2). ReplicaFqdn is the parameter of Get-CsManagementStoreReplicationStatus; the property
AlternativeNames and Use of Get-CsCertificate and TemplateName of Get-CsAdminRole are inferred.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import attrs

from ...estate import topology
from ..converters import is_lost
from ..mapping import From, Of
from ..printed import printed
from ..record import Record, Rejected
from .cmdlet import Cmdlet, Part, lync_mapper, members, nested, one_item_cmdlet, spelled
from .values import entries, enumerated, listed, scope_of, scoped_key, shown, text_of

_VERSION = re.compile(r"(?P<name>Microsoft Lync Server (?P<year>\d{4}))\s*\((?P<version>[\d.]+)\)")
_IDENTITY = shown("Identity")
_FQDN = shown("ReplicaFqdn", "Identity")


def _url(entry: dict[str, object]) -> str:
    return str(entry.get("Url") or "")


SIMPLE_URL = lync_mapper(
    topology.SimpleUrl,
    ("Key",),
    {
        "component": shown("Component"),
        "domain": shown("Domain"),
        "urls": From(("SimpleUrlEntry",), entries(_url, "Url")),
        "active_url": shown("ActiveUrl"),
        "scope": "Scope",
    },
)


_SIMPLE_URL = ("SimpleUrlEntry", "Component", "Domain", "ActiveUrl")


def _simple_urls(record: Record) -> Iterator[Part | Rejected]:
    """One record per URL of the collection."""
    identity = record.properties.get("Identity")
    urls, lost = members(record, "SimpleUrl", SIMPLE_URL.cls.kind)
    for number, value in enumerate(urls, start=1):
        url = value if isinstance(value, dict) else printed(value, _SIMPLE_URL, _SIMPLE_URL[1:])
        part = spelled(nested(record, "simple URL", number, url or {}), SIMPLE_URL)
        if url is None:
            reason = f"the simple URL is cut off ({value!r}); export with -Depth 8"
            yield Rejected(part.position, reason, (SIMPLE_URL.cls.kind,))
            continue
        names = [scoped_key(identity), *(text_of(part.properties.get(name)) for name in ("Component", "Domain"))]
        if not all(isinstance(name, str) and name and not is_lost(name) for name in names):
            reason = "the simple URL has no Component or Domain, or its configuration no Identity"
            yield Rejected(part.position, reason, (SIMPLE_URL.cls.kind,))
            continue
        key = "/".join(map(str, names))
        added = {"Key": key, "Scope": scope_of(identity)}
        yield attrs.evolve(part, properties={**part.properties, **added}), SIMPLE_URL
    if lost:
        yield lost


def _of_machine(*names: str, needs: str) -> Of:
    """A getter of a key within one machine, of the properties that tell its objects apart; none without *needs*."""

    def get(properties: Mapping[str, object]) -> str:
        if properties.get(needs) in (None, ""):
            return ""
        parts = (text_of(properties.get(name)) for name in ("Machine", *names))
        return "/".join(str(part) for part in parts if part not in (None, ""))

    return Of(names, get, kept=True)


SERVER_VERSION = lync_mapper(
    topology.InstalledComponent,
    _of_machine("Name", needs="Name"),
    {"name": "Name", "version": "Version", "machine": "Machine"},
    optional=("machine",),
)


def _server_version(record: Record) -> Iterator[Part | Rejected]:
    """Name and version out of ``Microsoft Lync Server 2010 (4.0.7577.0)``."""
    match = _VERSION.search(str(record.properties.get("Value") or ""))
    if match is None:
        reason = "it does not hold the name and version of a Lync Server"
        yield Rejected(record.position, reason, (topology.InstalledComponent.kind,))
        return
    properties = {"Name": match["name"], "Version": match["version"], "Machine": record.properties.get("Machine")}
    yield attrs.evolve(record, properties=properties), SERVER_VERSION


def product_of_server(text: object) -> str | None:
    """The product that Get-CsServerVersion shows, where it is one of ours."""
    match = _VERSION.search(str(text or ""))
    return {"2010": "lync2010", "2013": "lync2013"}.get(match["year"]) if match else None


CMDLETS = (
    Cmdlet(
        "Get-CsSimpleUrlConfiguration",
        ("SimpleUrl.SimpleUrlConfiguration",),
        _simple_urls,
        ("simple_url",),
        frozenset({"Identity", "SimpleUrl"}),
        contents="SimpleUrl",
    ),
    one_item_cmdlet(
        "Get-CsManagementStoreReplicationStatus",
        "Xds.ReplicaState",
        lync_mapper(
            topology.ReplicationStatus,
            _FQDN,
            {
                "fqdn": _FQDN,
                "up_to_date": "UpToDate",
                "last_status_report": "LastStatusReport",
                "last_update": "LastUpdateCreation",
                "product_version": shown("ProductVersion"),
            },
        ),
        "UpToDate",
        "LastUpdateCreation",
    ),
    one_item_cmdlet(
        "Get-CsAdminRole",
        "Roles.Role",
        lync_mapper(
            topology.AdminRole,
            shown("Identity"),
            {
                "name": shown("Identity"),
                "sid": shown("SID"),
                "config_scopes": listed("ConfigScopes"),
                "user_scopes": listed("UserScopes"),
                "cmdlets": listed("Cmdlets"),
                "is_standard": "IsStandardRole",
                "template": shown("TemplateName", "Template"),
            },
            aliases=(shown("SID"),),
        ),
        "Identity",
        "IsStandardRole",
    ),
    one_item_cmdlet(
        "Get-CsCertificate",
        "Deployment.CertificateReference",
        lync_mapper(
            topology.Certificate,
            _of_machine("Use", "Thumbprint", needs="Thumbprint"),
            {
                "subject": shown("Subject"),
                "use": enumerated("Use"),
                "machine": "Machine",
                "issuer": shown("Issuer"),
                "serial": shown("SerialNumber"),
                "thumbprint": shown("Thumbprint"),
                "alternative_names": listed("AlternativeNames"),
                "not_before": "NotBefore",
                "not_after": "NotAfter",
            },
            optional=("machine",),
            never_shown=(
                *("extended_key_usages", "revocation_points", "signature_algorithm"),
                *("key_algorithm", "key_bits"),
            ),
        ),
        "Thumbprint",
        "NotAfter",
    ),
    one_item_cmdlet(
        "Get-CsWindowsService",
        "Core.NTService",
        lync_mapper(
            topology.WindowsService,
            _of_machine("Name", needs="Name"),
            {
                "name": "Name",
                "display_name": shown("DisplayName"),
                "machine": "Machine",
                "status": enumerated("Status"),
                "activity_level": shown("ActivityLevel"),
                "role_name": Of(("RoleName",), lambda p: _joined(p.get("RoleName")), kept=True),
                "start_mode": shown("StartMode"),
            },
            optional=("machine",),
            never_shown=("program",),
        ),
        "Name",
        "ActivityLevel",
    ),
    Cmdlet("Get-CsServerVersion", (), _server_version, ("installed_component",), frozenset({"Value"})),
)


def _joined(value: object) -> str | None:
    """The roles of a service as one text."""
    if isinstance(value, list):
        return ", ".join(str(text_of(v)) for v in value) or None
    text = text_of(value)
    return text if isinstance(text, str) and text else None
