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
from .checks import KindsOf, ManifestCheck, doubted, hash_of
from .manifest import blocks_of, is_manifest


@attrs.frozen
class Manifest:
    """One manifest and the folder it speaks of, with the separator at its end."""

    path: str
    folder: str
    blocks: tuple[CollectionBlock, ...]

    def path_of(self, block: CollectionBlock) -> str:
        """The file of a block, as it can be compared."""
        return _folded(self.folder + (block.file or ""))

    def servers(self) -> set[tuple[str, str]]:
        """Machine and role of its blocks."""
        return {((block.machine or "").casefold(), block.role or "") for block in self.blocks if block.machine}


class KitEvidence:
    """The manifests among the files of one reading; without one it knows nothing and checks nothing.

    Args:
        kinds_of: gives the kinds of the objects that a file should hold by its name, of a product.
    """

    def __init__(self, members: Sequence[Member], kinds_of: KindsOf) -> None:
        self._kinds_of = kinds_of
        self._manifests = tuple(_manifests(members))
        self._blocks = {m.path_of(block): block for m in self._manifests for block in m.blocks if block.file}
        self._zips = {_folded(zip_.path): zip_ for member in members for zip_ in _around(member)}

    def origin_of(self, member: Member) -> Origin:
        """Product, machine and role for a file beside or below a manifest; when and by whom for one that it lists."""
        manifest = self._nearest(member)
        if manifest is None:
            return Origin()
        block = self._block_of(member)
        nearest = block or manifest.blocks[0]
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

    def _nearest(self, member: Member) -> Manifest | None:
        beside = [m for m in self._manifests if m.blocks and member.path.startswith(m.folder)]
        return max(beside, key=lambda manifest: len(manifest.folder), default=None)

    def marked(self, report: SourceReport, member: Member) -> SourceReport:
        """The report of a file; where the manifest casts doubt on it, it says so and proves no absence."""
        block = self._block_of(member)
        if block is not None and block.error:
            return doubted(report, f"its block ended with an error ({block.error}); it may not hold everything")
        manifest = self._nearest(member)
        is_manifest_itself = any(report.path == each.path for each in self._manifests)
        if block is None and manifest is not None and not is_manifest_itself:
            note = f"{manifest.path} does not list it: it was added, renamed or changed place after the collection"
            return attrs.evolve(report, messages=(*report.messages, note))
        return report

    def checked(self, reports: Iterable[SourceReport]) -> list[SourceReport]:
        """The reports, those of manifests and of changed files with what is missing, failed or changed."""
        result = list(reports)
        if not self._manifests:
            return result
        digests = {_folded(report.path): report.sha256 for report in result}
        changed: set[str] = set()
        checks = {m.path: self._check(m, digests, changed) for m in self._manifests}
        for position, report in enumerate(result):
            if report.path in checks:
                result[position] = checks[report.path].added_to(report)
            elif changed & {_folded(path) for path in _packed_in(report.path)}:
                note = "it was changed after it was collected: its SHA-256 is not that of the manifest"
                result[position] = doubted(report, note)
        return result

    def _check(self, manifest: Manifest, digests: dict[str, str], changed: set[str]) -> ManifestCheck:
        check = ManifestCheck(self._kinds_of)
        for block in manifest.blocks:
            path = manifest.path_of(block)
            in_zip = path in self._zips
            is_there = bool(block.file) and (path in digests or in_zip)
            digest = digests.get(path) or (self._digest_of_zip(path) if in_zip else None)
            if is_there and digest and (listed := hash_of(block)) and digest.casefold() != listed:
                changed.add(path)
            check.add(block, is_there=is_there, is_changed=path in changed)
        for other in self._manifests:
            if other is not manifest and manifest.servers() & other.servers():
                check.messages.append(f"{other.path} is a manifest of the same server and role: it was collected twice")
        return check

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


def _manifests(members: Iterable[Member]) -> Iterator[Manifest]:
    """Each manifest, with the blocks that can be read; its own report says why there are not more."""
    for member in members:
        blocks: list[CollectionBlock] = []
        try:
            if not is_manifest(member, member.head()):
                continue
            for result in blocks_of(member):
                if isinstance(result, CollectionBlock):
                    blocks.append(result)  # noqa: PERF401 - those before a cut are kept
        except (InputError, *UNREADABLE):
            if not blocks:
                continue
        yield Manifest(member.path, member.path[: len(member.path) - len(member.name)], tuple(blocks))


def _packed_in(path: str) -> Iterator[str]:
    """The path, and each zip around it."""
    yield path
    while "!" in path:
        path = path.rpartition("!")[0]
        yield path


def _around(member: Member) -> Iterator[Member]:
    each = member.outer
    while each is not None:
        yield each
        each = each.outer


def _folded(path: str) -> str:
    """A path as the file system of Windows compares it."""
    return path.replace("\\", "/").casefold()
