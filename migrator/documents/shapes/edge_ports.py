"""The JSON document of `edge ports`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...estate.evidence import PortTest
from .document import Shape, shaped
from .edge import EdgeDocument


class ListenerDocument(Shape):
    """A socket that an Edge server needs, and what netstat shows of it.

    Attributes:
        seen: executables that listen there.
        verdict: "listening", "absent", "other program", "not shown" or "not evaluated".
    """

    server: str
    interface: str
    addresses: tuple[str, ...]
    protocol: str
    port: int
    process: str
    service: str
    purpose: str
    seen: tuple[str, ...]
    verdict: str


class LookDocument(Shape):
    """A live look at one port: the firewall rule that it tests, and what was seen."""

    rule: str | None
    source: str | None
    destination: str | None
    protocol: str | None
    port: str | None
    result: str | None
    details: str | None


class EdgePortsDocument(EdgeDocument):
    """What `edge ports` found.

    Attributes:
        media_ports: by server, how many media ports are in use; they come and go with calls.
        looks: live looks; empty unless they were asked for.
    """

    records: tuple[ListenerDocument, ...]
    media_ports: Mapping[str, int]
    looks: tuple[LookDocument, ...]


def edge_ports_document(
    values: Mapping[str, Any],
    records: tuple[object, ...],
    media_ports: Mapping[str, int],
    looks: tuple[PortTest, ...],
) -> EdgePortsDocument:
    """The document of a look; *values* are those of `edge_values`."""
    return EdgePortsDocument(
        **values,
        records=tuple(shaped(ListenerDocument, record) for record in records),
        media_ports=media_ports,
        looks=tuple(shaped(LookDocument, each) for each in looks),
    )
