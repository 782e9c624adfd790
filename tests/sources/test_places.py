"""Evidence of several servers without a manifest: what belongs to one server is never that of another."""

from __future__ import annotations

import zipfile
from pathlib import Path

from migrator.estate.estate import Estate
from migrator.estate.evidence import Listener
from migrator.sources.reading import Reading

NETSTAT = "Active Connections\r\n\r\n  Proto  Local Address  Foreign Address  State  PID\r\n"
ROW = "  TCP    0.0.0.0:5061   0.0.0.0:0   LISTENING   {}\r\n"


def netstat(folder: Path, pid: int) -> Path:
    """The output of netstat on a server, in a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "netstat.txt").write_text(NETSTAT + ROW.format(pid), encoding="ascii")
    return folder


def listeners(*sources: Path) -> dict[str, int | None]:
    """The key and the process of each listener, in the order of the keys."""
    found = Estate(Reading(sources).items()).of(Listener)
    return dict(sorted((listener.key, listener.pid) for listener in found))


def test_the_folders_of_two_servers(tmp_path: Path) -> None:
    """The sockets of two Edge servers stay apart, named after the folders, below one source or as two."""
    edge, edge13 = netstat(tmp_path / "in" / "edge", 4), netstat(tmp_path / "in" / "edge13", 8)
    socket = "TCP 0.0.0.0:5061 0.0.0.0:0"
    expected = {f"{socket} (machine not named: edge/)": 4, f"{socket} (machine not named: edge13/)": 8}
    assert listeners(tmp_path / "in") == expected
    assert listeners(edge, edge13) == expected


def test_folders_of_one_name(tmp_path: Path) -> None:
    """Two folders of one name in two sources have their paths in the keys; the folders of a zip are folders too."""
    one, two = netstat(tmp_path / "one" / "edge", 4), netstat(tmp_path / "two" / "edge", 8)
    found = listeners(one, two)
    assert list(found.values()) == [4, 8]
    assert all(f"{folder}/)" in key for folder, key in zip((one, two), found, strict=True))
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as packed:
        for folder in (one, two):
            packed.write(folder / "netstat.txt", f"{folder.parent.name}/netstat.txt")
    assert [key.rpartition(": ")[2] for key in listeners(tmp_path / "all.zip")] == ["one/)", "two/)"]
