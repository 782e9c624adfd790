"""What a manifest of the kit says that is not here as it was collected, and which kinds are incomplete for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import attrs

from ...estate.evidence import CollectionBlock
from ...estate.provenance import SourceReport

#: path and product -> kinds of the objects that a file of that name should hold
KindsOf = Callable[[str, str], tuple[str, ...]]
#: programs of the kit whose files have no name of a class or cmdlet (`kit.blocks`) -> kinds that they show
_OF_PROGRAMS = {
    "netstat": ("listener",),
    "ipconfig": ("network_interface",),
    "route print": ("persistent_route",),
    "hosts": ("hosts_entry",),
    "certutil Root": ("certificate",),
    "certutil CA": ("certificate",),
    "certutil My": ("certificate",),
    "sc queryex": ("windows_service",),
    "nslookup": ("dns_record", "dns_answer"),
    "wevtutil qe": ("event",),
    "wevtutil qe System": ("event",),
}


#: a time without a zone may be of any
_OTHER_ZONE = timedelta(days=1)
_SHA256 = re.compile(r"[0-9a-f]{64}")


@attrs.define
class ManifestCheck:
    """What the user must know of the blocks of one manifest.

    Attributes:
        gaps: blocks of which something is not here, or not as it was collected.
        incomplete: kinds that these blocks should have given.
    """

    kinds_of: KindsOf
    messages: list[str] = attrs.field(factory=list)
    gaps: int = 0
    incomplete: set[str] = attrs.field(factory=set)

    def add(self, block: CollectionBlock, *, is_there: bool, is_changed: bool) -> None:
        """Compare one block with its file."""
        gap = _gap(block, is_there=is_there, is_changed=is_changed)
        if gap:
            self.gaps += 1
            self.incomplete.update(self._kinds(block))
            self.messages.append(gap)
        elif not block.sha256:
            self.messages.append(f"block {block.name} gave nothing, so it wrote no file")
        if block.started and block.ended and block.ended.astimezone(UTC) < block.started.astimezone(UTC):
            self.messages.append(f"block {block.name} ended before it started: its times cannot be right")
        times = [time for time in (block.started, block.ended) if time]
        if times and max(time.astimezone(UTC) for time in times) > datetime.now(UTC) + _OTHER_ZONE:
            self.messages.append(
                f"block {block.name} ran on {max(times):%Y-%m-%d}, which is in the future: a clock was wrong, and what "
                "it gave counts as newer than all that was collected since"
            )

    def _kinds(self, block: CollectionBlock) -> tuple[str, ...]:
        named = self.kinds_of(block.file or f"{block.name}.xml", block.product)
        return named or _OF_PROGRAMS.get(block.name or "", ())

    def added_to(self, report: SourceReport) -> SourceReport:
        """The report of the manifest with all that was found."""
        return attrs.evolve(
            report,
            gaps=self.gaps,
            incomplete=tuple(sorted({*report.incomplete, *self.incomplete})),
            messages=(*report.messages, *self.messages),
        )


def hash_of(block: CollectionBlock) -> str:
    """The SHA-256 that the manifest gives of the block's file, in lower case without hyphens, or ""."""
    text = (block.sha256 or "").replace("-", "").strip().casefold()
    return text if _SHA256.fullmatch(text) else ""


def doubted(report: SourceReport, reason: str) -> SourceReport:
    """The report of a file that may not hold all that was collected: it is no evidence of absence."""
    kinds = {*report.incomplete, *report.collected, *report.items} - {"other"}
    messages = (*report.messages, reason)
    return attrs.evolve(report, collected=(), incomplete=tuple(sorted(kinds)), messages=messages)


def _gap(block: CollectionBlock, *, is_there: bool, is_changed: bool) -> str:
    """What is not here as it was collected; "" if all is."""
    if block.error:
        outcome = f"{block.file} may not hold everything" if is_there and block.rows != 0 else "nothing was collected"
        return f"block {block.name} failed, {outcome}: {block.error}"
    if block.started is None and block.ended is None:
        return f"block {block.name} has no time: it never ran"
    if block.ended is None:
        return f"block {block.name} did not end"
    if not block.file and (block.sha256 or block.rows):
        return f"block {block.name}: the manifest does not name its file"
    if not is_there and (block.sha256 or block.rows is not None):
        return f"block {block.name}: {block.file} is listed, but not there"
    if is_there and not hash_of(block):
        return f"block {block.name}: nothing shows whether {block.file} is as it was collected, it has no SHA-256"
    if is_changed:
        return f"block {block.name}: {block.file} was changed after it was collected (SHA-256)"
    return ""
