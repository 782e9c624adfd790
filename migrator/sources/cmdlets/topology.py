"""Lync cmdlets of the topology: sites, pools, computers, trusted applications, domains.

Type names: OUTPUTS of Get-Cs* (office-docs-powershell@93336da2). NetworkInterface and site address fields rest on
public code or on names of parameters.
"""

from __future__ import annotations

import re

from ...estate import topology
from ..mapping import From, Mapper, Truncated
from ..record import Record
from .cmdlet import Cmdlet, Part, lync_mapper, one_item_cmdlet
from .values import enumerated, shown, site_of, text_list_of

#: a service as Get-CsPool shows it, or its role alone
_SERVICE = re.compile(r"[A-Za-z]+(?::|$)")
_SITE = From(("SiteId", "Site"), site_of)


def _site_mapper(*optional: str) -> Mapper:
    return lync_mapper(
        topology.Site,
        From(("Identity", "DisplayName"), site_of),
        {
            "name": From(("DisplayName", "Identity"), site_of),
            "site_id": shown("SiteId"),
            "site_kind": enumerated("SiteType"),
            "description": "Description",
            "city": "City",
            "state": "State",
            "country_code": "CountryCode",
            "parent_site": From(("ParentSite",), site_of),
            "federation_route": shown("FederationRoute"),
        },
        aliases=(shown("Identity"), "DisplayName", shown("SiteId")),
        optional=optional,
    )


#: only a remote site has a parent, only a central site a federation route
_SITES = {
    "centralsite": _site_mapper("parent_site"),
    "remotesite": _site_mapper("federation_route"),
    "": _site_mapper(),
}


def _site(record: Record) -> tuple[Part]:
    """The site, by its kind."""
    kind = str(record.properties.get("SiteType") or record.type_name.rpartition("+")[2]).casefold()
    return ((record, _SITES.get(kind, _SITES[""])),)


def _roles_of(services: object) -> object:
    """The role of each ``role:pool``."""
    names = text_list_of(services)
    if isinstance(names, tuple) and not all(map(_SERVICE.match, names)):
        return Truncated("; ".join(map(str, names)))
    return tuple(dict.fromkeys(n.partition(":")[0] for n in names)) if isinstance(names, tuple) else names


def _hosts(computers: object) -> object:
    """Names of computers; a service among them shows that the columns of a table have changed places."""
    names = text_list_of(computers)
    is_of_services = isinstance(names, tuple) and any(":" in str(name) for name in names)
    return Truncated("; ".join(map(str, names))) if isinstance(names, tuple) and is_of_services else names


_FQDN = shown("Fqdn", "Identity")

CMDLETS = (
    Cmdlet(
        "Get-CsSite",
        ("Internal.Site+CentralSite", "Internal.Site+RemoteSite", "Internal.Site"),
        _site,
        ("site",),
        frozenset({"Identity", "Pools"}),
        reads=(_SITES[""],),
    ),
    one_item_cmdlet(
        "Get-CsPool",
        "Internal.Cluster",
        lync_mapper(
            topology.Pool,
            _FQDN,
            {
                "fqdn": _FQDN,
                "site": _SITE,
                "members": From(("Computers",), _hosts),
                "roles": From(("Services",), _roles_of),
            },
            aliases=(shown("Identity"),),
        ),
        "Identity",
        "Services",
        "Computers",
        exported_as={"PoolFqdn": "Fqdn"},
    ),
    one_item_cmdlet(
        "Get-CsComputer",
        "Internal.Machine",
        lync_mapper(
            topology.Machine,
            _FQDN,
            {"fqdn": _FQDN, "pool": shown("Pool"), "site": _SITE},
            aliases=(shown("Identity"),),
            optional=("site",),
        ),
        "Identity",
        "Pool",
    ),
    one_item_cmdlet(
        "Get-CsTrustedApplication",
        "Xds.DisplayTrustedApplication",
        lync_mapper(
            topology.TrustedApplication,
            shown("Identity"),
            {
                "application_id": "ApplicationId",
                "pool": shown("TrustedApplicationPoolFqdn"),
                "port": "Port",
                "service_gruu": shown("ServiceGruu"),
            },
            aliases=("ApplicationId", shown("ServiceGruu")),
            optional=("service_gruu",),
        ),
        "ApplicationId",
        "TrustedApplicationPoolFqdn",
    ),
    one_item_cmdlet(
        "Get-CsTrustedApplicationEndpoint",
        "Schema.OCSADApplicationContact",
        lync_mapper(
            topology.TrustedApplicationEndpoint,
            shown("SipAddress", "Identity"),
            {
                "display_name": "DisplayName",
                "primary_uri": shown("SipAddress"),
                "line_uri": "LineURI",
                "pool": shown("RegistrarPool"),
                "owner_urn": "OwnerUrn",
                "enabled": "Enabled",
                "voice_enabled": "EnterpriseVoiceEnabled",
            },
            aliases=(shown("Identity"),),
        ),
        "SipAddress",
        "OwnerUrn",
    ),
    one_item_cmdlet(
        "Get-CsSipDomain",
        "Xds.SipDomain",
        lync_mapper(
            topology.SipDomain,
            shown("Name", "Identity"),
            {"name": shown("Name", "Identity"), "is_default": "IsDefault"},
        ),
        "Identity",
        "IsDefault",
    ),
)
