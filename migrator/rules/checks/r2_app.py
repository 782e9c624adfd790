"""Trusted applications, Communicator Web Access and the Response Group tab (R2-APP-001 to 005)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.references import host
from ...estate.response_groups import Workflow
from ...estate.topology import TrustedApplicationPool, TrustedService
from ...estate.voice import VoiceRoute
from ..engine.answers import listed
from ..engine.model import LYNC2010, LYNC2013, R2, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import A_MERGE, A_POST
from ..engine.values import Host, Text
from .r2_med import is_own_service

_LYNC = (LYNC2013, LYNC2010)


@rule(
    id="R2-APP-001",
    title="UCMA 1.0 application",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(TrustedService,),
    answers=("ucma_1_hosts",),
    message="{host} runs a UCMA 1.0 application",
    effect="Direct coexistence and migration of the application are not supported.",
    remediation="Get a version that is compiled with UCMA 2.0 or 3.0, or retire the application before the merge.",
    references=("l10-ucma-1",),
    basis="documented for Lync Server 2010; for Lync Server 2013, and retiring it instead, inferred",
    minutes=240,
    phases=(A_MERGE,),
)
def ucma_1(estate: Estate, context: Context) -> Iterator[Hit]:
    """A host of a UCMA 1.0 application is a trusted service.

    Why it matters: direct coexistence and migration of such an application are not supported.

    When it is wrong: the application on that host was replaced.
    """
    old = {name.casefold() for name in listed(context.answers, "ucma_1_hosts")}
    for service in estate.each(TrustedService, product=R2):
        if (service.fqdn or "").casefold() in old:
            yield Hit(
                item=service,
                places={"host": Host(service.fqdn or "")},
                evidence={"type": Text(service.type or "")},
            )


def _gateways(estate: Estate) -> frozenset[str]:
    routes = estate.of(VoiceRoute, product=R2)
    return frozenset(host(gateway).casefold() for route in routes for gateway in route.gateways)


@rule(
    id="R2-APP-002",
    title="Trusted application to take over",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(TrustedService,),
    message="{host} is a trusted service of type {type}: an application",
    variants={"no type": Wording("{host} is a trusted service of unknown type: an application")},
    effect="Only the trusted service entry and its routing are merged; its contacts are not.",
    remediation=(
        "Move its contacts: Move-CsApplicationEndpoint -Identity SIP_URI -TargetApplicationPool POOL. Run UCMA 3.0 "
        "applications on another machine than UCMA 2.0."
    ),
    references=("l10-ucma", "jcalev-ucma", "merge-cslegacytopology", "move-csapplicationendpoint"),
    basis="what is merged is documented for Lync Server 2010; that the entry is an application is inferred",
    minutes=60,
    phases=(A_POST,),
)
def ucma_2(estate: Estate, context: Context) -> Iterator[Hit]:
    """A trusted service is neither a role or application of the product nor the gateway of a voice route.

    Why it matters: it is most likely a UCMA 2.0 application: the merge copies its entry, and its contacts are moved
    separately.

    When it is wrong: it is a gateway that no route uses, or a UCMA 1.0 application (R2-APP-001 reports those).
    """
    known = {name.casefold() for name in listed(context.answers, "ucma_1_hosts")} | _gateways(estate)
    for service in estate.each(TrustedService, product=R2):
        type_ = (service.type or "").casefold()
        if is_own_service(estate, service) or type_ == "gateway" or (service.fqdn or "").casefold() in known:
            continue
        yield Hit(
            item=service,
            variant="" if type_ else "no type",
            places={"host": Host(service.fqdn or service.key)},
            evidence={"type": Text(service.type or ""), "port": Text(str(service.port or ""))},
        )


@rule(
    id="R2-APP-003",
    title="New trusted application whose next hop is the legacy pool",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=_LYNC,
    needs=(TrustedApplicationPool,),
    message="{item} has the legacy pool {legacy_pool} as its next hop",
    effect="A legacy pool is not supported as the next hop of a new trusted application pool.",
    remediation=(
        "Set-CsTrustedApplicationPool -Identity POOL -Registrar NEW_POOL, then Enable-CsTopology. The page of the "
        "cmdlet warns that another Registrar orphans the contacts of the application: list them first "
        "(Get-CsTrustedApplicationEndpoint), and check them afterwards."
    ),
    references=("l13-trusted-apps-r2", "set-cstrustedapplicationpool", "get-cstrustedapplicationendpoint"),
    basis="documented for Lync Server 2013; for Lync Server 2010, and Enable-CsTopology after it, inferred",
    minutes=20,
    phases=(A_MERGE,),
)
def legacy_next_hop(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A trusted application pool of Lync, outside BackCompatSite, has a pool of OCS 2007 R2 as its next hop.

    Why it matters: new applications have to be served by the new pool.

    When it is wrong: the merge made the entry and the evidence does not show its site.
    """
    for product in _LYNC:
        for pool in estate.each(TrustedApplicationPool, product=product):
            hop = estate.find("pool", pool.registrar, product=R2)
            if hop is not None and hop.product == R2 and (pool.site or "").casefold() != "backcompatsite":
                yield Hit(item=pool, places={"legacy_pool": hop}, evidence={"next hop": Host(pool.registrar or "")})


@rule(
    id="R2-APP-004",
    title="Communicator Web Access is deployed",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(TrustedService,),
    message="{host} is a Communicator Web Access server",
    effect="Its trusted service entry is merged and the settings of its URL are imported; nothing else is named.",
    remediation=(
        "Check the simple URLs after the import (Get-CsSimpleUrlConfiguration). Whenever the name of one is changed, "
        "run Enable-CsComputer on each Director and Front End Server."
    ),
    references=("l13-verify-config-r2", "import-cslegacyconfiguration", "merge-cslegacytopology", "l13-simple-urls"),
    minutes=30,
    phases=(A_MERGE,),
)
def web_access(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A trusted service of type CWA exists.

    Why it matters: the pages of merge and import name its entry and its URL only.

    When it is wrong: the entry is left from a server that was removed.
    """
    for service in estate.each(TrustedService, product=R2):
        if (service.type or "").casefold() == "cwa":
            yield Hit(item=service, places={"host": Host(service.fqdn or service.key)})


@rule(
    id="R2-APP-005",
    title="Response Group tab in tabs.xml",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(Workflow,),
    answers=("rgs_tab_deployed",),
    message="Tabs.xml names the Response Group tab of the legacy pool",
    effect="Formal agents need another address to sign in and out of their groups; the tab leads to the legacy pool.",
    remediation=(
        "Remove the tab from tabs.xml, and give the agents the address, typically "
        "https://WEB_POOL_FQDN/RgsClients/Tab.aspx. With the Lync 2013 client they find it in the Tools menu."
    ),
    references=("l13-rgs-r2",),
    basis="what has to be done is documented; where the tab leads is inferred",
    minutes=30,
    phases=(A_POST,),
)
def tab_of_communicator(_estate: Estate, context: Context) -> Iterator[Hit]:
    """A tabs.xml shows the Response Group tab in Communicator.

    Why it matters: the page in the tab is on the legacy server.

    When it is wrong: the file is deployed but no formal group uses the tab.
    """
    if context.answers["rgs_tab_deployed"] == "yes":
        yield Hit(item=None)
