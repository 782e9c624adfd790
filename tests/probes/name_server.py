"""A name server on loopback that answers as it is set up: right, wrong, late, truncated or with another id."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

#: what a name does in place of an answer
SILENT, LIES, TRUNCATED, BROKEN = "silent", "lies", "truncated", "broken"
Zone = dict[tuple[str, str], list[str] | str]


class NameServerOnLoopback:
    """Answers over UDP and TCP from a zone; counts the questions."""

    def __init__(self, zone: Zone) -> None:
        self.zone = zone
        self.asked: list[tuple[str, str, str]] = []
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        self.port = int(self.udp.getsockname()[1])
        self.tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.tcp.bind(("127.0.0.1", self.port))
        self.tcp.listen()

    def answer(self, wire: bytes, transport: str) -> bytes | None:
        """The answer to a question; None for silence."""
        question = dns.message.from_wire(wire)
        name = question.question[0].name.to_text(omit_final_dot=True).casefold()
        type_ = question.question[0].rdtype.name
        self.asked.append((transport, name, type_))
        value = self.zone.get((name, type_), self.zone.get((name, "*"), "NXDOMAIN"))
        response = dns.message.make_response(question)
        response.flags |= dns.flags.AA
        if value == SILENT:
            return None
        if value == BROKEN:
            return b"\x00\x01broken"
        if isinstance(value, str) and value not in (LIES, TRUNCATED):
            response.set_rcode(dns.rcode.from_text(value))
            return response.to_wire()
        lines = list(value) if not isinstance(value, str) else [f"{name}. 60 IN SRV 0 0 5061 sip.contoso.com."]
        if value == TRUNCATED and transport == "udp":
            response.flags |= dns.flags.TC
            return response.to_wire()
        if value == LIES:
            response.id ^= 1
        for line in lines:
            if line in ("NXDOMAIN", "REFERRAL"):
                response.set_rcode(dns.rcode.from_text("NOERROR" if line == "REFERRAL" else line))
                response.flags &= ~dns.flags.AA if line == "REFERRAL" else ~0
                continue
            owner, ttl, class_, rtype, *rest = line.split()
            section = response.authority if rtype in ("SOA", "NS") else response.answer
            section.append(dns.rrset.from_text(owner, int(ttl), class_, rtype, " ".join(rest)))
        return response.to_wire()

    def serve_udp(self) -> None:
        """Answer questions until the socket is closed."""
        while True:
            try:
                wire, peer = self.udp.recvfrom(4096)
            except OSError:
                return
            if not wire:
                return
            if (answer := self.answer(wire, "udp")) is not None:
                self.udp.sendto(answer, peer)

    def serve_tcp(self) -> None:
        """Answer one question of each connection until the socket is closed."""
        while True:
            try:
                peer, _ = self.tcp.accept()
            except OSError:
                return
            with peer:
                length = struct.unpack("!H", peer.recv(2))[0]
                if (answer := self.answer(peer.recv(length), "tcp")) is not None:
                    peer.sendall(struct.pack("!H", len(answer)) + answer)


@contextmanager
def serving(zone: Zone) -> Iterator[NameServerOnLoopback]:
    """A running name server."""
    server = NameServerOnLoopback(zone)
    loops: tuple[Callable[[], None], ...] = (server.serve_udp, server.serve_tcp)
    for loop in loops:
        threading.Thread(target=loop, daemon=True).start()
    try:
        yield server
    finally:
        for open_socket in (server.udp, server.tcp):
            with suppress(OSError):
                open_socket.shutdown(socket.SHUT_RDWR)
            open_socket.close()
