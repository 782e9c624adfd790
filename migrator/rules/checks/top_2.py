"""Topology as saved in a file of Topology Builder, beside the published one (TOP-23)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ...estate.catalogue import KINDS
from ...estate.conflicts import Conflict, conflicts_of, is_of_saved_topology
from ...estate.estate import Estate
from ...estate.topology import Service
from ..engine.model import Context, Grade, Hit, Severity, rule
from ..engine.scope import LYNC
from ..engine.values import Text, texts


@rule(
    id="TOP-23",
    title="File of Topology Builder and published topology differ",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=LYNC,
    needs=(Service,),
    message=(
        "{file} of {file_time} and the published topology of {other_time} differ: not published, or an older file: "
        "{differing:; }"
    ),
    effect="What is only in the file is in force nowhere; servers use the published topology.",
    remediation=(
        "Topology Builder: Download Topology from existing deployment, compare, then publish what is missing or delete "
        "the old file. Verify with Get-CsTopology."
    ),
    references=("l13-download-topology", "get-cstopology"),
    basis="a saved file does not say that it is newer than what is published",
    minutes=20,
)
def file_not_published(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A .tbxml file and another source of the topology have different values of the same object.

    Why it matters: a change that was saved and not published has no effect.

    When it is wrong: the file was saved only to look at the topology, and the topology was changed afterwards.
    """
    files: dict[str, list[Conflict]] = defaultdict(list)
    for cls in KINDS.values():
        for item in estate.each(cls):
            for conflict in conflicts_of(item, estate) if item.differences else ():
                if is_of_saved_topology(conflict):
                    files[_saved(conflict)[0]].append(conflict)
    for file, conflicts in files.items():
        _, file_time, other_time = _saved(conflicts[0])
        yield Hit(
            item=None,
            part=file,
            places={"file": Text(file), "file_time": Text(file_time), "other_time": Text(other_time)},
            evidence={"differing": texts(f"{each.label} of {each.item.title}" for each in conflicts)},
        )


def _saved(conflict: Conflict) -> tuple[str, str, str]:
    """The file of Topology Builder, its time, and the time of the other source."""
    kept, other = f"{conflict.at:%Y-%m-%d %H:%M}", f"{conflict.other_at:%Y-%m-%d %H:%M}"
    path = conflict.source.partition("#")[0]
    if path.casefold().endswith(".tbxml"):
        return path, kept, other
    return conflict.other_source.partition("#")[0], other, kept
