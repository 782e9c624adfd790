"""Asks named name servers, and no other, for records; what they answer is evidence like that of a file.

A question is asked over UDP, and again over TCP where the answer is truncated (RFC 7766). After three questions in a
row without an answer a server is not asked again, so that a dead one costs seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdatatype

from ..estate.network import DnsAnswer, DnsRecord

#: seconds for one question
TIMEOUT = 3.0
_FAILURES_IN_A_ROW = 3
#: questions that one server is asked at most
_MOST_QUESTIONS = 500
_TYPES = {"SRV": ("SRV",), "A": ("A", "AAAA"), "PTR": ("PTR",)}


@attrs.frozen
class NameServer:
    """A name server that is asked, and the vantage point for which it answers."""

    vantage_point: str
    address: str
    port: int = 53


class Questions:
    """Asks one name server; what was asked once is not asked again."""

    def __init__(self, server: NameServer, *, timeout: float = TIMEOUT) -> None:
        self._server = server
        self._timeout = timeout
        self._asked: set[tuple[str, str]] = set()
        self._failed = 0

    def ask(self, questions: Iterable[tuple[str, str]]) -> Iterator[DnsRecord | DnsAnswer]:
        """The records, or the outcome without one, of each name and type; ``A`` asks for AAAA too."""
        for name, type_ in questions:
            for each in _TYPES.get(type_, (type_,)):
                if (name, each) not in self._asked and len(self._asked) < _MOST_QUESTIONS:
                    self._asked.add((name, each))
                    yield from self._answer(name, each)

    def _answer(self, name: str, type_: str) -> Iterator[DnsRecord | DnsAnswer]:
        if self._failed >= _FAILURES_IN_A_ROW:
            yield self._without_record(name, type_, "not asked: the server gave no answer before")
            return
        try:
            question = dns.message.make_query(dns.name.from_text(name), type_)
            answer, _ = dns.query.udp_with_fallback(
                question, self._server.address, timeout=self._timeout, port=self._server.port
            )
        except dns.exception.Timeout:
            self._failed += 1
            yield self._without_record(name, type_, "time-out")
            return
        except (dns.exception.DNSException, OSError, EOFError, ValueError) as error:
            self._failed += 1
            yield self._without_record(name, type_, f"no usable answer ({type(error).__name__})")
            return
        self._failed = 0
        yield from self._read(answer, name, type_)

    def _read(self, answer: dns.message.Message, name: str, type_: str) -> Iterator[DnsRecord | DnsAnswer]:
        """The records of the name that was asked for, and of the names to which its aliases lead; no others.

        What the answer says of no record, it says of the name at the end of the aliases (RFC 2308, 2.1).
        """
        outcome = dns.rcode.to_text(answer.rcode())
        at, seen = dns.name.from_text(name), set[dns.name.Name]()
        while at not in seen:
            seen.add(at)
            of_name = [rrset for rrset in answer.answer if rrset.name == at]
            wanted = [rrset for rrset in of_name if dns.rdatatype.to_text(rrset.rdtype) == type_]
            alias = [rrset for rrset in of_name if rrset.rdtype == dns.rdatatype.CNAME]
            for rrset in wanted or alias:
                for rdata in rrset:
                    yield self._record(rrset.name, rrset.ttl, rdata, dns.rdatatype.to_text(rrset.rdtype), answer)
            if wanted:
                return
            if not alias:
                if len(seen) == 1 or outcome != "NOERROR" or _shows_no_data(answer, at):
                    yield self._without_record(_plain(at), type_, _why_none(answer, dns.name.from_text(name), outcome))
                return
            at = alias[0][0].target
        yield self._without_record(name, type_, "the aliases lead in a circle")

    def _record(self, owner: dns.name.Name, ttl: int, rdata: Any, type_: str, answer: dns.message.Message) -> DnsRecord:
        target = rdata.address if type_ in ("A", "AAAA") else _plain(rdata.target)
        name = _plain(owner)
        numbers = {n: getattr(rdata, n) for n in ("priority", "weight", "port")} if type_ == "SRV" else {}
        return DnsRecord(
            key=f"{self._place} {name} {type_} {' '.join(map(str, numbers.values()))} {target}".casefold(),
            owner=name,
            type=type_,
            ttl=ttl,
            target=target,
            server=self._server.address,
            authoritative=bool(answer.flags & dns.flags.AA),
            vantage_point=self._server.vantage_point,
            sources=(f"{self._place}#{name} {type_}",),
            **numbers,
        )

    def _without_record(self, name: str, type_: str, outcome: str) -> DnsAnswer:
        return DnsAnswer(
            key=f"{self._place} {name} {type_} {outcome}",
            owner=name,
            type=type_,
            outcome=outcome,
            proves_absence=outcome in ("NXDOMAIN", "no data"),
            server=self._server.address,
            vantage_point=self._server.vantage_point,
            sources=(f"{self._place}#{name} {type_}",),
        )

    @property
    def _place(self) -> str:
        return f"dns://{self._server.address}:{self._server.port} ({self._server.vantage_point})"


def _why_none(answer: dns.message.Message, name: dns.name.Name, outcome: str) -> str:
    """Why an answer has no record: "no data" only where it does not refer to other name servers (RFC 2308, 2.2).

    Args:
        name: that the answer is about.
    """
    if outcome != "NOERROR":
        return outcome
    if answer.answer and not any(rrset.name == name for rrset in answer.answer):
        return "an answer about another name"
    kinds = {rrset.rdtype for rrset in answer.authority}
    is_referral = dns.rdatatype.NS in kinds and dns.rdatatype.SOA not in kinds
    return "a referral to other name servers" if is_referral and not answer.flags & dns.flags.AA else "no data"


def _shows_no_data(answer: dns.message.Message, name: dns.name.Name) -> bool:
    """Whether the zone of a name says so; a server that does not know where an alias leads says nothing of it."""
    return any(rrset.rdtype == dns.rdatatype.SOA and name.is_subdomain(rrset.name) for rrset in answer.authority)


def _plain(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True)
