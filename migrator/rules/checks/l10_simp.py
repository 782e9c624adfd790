"""Simple URLs of Lync (L10-SIMP-001 to 003)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.evidence import Event
from ...estate.topology import SimpleUrl, SipDomain
from ..engine.answer_check import answer_check
from ..engine.model import LYNC2010, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import B_PILOT, B_POST
from ..engine.scope import LYNC, with_evidence
from ..engine.values import Text, Value, texts

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
    references=(
        "l13-simple-urls",
        "enable-cscomputer",
    ),
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
