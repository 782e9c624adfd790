"""The scope of a policy or of settings, by its Identity: ``Global``, ``Site:name``, ``Service:Role:FQDN`` or a name.

Case does not matter; ``Tag:`` may stand before the name of a per-user policy; some pages name a service without
``Service:`` (new-csdialplan, new-cstrunkconfiguration).
"""

from __future__ import annotations

import attrs

#: levels of scope that are no service; SERVICE is that of a service whose role is not known
USER, SERVICE, SITE, GLOBAL = "user", "service", "site", "global"
#: the service of a gateway or trunk
GATEWAY = "PstnGateway"
#: services that can have policies or settings of their own, as the pages of the New- cmdlets spell them
_ROLES = {
    role.casefold(): role
    for role in (
        "ApplicationServer",
        "ConferencingServer",
        "EdgeServer",
        "MediationServer",
        GATEWAY,
        "Registrar",
        "UserServer",
        "WebServer",
    )
}


@attrs.frozen
class Scope:
    """A scope.

    Attributes:
        level: ``user``, ``site``, ``global``, the role of a service (``Registrar``), or ``service``.
        name: the name of the policy, of the site or of the service's pool or gateway, as it is written; "" if global.
    """

    level: str
    name: str = ""

    @property
    def is_service(self) -> bool:
        """Whether it is of one service: of a pool, a gateway or a trunk."""
        return self.level not in (USER, SITE, GLOBAL)

    @property
    def identity(self) -> str:
        """The Identity in its one spelling."""
        prefix = {USER: "", SITE: "Site:", GLOBAL: "Global", SERVICE: "Service:"}
        return prefix.get(self.level, f"Service:{self.level}:") + self.name


def scope_named(identity: str) -> Scope:
    """The scope that an Identity names; what follows a slash (the rule of a dial plan) is no part of it."""
    head = identity.strip().partition("/")[0]
    word, colon, rest = (part.strip() for part in head.partition(":"))
    known = word.casefold()
    if known == GLOBAL:
        return Scope(GLOBAL)
    if not colon:
        return Scope(USER, head)
    if known == SITE:
        return Scope(SITE, rest)
    if known == "tag":
        return Scope(USER, rest)
    role, second_colon, of = (part.strip() for part in (rest if known == SERVICE else head).partition(":"))
    if second_colon and (spelled := _ROLES.get(role.casefold())):
        return Scope(spelled, of)
    return Scope(SERVICE, rest) if known == SERVICE else Scope(USER, head)
