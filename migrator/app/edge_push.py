"""The script that rebuilds the relationship of push notifications, which is tried last, with the names of an estate."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import attrs

from ..errors import GuardRefused, InputError
from ..estate.counting import counted
from ..estate.estate import Estate
from ..estate.external import AllowedDomain, HostingProvider
from ..estate.products import LYNC2013, in_one_store
from ..network.edges import edges_of
from .edge import EdgeQuestion, Evidence, assess_edge

if TYPE_CHECKING:
    from ..rules.engine.losses import SourceLoss
    from ..rules.engine.prediction import Finding

FILE = "rebuild-push.ps1"
#: what can be wrong with a single setting: the relationship, the Access Edge, the records that the provider looks up
RULES = ("PUSH-*", "ACC-01", "DNS-01", "DNS-02", "DNS-04", "DNS-07")
#: the rule that names the test, and so is no fault
_TEST = "PUSH-12"
#: the name that the published page gives the provider
_PROVIDER = "LyncOnline"
_PAGES = ("l13-push", "test-csfederatedpartner", "test-csmcxpushnotification", "sfb-online-retired")
_UNKNOWN_EDGE = "INTERNAL_EDGE_FQDN"


@attrs.frozen(kw_only=True)
class PushRebuild:
    """The script, and what is to be mended before it.

    Attributes:
        text: with CR LF; to be written as UTF-8 with a byte order mark, else PowerShell reads it as ANSI.
        provider: the hosting provider that it removes and makes again.
        edges: internal FQDNs of the Edge pools, for the test afterwards; empty if the evidence has no Edge.
        first: what the rules found; each is mended and tested before the relationship is rebuilt.
        unknown: rules that are not evaluated.
    """

    text: str
    provider: str
    edges: tuple[str, ...]
    first: tuple[Finding, ...]
    unknown: tuple[str, ...]
    losses: tuple[SourceLoss, ...]


def push_rebuild(project: str, snapshot: str | None, *, now: datetime) -> PushRebuild:
    """The script for the estate of a snapshot.

    Raises:
        InputError: no such snapshot, or an estate without Lync Server, whose Edge knows no hosting providers.
        GuardRefused: the provider serves hybrid users or other partners, whom the rebuild would cut off.
    """
    from ..rules.engine.prediction import Result

    assessment = assess_edge(project, EdgeQuestion(rules=RULES, snapshot=snapshot), Evidence(), now=now)
    estate = assessment.estate
    if not any(product in estate.products for product in in_one_store(LYNC2013)):
        raise InputError(
            "the snapshot has no Lync Server 2010 or 2013",
            hint="An Edge of OCS 2007 R2 knows partners, not hosting providers: allow the partner push.lync.com there",
        )
    provider = _provider(estate)
    found = tuple(finding for finding in assessment.prediction.findings if finding.rule != _TEST)
    unknown = (o.rule for o in assessment.prediction.outcomes if o.outcome is Result.NOT_EVALUATED)
    edges = tuple(dict.fromkeys(edge.fqdn for edge in edges_of(estate) if edge.product in in_one_store(LYNC2013)))
    name = (provider.name or provider.key) if provider else _PROVIDER
    return PushRebuild(
        text=_text(name, edges, found),
        provider=name,
        edges=edges,
        first=found,
        unknown=tuple(unknown),
        losses=assessment.losses,
    )


def _provider(estate: Estate) -> HostingProvider | None:
    """The hosting provider of push notifications, if there is one that can be removed without harm.

    What the evidence does not tell, the script looks up before it changes anything.
    """
    from ..rules.checks.push import PUSH_DOMAIN, PUSH_EDGE

    at_provider = [p for p in estate.of(HostingProvider) if _same(p.proxy_fqdn, PUSH_EDGE)]
    shared = sorted({p.name or p.key for p in at_provider if p.shared_address_space})
    if shared:
        raise GuardRefused(
            f"hosting provider {', '.join(shared)} has EnabledSharedAddressSpace True: users of this organisation are "
            "hosted there",
            hint="Removing it cuts them off. Mend the single settings instead: migrator predict --rule 'PUSH-*'",
        )
    domains = {(d.domain or d.key) for d in estate.of(AllowedDomain) if _same(d.proxy_fqdn, PUSH_EDGE)}
    others = sorted(name for name in domains if not _same(name, PUSH_DOMAIN))
    if others:
        raise GuardRefused(
            f"{counted(len(others), 'allowed domain')} beside {PUSH_DOMAIN} have their Access Edge at {PUSH_EDGE}: "
            f"{', '.join(others)}",
            hint="Removing the provider cuts them off. Mend the single settings: migrator predict --rule 'PUSH-*'",
        )
    return next(iter(at_provider), None)


def _same(one: str | None, other: str) -> bool:
    return (one or "").strip().casefold() == other


def _text(provider: str, edges: tuple[str, ...], found: tuple[Finding, ...]) -> str:
    from ..powershell import rendered
    from ..rules.engine.references import references

    return rendered(
        "push",
        "rebuild.ps1",
        provider=provider,
        edges=edges or (_UNKNOWN_EDGE,),
        first=[f"{finding.rule} {finding.message}" for finding in found],
        pages=[f"{page.citation}: {page.address}" for page in references(_PAGES)],
    ).replace("\n", "\r\n")
