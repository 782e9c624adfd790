"""Administrative roles of Lync."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.topology import AdminRole, Pool, Site
from ..engine.model import Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import B_POST
from ..engine.scope import LYNC
from ..engine.values import items, texts

_EVERYWHERE = "global"


@rule(
    id="L10-RBAC-001",
    title="Administrative role with a limited scope",
    severity=Severity.INFO,
    grade=Grade.INFERRED,
    products=LYNC,
    targets=("2013",),
    needs=(AdminRole,),
    message="Role {item} is limited to {scopes}",
    variants={"other site": Wording("Role {item} is limited to {scopes}, and {new_pools} is in another site")},
    effect="Its members manage the new pools and the moved users only if these are in the scope too.",
    remediation=(
        "Check it after the move: Get-CsAdminRole -Identity NAME. A site scope names a SiteId (Get-CsSite), to "
        "which the site of the new pools may have to be added: Set-CsAdminRole -Identity NAME -ConfigScopes "
        '@{Add="site:SITEID"}. An OU scope follows the container of the users, not their pool.'
    ),
    references=("l13-rbac", "set-csadminrole", "get-csadminrole"),
    basis="scopes documented; that the move can leave them behind is inferred",
    minutes=15,
    phases=(B_POST,),
)
def limited_role(estate: Estate, context: Context) -> Iterator[Hit]:
    """A role is limited to sites or to organizational units.

    Why it matters: pools of 2013 in another site are outside a role that names the site of the old pools.

    When it is wrong: the role is for objects that stay where they are.
    """
    found: set[str] = set()
    for role in (role for product in LYNC for role in estate.each(AdminRole, product=product)):
        scopes = [s for s in (*role.config_scopes, *role.user_scopes) if s.casefold() != _EVERYWHERE]
        if not scopes or role.key.casefold() in found:
            continue
        found.add(role.key.casefold())
        outside = _pools_outside(estate, context, role)
        yield Hit(
            item=role,
            variant="other site" if outside else "",
            severity=Severity.WARNING if outside else None,
            evidence={"scopes": texts(scopes)} | ({"new pools": items(outside)} if outside else {}),
        )


def _pools_outside(estate: Estate, context: Context, role: AdminRole) -> list[Pool]:
    """Pools of the target in a site that the role does not name; none if the role is not limited to sites."""
    scopes = {scope.casefold() for scope in role.config_scopes}
    if not scopes or _EVERYWHERE in scopes:
        return []
    named = {scope.partition(":")[2].strip() for scope in scopes}
    found: list[Pool] = []
    for pool in estate.of(Pool, product=context.target_product):
        site = estate.find("site", pool.site)
        names = {pool.site, *((site.key, site.name, site.site_id) if isinstance(site, Site) else ())}
        known = {name.casefold() for name in names if name}
        if known and not known & named:
            found.append(pool)
    return found
