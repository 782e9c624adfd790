"""Simple URLs of Lync (L10-SIMP-001 to 004)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...estate.estate import Estate
from ...estate.evidence import Event
from ...estate.network import DnsRecord, folded
from ...estate.products import UNKNOWN
from ...estate.topology import Pool, Service, SimpleUrl, SipDomain
from ...estate.users import User
from ...network.clients import DISCOVER
from ...network.lookups import Side
from ...network.records import host_of, web_name
from ..dns_view import names_of
from ..engine.answer_check import answer_check
from ..engine.gaps import Gap, incomplete
from ..engine.model import LYNC2010, LYNC2013, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import B_PILOT, B_POST, B_TEST_USERS
from ..engine.scope import LYNC, with_evidence
from ..engine.values import Amount, Text, Value, items, texts

#: events of LS User Services when a conference is created and there is no simple URL of the type (skypepro-simple-urls)
_NO_MEET, _NO_DIALIN = 32148, 32149
_EVERY_DOMAIN = "*"

SIMPLE_URLS = answer_check(
    title="Simple URLs change",
    severity=Severity.WARNING,
    when={"simple_urls_change": "yes"},
    says="The simple URLs will change",
    why="each Director and Front End registers the URLs locally.",
    wrong="only the DNS records behind them change.",
    effect="The new URLs do not work until they are registered on every Director and Front End.",
    remediation="Run Enable-CsComputer on every Director and Front End.",
    references=("l13-simple-urls", "enable-cscomputer"),
    basis="that the change has to be registered is documented, what does not work until then inferred",
    minutes=30,
).rule("L10-SIMP-001", LYNC2010, phases=(B_POST,))

_SEEN = "; LS User Services logged event {events: and event }"
_CREATE = (
    '$entry = New-CsSimpleUrlEntry -Url "https://URL"; $url = New-CsSimpleUrl -Component {} -Domain "{}" '
    '-SimpleUrlEntry $entry -ActiveUrl "https://URL"; Set-CsSimpleUrlConfiguration -Identity SCOPE '
    "-SimpleUrl @{{Add=$url}}; then its DNS record and certificate names, and Enable-CsComputer."
)


@rule(
    id="L10-SIMP-002",
    title="SIP domain without a Meet URL",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    targets=("2013",),
    needs=(SipDomain, SimpleUrl),
    message="SIP domain {item} has no Meet URL",
    variants={
        "seen": Wording("SIP domain {item} has no Meet URL" + _SEEN),
        "scope": Wording("SIP domain {item} has no Meet URL in the simple URLs of {scope}"),
        "scope seen": Wording("SIP domain {item} has no Meet URL in the simple URLs of {scope}" + _SEEN),
    },
    effect=(
        "Users of the domain cannot schedule conferences, and joining their ad-hoc conferences is impaired. LS User "
        "Services logs event 32148 (no Simple URL of type Meet); one site saw 32149 (Dialin) with it."
    ),
    remediation=_CREATE.format("Meet", "DOMAIN"),
    references=("new-cssimpleurl", "l13-simple-url-dns", "skypepro-simple-urls"),
    basis=(
        "the texts of the events are those of one site, with the Hosting Pack of Lync Server 2013; that a domain "
        "without conferences needs no URL is inferred"
    ),
    minutes=45,
    phases=(B_PILOT,),
)
def no_meet_url(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A SIP domain has no simple URL of type Meet, in the global collection or in that of a site.

    Why it matters: there must be at least one Meet URL for each SIP domain.

    When it is wrong: no user of that domain creates conferences, at that site or at all.
    """
    found: set[tuple[str, str]] = set()
    for product in with_evidence(estate, LYNC, SipDomain, SimpleUrl):
        served = {
            scope: {(url.domain or "").casefold() for url in urls if _is(url, "meet")}
            for scope, urls in _by_scope(estate, product).items()
        }
        for domain in estate.each(SipDomain, product=product):
            name = (domain.name or domain.key).casefold()
            for scope, domains in served.items():
                if domains & {name, _EVERY_DOMAIN} or (scope, name) in found:
                    continue
                found.add((scope, name))
                yield _hit(
                    estate, domain, scope, (_NO_MEET, _NO_DIALIN), {"domains with a Meet URL": texts(sorted(domains))}
                )


@rule(
    id="L10-SIMP-003",
    title="No Dialin URL",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    targets=("2013",),
    needs=(SimpleUrl,),
    message="There is no simple URL of type Dialin",
    variants={
        "seen": Wording("There is no simple URL of type Dialin" + _SEEN),
        "scope": Wording("The simple URLs of {scope} have none of type Dialin"),
        "scope seen": Wording("The simple URLs of {scope} have none of type Dialin" + _SEEN),
    },
    effect=(
        "Users do not find local numbers of dial-in conferencing. LS User Services logs event 32149 (no Simple URL of "
        "type Dialin) when a user creates a conference."
    ),
    remediation=_CREATE.format("Dialin", _EVERY_DOMAIN),
    references=("l13-simple-url-dns", "new-cssimpleurl", "new-cssimpleurlconfiguration", "skypepro-simple-urls"),
    basis=(
        "the text of the event is that of one site, with the Hosting Pack of Lync Server 2013; that an estate without "
        "dial-in conferencing needs no URL is inferred"
    ),
    minutes=30,
    phases=(B_PILOT,),
)
def no_dialin_url(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A collection of simple URLs, global or of a site, has no URL of type Dialin.

    Why it matters: Meet and Dialin are the simple URLs that are required.

    When it is wrong: dial-in conferencing is not used.
    """
    found: set[str] = set()
    for product in with_evidence(estate, LYNC, SimpleUrl):
        for scope, urls in _by_scope(estate, product).items():
            if scope not in found and not any(_is(url, "dialin") for url in urls):
                found.add(scope)
                yield _hit(estate, None, scope, (_NO_DIALIN,), {})


@rule(
    id="L10-SIMP-004",
    title="Simple URLs and lyncdiscover while users are on both versions",
    severity=Severity.WARNING,
    grade=Grade.OBSERVED,
    products=LYNC,
    targets=("2013",),
    needs=(User, Pool, Service),
    message=(
        "{new:user is|users are} on pools of Lync Server 2013 and {old} on Lync Server 2010: where do "
        "{names:first 4} lead outside?"
    ),
    variants={
        "old": Wording(
            "{new:user is|users are} on pools of Lync Server 2013, but outside, the web services of a pool of Lync "
            "Server 2010 answer for {names:first 4}",
            'Guests from outside cannot join meetings of these users ("Error:Invalid Conference organizer or '
            'Conference ID"), and these users cannot sign in with mobile clients.',
        )
    },
    effect=(
        "While the reverse proxy sends them to the pool of Lync Server 2010, guests from outside cannot join meetings "
        'of users on Lync Server 2013 ("Error:Invalid Conference organizer or Conference ID"), and these users '
        "cannot sign in with mobile clients."
    ),
    remediation=(
        "Let the reverse proxy send the simple URLs and lyncdiscover of every SIP domain to the external web services "
        "of a pool (or Director) of Lync Server 2013, with the original host header, and publish the external web "
        "services of every pool. Then test from outside: join a meeting of a user of each version, sign in a mobile "
        "client of each. The library says that a pool which is not the home of the user redirects to the one that is, "
        "and that a Director of Lync Server 2010 may keep the simple URLs; that was published for pools in general, "
        "and one site saw the opposite for a pool of 2010."
    ),
    references=("codesalot-simple-urls", "l13-reverse-proxy", "l13-simple-urls", "l13-simple-url-dns"),
    minutes=60,
    phases=(B_TEST_USERS,),
)
def urls_in_coexistence(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """Users are on both versions, and nothing shows that simple URLs and lyncdiscover lead to Lync Server 2013 outside.

    Why it matters: these names lead to one pool, and that pool has to serve meetings and mobile clients of all users.

    When it is wrong: the reverse proxy already sends them to the pool of Lync Server 2013; names that are aliases of
    its external web name are not reported. OCS 2007 R2 has neither simple URLs nor lyncdiscover.
    """
    homes = [(user, home.product) for user in estate.of(User) if (home := estate.find(Pool.kind, user.pool))]
    new = [user for user, product in homes if product == LYNC2013]
    old = sum(product == LYNC2010 for _, product in homes)
    if not new or not old:
        return
    leading = {"old": _web_names(estate, LYNC2010), "new": _web_names(estate, LYNC2013)}
    seen = names_of(estate)
    found: dict[str, list[str]] = {"old": [], "": []}
    for name in _published_names(estate):
        ways = {name, *seen.host(Side.PUBLIC, name).aliases}
        if not ways & leading["new"]:
            found["old" if ways & leading["old"] else ""].append(name)
    for variant, names in found.items():
        if names and not variant and estate.lost(DnsRecord.kind):
            yield incomplete((UNKNOWN, DnsRecord.kind), LYNC2010)
        elif names:
            yield Hit(
                item=None,
                variant=variant,
                part=variant,
                severity=Severity.ERROR if variant else None,
                places={"new": Amount(len(new)), "old": Amount(old), "names": texts(names)},
                evidence={"users of 2013": items(new[:5]), "web names of 2013": texts(sorted(leading["new"]))},
            )


def _published_names(estate: Estate) -> Iterable[str]:
    """The names for which a reverse proxy needs one pool: lyncdiscover of each SIP domain, hosts of simple URLs."""
    domains = [f"{DISCOVER}.{folded(domain.name or domain.key)}" for domain in estate.of(SipDomain)]
    urls = [url for url in estate.of(SimpleUrl) if (url.component or "").casefold() not in ("cscp", "admin")]
    hosts = (host_of(text) for url in urls for text in (url.active_url or "", *url.urls))
    return dict.fromkeys((*domains, *(folded(host) for host in hosts if host)))


def _web_names(estate: Estate, product: str) -> set[str]:
    """The external names of the web services of a product."""
    services = estate.of(Service, product=product)
    return {folded(name) for service in services if (name := web_name(service, "ExternalFqdn"))}


def _by_scope(estate: Estate, product: str) -> dict[str, list[SimpleUrl]]:
    """The simple URLs of each collection; the global collection is always there."""
    found: dict[str, list[SimpleUrl]] = {"Global": []}
    for url in estate.of(SimpleUrl, product=product):
        found.setdefault(url.key.partition("/")[0], []).append(url)
    return found


def _is(url: SimpleUrl, component: str) -> bool:
    return (url.component or "").casefold() == component and bool(url.active_url or url.urls)


def _hit(
    estate: Estate, item: SipDomain | None, scope: str, events: tuple[int, ...], evidence: dict[str, Value]
) -> Hit:
    """A missing URL, with those of its *events* that were read."""
    read = {event.event_id for event in estate.of(Event)}
    shown = [str(event_id) for event_id in events if event_id in read]
    variant = " ".join(filter(None, ("scope" * (scope != "Global"), "seen" * bool(shown))))
    return Hit(
        item=item,
        variant=variant,
        part="" if scope == "Global" else scope,
        places={"scope": Text(scope)},
        evidence=evidence | ({"events": texts(shown)} if shown else {}),
    )
