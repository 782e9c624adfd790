"""One finding for each certificate, however many uses and servers it has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps

from ..estate.estate import Estate
from ..estate.naming import short_name
from ..estate.observation import original, unobserved
from ..estate.repeated import file_of
from ..estate.topology import Certificate
from ..network.certificate_names import external_certificates, thumbprint_of
from ..network.edges import DeployedEdge
from .engine.gaps import Collect, Gap, Run
from .engine.model import Context, Find, Hit
from .engine.values import Host, Text, texts

#: store as it is compared -> its name for certutil
_STORES = {"root": "Root", "ca": "CA"}


def once(find: Find) -> Find:
    """*find* without the hits that say again what was said of the same certificate."""
    return _once(find, lambda _certificate: "")


def once_on_each_server(find: Find) -> Find:
    """The same where what is said depends on the server, so that it is said for each."""
    return _once(find, lambda certificate: short_name(certificate.machine))


def _once(find: Find, place: Callable[[Certificate], str]) -> Find:
    @wraps(find)
    def found(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
        seen: set[tuple[str, ...]] = set()
        for hit in find(estate, context):
            if isinstance(hit, Hit) and isinstance(hit.item, Certificate) and (thumbprint := thumbprint_of(hit.item)):
                key = (thumbprint, hit.variant, hit.part, place(hit.item))
                if key in seen:
                    continue
                seen.add(key)
            yield hit

    return found


def without_external(edge: DeployedEdge, estate: Estate) -> Iterator[Gap]:
    """A gap for an Edge pool of which no external certificate was read: nothing follows from that."""
    if not any(external_certificates(edge, unobserved(estate))):
        yield Gap(
            reason="no external certificate of Edge pool {edge}",
            places={"edge": Host(edge.fqdn)},
            needs=(Collect("certificate", edge.product),),
        )


def places_of(estate: Estate) -> Mapping[str, str]:
    """Thumbprint -> `` of SERVER for USE``, with all servers and uses of the certificate; "" where none is known."""
    servers: dict[str, dict[str, None]] = defaultdict(dict)
    uses: dict[str, dict[str, None]] = defaultdict(dict)
    for certificate in unobserved(estate).of(Certificate):
        thumbprint = thumbprint_of(certificate)
        servers[thumbprint].update(dict.fromkeys(filter(None, [certificate.machine])))
        uses[thumbprint].update(dict.fromkeys(filter(None, [certificate.use])))
    return {each: _of(servers[each], uses[each]) for each in servers if each}


def place_of(certificate: Certificate) -> str:
    """The same of a certificate alone."""
    known = original(certificate)
    return _of(filter(None, [known.machine]), filter(None, [known.use]))


def _of(servers: Iterable[str], uses: Iterable[str]) -> str:
    named = ((" of ", servers), (" for ", uses))
    return "".join(word + ", ".join(names) for word, each in named if (names := list(each)))


def telling(estate: Estate, field: str) -> Callable[[Certificate], Certificate]:
    """A function that gives for a certificate the object that tells *field*: the same certificate, read as a file."""
    files = {thumbprint_of(each): each for each in unobserved(estate).of(Certificate) if each.knows(field)}
    return lambda certificate: files.get(thumbprint_of(certificate) or " ", certificate)


def server_of(certificate: Certificate) -> str:
    """The server on which a certificate was listed, as it is compared; where nothing names it, the folder of a file."""
    if certificate.machine:
        return certificate.machine.casefold()
    file = file_of(certificate.sources[0]) if certificate.sources else ""
    return file.replace("\\", "/").rpartition("/")[0]


def named(certificate: Certificate) -> Host:
    """How a sentence calls the server on which a certificate was listed."""
    return Host(certificate.machine or f"the server of {server_of(certificate) or 'this file'}")


def in_store(estate: Estate, store: str) -> dict[str, list[Certificate]]:
    """The certificates of a store, by server."""
    found: dict[str, list[Certificate]] = defaultdict(list)
    for certificate in estate.of(Certificate):
        if (certificate.store or "").casefold() == store:
            found[server_of(certificate)].append(certificate)
    return found


def not_listed(estate: Estate, *stores: str) -> Iterator[Gap]:
    """A gap where these stores were listed together on no server: nothing is known of what is in them."""
    listed: dict[str, set[str]] = defaultdict(set)
    for certificate in unobserved(estate).of(Certificate):
        listed[short_name(certificate.machine)].add((certificate.store or "").casefold())
    if not any(found.issuperset(stores) for found in listed.values()):
        names = [_STORES[store] for store in stores]
        yield Gap(
            reason="the certificate store{s} {stores: and } of no server was listed",
            places={"stores": texts(names), "s": Text("s" if len(names) > 1 else "")},
            needs=tuple(Run(f"certutil -store {name} > {name}.txt (on the Edge server)") for name in names),
        )


def plain(name: str | None) -> str:
    """The name of a subject or issuer as it is compared."""
    return "".join((name or "").split()).casefold()
