"""What the manifests of the kit say of the files beside them, and whether these files are still what was collected."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

import attrs

from ...errors import InputError
from ...estate.evidence import CollectionBlock
from ...estate.provenance import SourceReport
from ..bundle import UNREADABLE, Member
from ..format import Origin
from .manifest import blocks_of, is_manifest


@attrs.frozen
class _Manifest:
    """One manifest and the folder it speaks of, with the separator at its end."""

    path: str
    folder: str
    blocks: tuple[CollectionBlock, ...]

    def path_of(self, block: CollectionBlock) -> str:
        return _folded(self.folder + (block.file or ""))


class KitEvidence:
    """The manifests among the files of one reading; without one it knows nothing and checks nothing."""

    def __init__(self, members: Sequence[Member]) -> None:
        self._manifests = tuple(_manifests(members))
        self._blocks = {m.path_of(block): block for m in self._manifests for block in m.blocks if block.file}
        self._zips = {_folded(zip_.path): zip_ for member in members for zip_ in _around(member)}

    def origin_of(self, member: Member) -> Origin:
        """Product, machine and role for a file beside or below a manifest; when and by whom for one that it lists."""
        manifest = self._nearest(member)
        if manifest is None:
            return Origin()
        nearest = manifest.blocks[0]
        block = self._block_of(member)
        return Origin(
            product=nearest.product if nearest.product != "unknown" else "",
            machine=nearest.machine,
            role=nearest.role or "",
            collected_at=(block.ended or block.started) if block else None,
            collected_by=block.collected_by if block else None,
        )

    def collected_at(self, member: Member) -> datetime | None:
        """When the last block of the manifest beside or above a file ended; a time without a zone is of this one."""
        manifest = self._nearest(member)
        times = [at.astimezone(UTC) for b in manifest.blocks if (at := b.ended or b.started)] if manifest else ()
        return max(times, default=None)

    def _nearest(self, member: Member) -> _Manifest | None:
        beside = [m for m in self._manifests if m.blocks and member.path.startswith(m.folder)]
        return max(beside, key=lambda manifest: len(manifest.folder), default=None)

    def marked(self, report: SourceReport, member: Member) -> SourceReport:
        """The report; of a file whose block ended with an error it says so, and that it proves no absence."""
        block = self._block_of(member)
        if block is None or not block.error:
            return report
        note = f"its block ended with an error ({block.error}); it may not hold everything"
        return attrs.evolve(report, collected=(), messages=(*report.messages, note))

    def checked(self, reports: Iterable[SourceReport]) -> list[SourceReport]:
        """The reports, those of manifests and of changed files with what is missing, failed or changed."""
        result = list(reports)
        if not self._manifests:
            return result
        digests = {_folded(report.path): report.sha256 for report in result}
        changed: set[str] = set()
        notes: dict[str, tuple[list[str], int]] = {}
        for manifest in self._manifests:
            messages: list[str] = []
            gaps = 0
            for block in manifest.blocks:
                message, is_gap = self._compare(manifest, block, digests, changed)
                messages += [message] if message else []
                gaps += is_gap
            notes[manifest.path] = (messages, gaps)
        for position, report in enumerate(result):
            if report.path in notes:
                messages, gaps = notes[report.path]
                result[position] = attrs.evolve(report, gaps=gaps, messages=(*report.messages, *messages))
            elif _folded(report.path) in changed:
                note = "it was changed after it was collected: its SHA-256 is not that of the manifest"
                result[position] = attrs.evolve(report, messages=(*report.messages, note))
        return result

    def _compare(
        self, manifest: _Manifest, block: CollectionBlock, digests: dict[str, str], changed: set[str]
    ) -> tuple[str, bool]:
        """What the user must know of a block, and whether something of it is not here as it was collected."""
        path = manifest.path_of(block)
        found = digests.get(path) or (self._digest_of_zip(path) if path in self._zips else None)
        is_there = bool(block.file) and (path in digests or path in self._zips)
        if block.error:
            outcome = f"{block.file} may not hold everything" if is_there else "nothing was collected"
            return f"block {block.name} failed, {outcome}: {block.error}", True
        if not block.sha256:
            return f"block {block.name} gave nothing, so it wrote no file", False
        if not is_there:
            return f"block {block.name}: {block.file} is listed, but not there", True
        if found and found.casefold() != block.sha256.casefold():
            changed.add(path)
            return f"block {block.name}: {block.file} was changed after it was collected (SHA-256)", True
        return "", False

    def _digest_of_zip(self, path: str) -> str | None:
        digest = hashlib.sha256()
        try:
            for chunk in self._zips[path].chunks():
                digest.update(chunk)
        except (InputError, *UNREADABLE):
            return None
        return digest.hexdigest()

    def _block_of(self, member: Member) -> CollectionBlock | None:
        """The block that wrote the file, or the zip that it is packed in."""
        each: Member | None = member
        while each is not None:
            if block := self._blocks.get(_folded(each.path)):
                return block
            each = each.outer
        return None


def _manifests(members: Iterable[Member]) -> Iterator[_Manifest]:
    """Each manifest that can be read; for another one, its own report says why not."""
    for member in members:
        try:
            if not is_manifest(member.head()):
                continue
            blocks = tuple(event for event in blocks_of(member) if isinstance(event, CollectionBlock))
        except (InputError, *UNREADABLE):
            continue
        yield _Manifest(member.path, member.path[: len(member.path) - len(member.name)], blocks)


def _around(member: Member) -> Iterator[Member]:
    each = member.outer
    while each is not None:
        yield each
        each = each.outer


def _folded(path: str) -> str:
    """A path as the file system of Windows compares it."""
    return path.replace("\\", "/").casefold()
