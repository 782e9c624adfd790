"""Objects of a server that their evidence does not name: kept apart by file, or given the server that is shown.

Two services of one name in two folders are two services, unless something says on which server each was. A folder is
taken for that of one server if it does not hold two files with unnamed objects of one kind, or of one certificate
store. Its server is the one that
other evidence in the folder names (the computer of an event, the server of an interface); else the only server of the
topology whose address is a local address there, or whose FQDN is the subject of a certificate there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import attrs

from .kinds import Item, ItemType
from .repeated import file_of

_PLACE = re.compile(r" \(machine not named: (?P<place>[^()]*)\)")
_COMMON_NAME = re.compile(r"(?:^|,)\s*CN\s*=\s*([^,]+)", re.IGNORECASE)
#: addresses that every server has
_EVERYWHERE = re.compile(r"(?:0\.0\.0\.0|127\..*|::1?|\*|fe80:.*|169\.254\..*)?", re.IGNORECASE)


def on_machine(item: ItemType, file: str) -> ItemType:
    """*item*, which may be of a server that nothing names: then its key says so, and in which *file* it stands.

    A reader may have put the path of the file before the key instead.
    """
    if not item.of_machine or _machine(item):
        return item
    key = item.key.removeprefix(file_of(item.sources[0])).lstrip(" /#") if item.sources else item.key
    return attrs.evolve(item, key=f"{key}{_unnamed(file)}")


def _unnamed(place: str) -> str:
    return f" (machine not named: {place.translate(_NO_BRACKETS)})"


_NO_BRACKETS = str.maketrans("()", "[]")


def _machine(item: Item) -> str:
    return getattr(item, "machine", None) or ""


def _store(item: Item) -> str:
    """The certificate store of a certificate, each of which a server lists in a file of its own; "" of all else."""
    return (getattr(item, "store", None) or "").casefold()


def is_unnamed(item: Item) -> bool:
    """True if *item* is of a server that its evidence does not name."""
    return item.of_machine and not _machine(item)


def with_machines(items: Collection[Item]) -> Iterable[Item]:
    """*items*, those of unnamed servers with the server that other evidence shows, else with their folder."""
    unnamed = [item for item in items if is_unnamed(item)]
    return _Folders(items, unnamed).assigned(items) if unnamed else items


class _Folders:
    """What the evidence shows of the servers of folders and files."""

    def __init__(self, items: Collection[Item], unnamed: Iterable[Item]) -> None:
        files: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for item in unnamed:
            for path in _paths(item):
                files[_folder(path), item.kind, _store(item)].add(path)
        self._of_several = {folder for (folder, *_), paths in files.items() if len(paths) > 1}
        self._fqdns: dict[str, set[str]] = defaultdict(set)
        self._addresses: dict[str, set[str]] = defaultdict(set)
        #: name without letter case -> as it is written
        self._spelled: dict[str, str] = {}
        #: place -> server -> a source that names or shows it
        self._named: dict[str, dict[str, str]] = defaultdict(dict)
        self._shown: dict[str, dict[str, str]] = defaultdict(dict)
        for item in items:
            if item.kind == "machine":
                self._add_server(item)
            elif item.of_machine and (machine := _machine(item)):
                self._spelled.setdefault(machine.casefold(), machine)
                for source in item.sources:
                    self._named[_folder(file_of(source))].setdefault(machine.casefold(), source)
        for item in unnamed:
            for source in item.sources:
                for server in self._servers_shown(item):
                    self._shown[self._place(file_of(source))].setdefault(server, source)

    def _add_server(self, item: Item) -> None:
        written = getattr(item, "fqdn", None) or item.key
        fqdn = written.casefold()
        self._spelled[fqdn] = written
        self._fqdns[fqdn.partition(".")[0]].add(fqdn)
        for address in getattr(item, "addresses", ()):
            self._addresses[address.casefold()].add(fqdn)

    def _place(self, path: str) -> str:
        """The folder of a file; the file itself, where its folder can be that of several servers."""
        folder = _folder(path)
        return path if folder in self._of_several else folder

    def _servers_shown(self, item: Item) -> set[str]:
        """Servers of the topology that an object shows by a local address or as the subject of a certificate."""
        addresses = {getattr(item, "local_address", None) or "", *getattr(item, "addresses", ())}
        found = {fqdn for a in addresses if not _EVERYWHERE.fullmatch(a) for fqdn in self._addresses[a.casefold()]}
        if match := _COMMON_NAME.search(getattr(item, "subject", None) or ""):
            subject = match[1].strip().casefold()
            found |= self._fqdns[subject.partition(".")[0]] & {subject}
        return found

    def _server(self, item: Item) -> tuple[str, str]:
        """The only server that the evidence beside *item* names or shows, and where it does; else two empty texts."""
        place = self._place(file_of(item.sources[0]))
        for names in (self._named[place], self._shown[place]):
            full = {self._full(name): source for name, source in names.items()}
            if len(full) == 1:
                name, source = full.popitem()
                return self._spelled[name], source
        return "", ""

    def _full(self, name: str) -> str:
        """The FQDN of a server that is named by its short name, if the topology has one of that name."""
        found = self._fqdns[name] if "." not in name else ()
        return next(iter(found)) if len(found) == 1 else name

    def assigned(self, items: Iterable[Item]) -> Iterator[Item]:
        """*items* with servers or folders in place of files."""
        for item in items:
            if not is_unnamed(item) or not item.sources:
                yield item
                continue
            server, source = self._server(item)
            if server:
                values: dict[str, Any] = {"machine": server, "extra": {**item.extra, "machine taken from": source}}
                yield attrs.evolve(item, key=f"{server}/{_PLACE.sub('', item.key)}", **values)
            elif self._place(file_of(item.sources[0])).endswith("/"):
                yield attrs.evolve(item, key=_PLACE.sub(_in_folder, item.key))
            else:
                yield item


def _in_folder(match: re.Match[str]) -> str:
    return _unnamed(_folder(match["place"]))


def _paths(item: Item) -> list[str]:
    return [file_of(source) for source in item.sources]


def _folder(path: str) -> str:
    """The folder or zip of a file, with a slash at its end."""
    return re.sub(r"[^/\\!]*$", "", path).replace("\\", "/").replace("!", "/") or "/"
