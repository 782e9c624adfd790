"""Bundles of every kind and every mischief: read in full, or refused in one line with nothing stored."""

from __future__ import annotations

import json
import os
import re
import struct
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.__main__ import main
from migrator.errors import InputError
from migrator.estate.kinds import Item
from migrator.sources import zips
from migrator.sources.opening import open_evidence
from migrator.sources.reading import Reading

ROUTES = "MSFT_SIPPhoneRouteData.xml"
QUEUES = "MSFT_SIPRgsQueueData.xml"
EMPTY = "MSFT_SIPRgsDistributionListData.xml"


def pack(target: Path, members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    """A zip with these members."""
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.filename = name  # ZipInfo would tidy some names
            info.compress_type = compression
            archive.writestr(info, content)
    return target


def routes(contoso: Path) -> dict[str, bytes]:
    """One good file."""
    return {ROUTES: (contoso / ROUTES).read_bytes()}


def without_places(items: list[Item]) -> list[str]:
    """Items as text, without where they were read."""
    return [repr(item).replace(repr(item.sources), "") for item in items]


def test_zip_is_read_like_the_folder(contoso: Path, tmp_path: Path) -> None:
    """A zip of the bundle gives the same items in the same order as the folder."""
    zipped = pack(tmp_path / "b.zip", {f"site/{p.name}": p.read_bytes() for p in contoso.iterdir()})
    folder, archive = Reading([contoso]), Reading([zipped])
    assert without_places(list(archive.items())) == without_places(list(folder.items()))
    assert [r.sha256 for r in archive.reports] == [r.sha256 for r in folder.reports]
    assert archive.reports[0].path.startswith(f"{zipped}!site/")


def test_folder_in_any_order_of_writing(contoso: Path, tmp_path: Path) -> None:
    """The order of the files is that of their names, however the folder came about."""
    for name in sorted((p.name for p in contoso.iterdir()), reverse=True):
        (tmp_path / name).write_bytes((contoso / name).read_bytes())
    assert without_places(list(Reading([tmp_path]).items())) == without_places(list(Reading([contoso]).items()))


@pytest.mark.parametrize(
    "name", ["Zürich/Ελλάδα.xml", "日本/ルート.xml", "a b/[red]x[/].xml", "\u202egnp.xml", "x\x1b[2J.xml"]
)
def test_names_in_any_script(contoso: Path, tmp_path: Path, name: str) -> None:
    """Files and members are found by content under any name."""
    content = (contoso / ROUTES).read_bytes()
    file = tmp_path / "folder" / name
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    zipped = pack(tmp_path / "b.zip", {name: content})
    assert [len(list(Reading([source]).items())) for source in (tmp_path / "folder", zipped)] == [7, 7]


def test_zip_in_a_zip(contoso: Path, tmp_path: Path) -> None:
    """Zips inside zips are opened, and the path names each of them."""
    inner = pack(tmp_path / "inner.zip", routes(contoso)).read_bytes()
    outer = pack(tmp_path / "outer.zip", {"fe1/inner.zip": inner})
    reading = Reading([outer])
    assert len(list(reading.items())) == 7
    assert [r.path for r in reading.reports] == [f"{outer}!fe1/inner.zip!{ROUTES}"]


@pytest.mark.skipif(sys.platform == "win32", reason="links are POSIX")
def test_same_evidence_twice(contoso: Path, tmp_path: Path, run: Callable[..., Any]) -> None:
    """A file that is given again, by itself, in its folder or by a link, is read once, and its report says so."""
    folder = tmp_path / "e"
    folder.mkdir()
    (folder / ROUTES).write_bytes((contoso / ROUTES).read_bytes())
    (folder / "link.xml").symlink_to(ROUTES)
    done = run("inventory", folder, folder / ROUTES, folder / "." / ROUTES, "--json")
    document = json.loads(done.out)
    (source,) = document["sources"]
    assert (done.code, document["items"], source["read"]) == (0, {"voice_route": 7}, 7)
    assert "and read once" in " ".join(run("inventory", folder, folder / ROUTES, "--name", "again").out.split())
    assert source["messages"] == [f"it was given more than once (also as {folder / 'link.xml'}), and read once"]


def test_empty_file_beside_others_is_reported(contoso: Path, tmp_path: Path, run: Callable[..., Any]) -> None:
    """An empty file in a bundle is reported as empty, and it is a loss: no export writes one."""
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / ROUTES).write_bytes((contoso / ROUTES).read_bytes())
    (tmp_path / "b" / "x.txt").touch()
    done = run("inventory", tmp_path / "b", "--json")
    assert (done.code, [s["status"] for s in json.loads(done.out)["sources"]]) == (5, ["read", "empty"])


def test_export_without_objects_is_evidence(contoso: Path, tmp_path: Path, run: Callable[..., Any]) -> None:
    """A snapshot knows that a class without an instance was collected; alone it makes none."""
    done = run("inventory", contoso / EMPTY, contoso / ROUTES, "--json")
    source = next(each for each in json.loads(done.out)["sources"] if each["path"].endswith(EMPTY))
    assert (done.code, source["status"], source["collected"]) == (0, "empty", ["distribution_list"])
    alone = run("inventory", contoso / EMPTY, "--name", "alone")
    assert (alone.code, "the evidence shows that there are no RGS distribution lists, and" in alone.err) == (2, True)
    (cut := tmp_path / ROUTES).write_bytes((contoso / ROUTES).read_bytes()[:600])
    damaged = run("inventory", contoso / EMPTY, cut, "--name", "damaged")
    assert (damaged.code, damaged.err.startswith(f"migrator: {cut}: ")) == (2, True)
    assert len(json.loads(run("snapshots", "--json").out)) == 1


def test_an_empty_source_beside_good_ones_is_a_loss(contoso: Path, tmp_path: Path, run: Callable[..., Any]) -> None:
    """A folder or a zip that was given and holds nothing is named, and ends in exit code 5."""
    (tmp_path / "edge").mkdir()
    empty = pack(tmp_path / "pool.zip", {})
    done = run("inventory", contoso / ROUTES, tmp_path / "edge", empty)
    assert done.code == 5
    assert "edge: the folder is empty; " in done.out
    assert "pool.zip: the zip is empty; " in done.out


def absolute(to: Path, contoso: Path) -> Path:
    """A name that begins at the root."""
    return pack(to / "b.zip", {**routes(contoso), "/etc/passwd.xml": b"x"})


def parent(to: Path, contoso: Path) -> Path:
    """A name that climbs out."""
    return pack(to / "b.zip", {**routes(contoso), "a/../../evil.xml": b"x"})


def parent_windows(to: Path, contoso: Path) -> Path:
    """The same with backslashes."""
    return pack(to / "b.zip", {**routes(contoso), "..\\evil.xml": b"x"})


def drive(to: Path, contoso: Path) -> Path:
    """A name on a drive."""
    return pack(to / "b.zip", {**routes(contoso), "C:\\Windows\\evil.xml": b"x"})


def drive_relative(to: Path, contoso: Path) -> Path:
    """A name in the current folder of a drive."""
    return pack(to / "b.zip", {**routes(contoso), "c:evil.xml": b"x"})


def share(to: Path, contoso: Path) -> Path:
    """A name on a server."""
    return pack(to / "b.zip", {**routes(contoso), "\\\\server\\share\\evil.xml": b"x"})


def protected(file: Path, members: slice) -> Path:
    """Set the encryption bit of some members in both of their headers, as every packer does."""
    content = bytearray(file.read_bytes())
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        places = [match.start() for match in re.finditer(re.escape(magic), content)]
        for place in places[members]:
            content[place + offset] |= 1
    file.write_bytes(content)
    return file


def encrypted(to: Path, contoso: Path) -> Path:
    """A zip with a password."""
    return protected(pack(to / "b.zip", routes(contoso), zipfile.ZIP_STORED), slice(None))


def one_encrypted(to: Path, contoso: Path) -> Path:
    """One member with a password."""
    return protected(pack(to / "b.zip", {**routes(contoso), "z.xml": b"x"}, zipfile.ZIP_STORED), slice(1, 2))


def bomb(to: Path, contoso: Path) -> Path:
    """A member that swells a thousandfold."""
    return pack(to / "b.zip", {**routes(contoso), "zeros.xml": bytes(11 * 1024**2)})


def bomb_in_pieces(to: Path, contoso: Path) -> Path:
    """Members too small to be looked at one by one."""
    return pack(to / "b.zip", {**routes(contoso), **{f"{n}.xml": bytes(2 * 1024**2) for n in range(6)}})


def many(to: Path, _contoso: Path) -> Path:
    """One file too many."""
    return pack(to / "b.zip", {f"{n}.xml": b"" for n in range(20_001)}, zipfile.ZIP_STORED)


def many_in_nested(to: Path, _contoso: Path) -> Path:
    """Too many files, none of the zips alone."""
    inner = pack(to / "inner.zip", {f"{n}.xml": b"" for n in range(7000)}, zipfile.ZIP_STORED).read_bytes()
    (to / "inner.zip").unlink()
    return pack(to / "b.zip", {f"{n}.zip": inner for n in range(3)}, zipfile.ZIP_STORED)


def nested_too_deep(to: Path, contoso: Path) -> Path:
    """Four zips in one another."""
    content = pack(to / "b.zip", routes(contoso)).read_bytes()
    for _ in range(3):
        content = pack(to / "b.zip", {"n.zip": content}).read_bytes()
    return to / "b.zip"


def word_document(to: Path, _contoso: Path) -> Path:
    """What is a zip, but a document."""
    return pack(to / "b.docx", {"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"})


def two_zips(to: Path, contoso: Path) -> Path:
    """One zip behind the other: its directory is that of the second."""
    first = pack(to / "b.zip", {"a.xml": b"lost"}).read_bytes()
    (to / "b.zip").write_bytes(first + pack(to / "c.zip", routes(contoso)).read_bytes())
    (to / "c.zip").unlink()
    return to / "b.zip"


def torn_zip_behind(to: Path, contoso: Path) -> Path:
    """A zip behind which the beginning of another stands."""
    file = pack(to / "b.zip", routes(contoso))
    file.write_bytes(file.read_bytes() + pack(to / "c.zip", {"a.xml": b"lost"}).read_bytes()[:40])
    (to / "c.zip").unlink()
    return file


def file_like_a_folder(to: Path, contoso: Path) -> Path:
    """A name that ends like that of a folder, with content."""
    return pack(to / "b.zip", {**routes(contoso), "a.xml/": b"lost"})


def cut_zip(to: Path, contoso: Path) -> Path:
    """The directory at the end is cut."""
    file = pack(to / "b.zip", routes(contoso))
    file.write_bytes(file.read_bytes()[:-30])
    return file


def only_the_magic(to: Path, _contoso: Path) -> Path:
    """Four bytes."""
    (to / "b.zip").write_bytes(b"PK\x03\x04")
    return to / "b.zip"


def bad_crc_alone(to: Path, contoso: Path) -> Path:
    """The only member is damaged."""
    return flipped(pack(to / "b.zip", routes(contoso), zipfile.ZIP_STORED))


def nothing_known(to: Path, _contoso: Path) -> Path:
    """A folder of notes."""
    (to / "b").mkdir()
    (to / "b" / "notes.txt").write_text("call Bob\n")
    return to / "b"


def empty_folder(to: Path, _contoso: Path) -> Path:
    """Nothing."""
    (to / "b").mkdir()
    return to / "b"


def empty_zip(to: Path, _contoso: Path) -> Path:
    """A zip of nothing."""
    return pack(to / "b.zip", {})


def empty_file(to: Path, _contoso: Path) -> Path:
    """No byte."""
    (to / "b.xml").touch()
    return to / "b.xml"


def only_a_mark(to: Path, _contoso: Path) -> Path:
    """A byte order mark."""
    (to / "b.xml").write_bytes(b"\xff\xfe")
    return to / "b.xml"


def truncated(to: Path, contoso: Path) -> Path:
    """An export cut within its first object."""
    (to / "b.xml").write_bytes((contoso / ROUTES).read_bytes()[:800])
    return to / "b.xml"


def missing(to: Path, _contoso: Path) -> Path:
    """A path to nothing."""
    return to / "b.xml"


def link_that_leaves(to: Path, contoso: Path) -> Path:
    """A link to a file elsewhere."""
    (to / "b").mkdir()
    (to / "b" / "link.xml").symlink_to(contoso / ROUTES)
    return to / "b"


def folder_link_that_leaves(to: Path, contoso: Path) -> Path:
    """A link to a folder elsewhere."""
    (to / "b").mkdir()
    (to / "b" / "link").symlink_to(contoso)
    return to / "b"


def link_to_nothing(to: Path, _contoso: Path) -> Path:
    """A link that hangs."""
    (to / "b").mkdir()
    (to / "b" / "link.xml").symlink_to("nowhere.xml")
    return to / "b"


def link_to_itself(to: Path, _contoso: Path) -> Path:
    """A link that leads nowhere."""
    (to / "b").mkdir()
    (to / "b" / "link.xml").symlink_to("link.xml")
    return to / "b"


def pipe_in_a_folder(to: Path, _contoso: Path) -> Path:
    """A pipe among files."""
    (to / "b").mkdir()
    os.mkfifo(to / "b" / "pipe.xml")
    return to / "b"


def pipe(to: Path, _contoso: Path) -> Path:
    """A pipe, which would wait for ever."""
    os.mkfifo(to / "b.xml")
    return to / "b.xml"


def endless_device(_to: Path, _contoso: Path) -> Path:
    """A device without an end."""
    return Path("/dev/zero")


def file_of_the_kernel(_to: Path, _contoso: Path) -> Path:
    """A file that even root cannot read."""
    return Path("/proc/self/mem")


#: evidence of which one part is bad -> what is said of that part
BAD_PART: dict[Callable[[Path, Path], Path], str] = {
    absolute: "leaves the zip",
    parent: "leaves the zip",
    parent_windows: "leaves the zip",
    drive: "leaves the zip",
    drive_relative: "leaves the zip",
    share: "leaves the zip",
    one_encrypted: "is protected by a password",
    bomb: "unpacks to more than 100 times its size",
    two_zips: "another zip stands in its first",
    torn_zip_behind: "another zip begins in its last 40 bytes",
    file_like_a_folder: "is named like a folder, but holds 4 bytes",
}
#: evidence of which nothing can be read -> what the one line says besides the path of the evidence
BAD: dict[Callable[[Path, Path], Path], str] = {
    encrypted: "the zip is protected by a password",
    bomb_in_pieces: "unpacks to more than 100 times its size",
    many: "20,001 files are packed",
    many_in_nested: "at most 20,000",
    nested_too_deep: "more than 3 deep",
    word_document: "a Word document",
    cut_zip: "the zip is incomplete or damaged",
    only_the_magic: "the zip is incomplete or damaged",
    bad_crc_alone: "cannot be read",
    nothing_known: "nothing in it is evidence",
    empty_folder: "the folder is empty",
    empty_zip: "the zip is empty",
    empty_file: "the file is empty",
    only_a_mark: "the file is empty",
    truncated: "XML is incomplete or malformed",
    missing: "no such file or folder",
    link_that_leaves: "a link that leaves the folder",
    folder_link_that_leaves: "a link that leaves the folder",
    link_to_nothing: "a link to nothing (nowhere.xml)",
    link_to_itself: "a link to nothing (link.xml)",
    pipe: "not a file that can be read",
    pipe_in_a_folder: "not a file that can be read",
    endless_device: "not a file that can be read",
    file_of_the_kernel: "cannot be read",
}


#: what is no part of other evidence, or is said to hold nothing only where it is alone
ALONE = (missing, endless_device, file_of_the_kernel, empty_folder, empty_zip, nothing_known, many_in_nested)


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are POSIX")
@pytest.mark.parametrize("make", [*BAD_PART, *(make for make in BAD if make not in ALONE)], ids=lambda m: m.__name__)
def test_one_bad_part_costs_itself(make: Callable[[Path, Path], Path], contoso: Path, tmp_path: Path) -> None:
    """Whatever is wrong with one part of the evidence, it is a source that failed and says why; the rest is read."""
    evidence = tmp_path / "e"
    evidence.mkdir()
    if make not in BAD_PART:
        (evidence / "good.xml").write_bytes((contoso / ROUTES).read_bytes())
    make(evidence, contoso)
    reading = Reading([evidence])
    assert [item.kind for item in reading.items()] == ["voice_route"] * 7
    reasons = [message for report in reading.reports if report.has_losses for message in report.messages]
    assert any((BAD_PART | BAD)[make] in reason for reason in reasons), reasons


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are POSIX")
@pytest.mark.parametrize("name", ["x.txt", "x.ps1", "x.html", "manifest.xml", "x.evtx", "x.zip"])
def test_bad_parts_of_every_name(contoso: Path, tmp_path: Path, name: str) -> None:
    """What is looked at before the files are read, by their names, does not fail for a part that cannot be opened."""
    (tmp_path / ROUTES).write_bytes((contoso / ROUTES).read_bytes())
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / name).symlink_to("/etc/hostname")
    (tmp_path / "b").mkdir()
    os.mkfifo(tmp_path / "b" / name)
    pack(tmp_path / "c.zip", {f"../{name}": b"x", f"{name}/": b"x"})
    reading = Reading([tmp_path])
    assert len(list(reading.items())) == 7
    assert [report.status for report in reading.reports if report.has_losses] == ["failed"] * 4


@pytest.mark.skipif(sys.platform == "win32", reason="links, pipes and devices are POSIX")
@pytest.mark.parametrize("make", BAD, ids=lambda make: make.__name__)
@pytest.mark.parametrize("existing", [False, True], ids=["new project", "old project"])
def test_bad_evidence(
    make: Callable[[Path, Path], Path],
    existing: bool,
    contoso: Path,
    tmp_path: Path,
    project: Path,
    run: Callable[..., Any],
) -> None:
    """Bad evidence ends in exit code 2 and one line that names it; the project is as it was, or still not there."""
    if existing:
        run("inventory", contoso / ROUTES, "--name", "before")
    before = project.read_bytes() if existing else None
    evidence = make(tmp_path, contoso)
    done = run("inventory", evidence)
    message, *hints = done.err.splitlines()
    assert (done.code, done.out) == (2, "")
    assert message.startswith("migrator: ")
    assert str(evidence) in message
    assert BAD[make] in message
    assert all(hint.startswith("  ") for hint in hints)
    assert len(hints) <= 1
    assert "Traceback" not in done.err
    assert (project.read_bytes() if existing else None) == before
    assert sorted(p.name for p in project.parent.iterdir()) == (["migration.db"] if existing else [])


def flipped(archive: Path) -> Path:
    """The zip with one byte changed in the middle of its first member, which is stored."""
    content = bytearray(archive.read_bytes())
    size, name_length, extra_length = struct.unpack("<I4xHH", content[18:30])
    content[30 + name_length + extra_length + size // 2] ^= 0x20
    archive.write_bytes(content)
    return archive


def test_damaged_member_among_good_ones(contoso: Path, tmp_path: Path, run: Callable[..., Any]) -> None:
    """A member with a wrong checksum is reported as failed by name and gives no item; the others are read."""
    members = {QUEUES: (contoso / QUEUES).read_bytes(), **routes(contoso)}
    file = flipped(pack(tmp_path / "b.zip", members, zipfile.ZIP_STORED))
    done = run("inventory", file, "--json")
    document = json.loads(done.out)
    assert (done.code, document["items"]) == (5, {"voice_route": 7})
    failed = next(s for s in document["sources"] if s["status"] == "failed")
    assert (failed["path"], "Bad CRC-32" in failed["messages"][0]) == (f"{file}!{QUEUES}", True)


def test_file_that_ends_in_the_middle(contoso: Path, tmp_path: Path) -> None:
    """What stands before the end is kept; the file is cut, a loss, and evidence of no absence."""
    file = tmp_path / QUEUES
    file.write_bytes((contoso / QUEUES).read_bytes()[:-200])
    reading = Reading([file])
    kept = list(reading.items())
    (report,) = reading.reports
    assert {item.kind for item in kept} == {"queue"}
    assert (report.status, report.read, report.has_losses) == ("partial", len(kept), True)
    assert (report.collected, report.incomplete) == ((), ("queue",))
    assert "XML is incomplete or malformed" in report.cut
    assert report.messages[0] == f"cut: {report.cut}"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user of this machine can enter, unlike those of pytest."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX")
def test_unreadable_file_among_good_ones(contoso: Path, open_folder: Path) -> None:
    """A file and a folder without the right to read them are losses that are named; the others are read."""
    for name in (ROUTES, QUEUES):
        (open_folder / name).write_bytes((contoso / name).read_bytes())
    (open_folder / QUEUES).chmod(0)
    (open_folder / "locked").mkdir(mode=0)
    list(Reading([contoso]).items())  # everything is imported before the rights are given up
    reading = Reading([open_folder])
    me = os.geteuid()
    os.seteuid(65534 if me == 0 else me)  # root reads everything, nobody does not
    try:
        items = list(reading.items())
    finally:
        os.seteuid(me)
    failed = [report for report in reading.reports if report.has_losses]
    assert [(report.path, report.status) for report in failed] == [
        (str(open_folder / QUEUES), "failed"),
        (str(open_folder / "locked"), "failed"),
    ]
    assert len(items) == 7
    assert all("Permission denied" in report.messages[0] for report in failed)


def test_nested_zips_are_limited_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the zips inside a zip hold in memory is limited over all of them."""
    monkeypatch.setattr(zips, "MAX_NESTED_BYTES", 1000)
    inner = pack(tmp_path / "inner.zip", {"a.xml": bytes(range(200))}, zipfile.ZIP_STORED).read_bytes()
    outer = pack(tmp_path / "outer.zip", {f"{n}.zip": inner for n in range(4)})
    with ExitStack() as stack:
        *read, last = open_evidence([outer], stack)
        with pytest.raises(InputError, match="zips inside hold more than"):
            last.head()
    assert [member.name for member in (*read, last)] == ["a.xml"] * 3 + ["3.zip"]


@settings(max_examples=300)
@given(st.data())
def test_damaged_zip_never_raises_anything_else(
    tmp_path_factory: pytest.TempPathFactory, contoso: Path, data: st.DataObject
) -> None:
    """Whatever bytes of a zip are changed: it is read, reported, or refused by name; no other error comes out."""
    folder = tmp_path_factory.getbasetemp()
    compression = data.draw(
        st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    )
    file = pack(folder / "fuzzed.zip", {"é.xml": (contoso / EMPTY).read_bytes(), **routes(contoso)}, compression)
    content = bytearray(file.read_bytes())
    # the local headers and the directory at the end are where damage matters
    places = st.integers(0, 120) | st.integers(len(content) - 250, len(content) - 1) | st.integers(0, len(content) - 1)
    for place in data.draw(st.lists(places, min_size=1, max_size=6)):
        content[place] = data.draw(st.integers(0, 255))
    file.write_bytes(content)
    try:
        list(Reading([file]).items())
    except InputError as error:
        assert str(file) in error.message  # noqa: PT017 - an error is one of two good ends


def test_project_in_the_folder_is_not_evidence(
    contoso: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`migrator inventory .` does not take its own project for evidence, neither the first time nor the second."""
    (tmp_path / ROUTES).write_bytes((contoso / ROUTES).read_bytes())
    monkeypatch.chdir(tmp_path)
    assert [main(["inventory", ".", "--name", name]) for name in ("one", "two")] == [0, 0]


def test_damaged_zip_beside_good_files_is_one_failed_source(
    run: Callable[..., Any], contoso: Path, tmp_path: Path
) -> None:
    """One zip that broke on its way costs itself, with exit code 5; what lies beside it is read."""
    folder = tmp_path / "evidence"
    folder.mkdir()
    (folder / "routes.xml").write_bytes((contoso / "MSFT_SIPPhoneRouteData.xml").read_bytes())
    (folder / "broken.zip").write_bytes(b"PK\x03\x04" + b"\0" * 40)
    ran = run("inventory", folder, "--json")
    sources = {Path(s["path"]).name: s for s in json.loads(ran.out)["sources"]}
    assert ran.code == 5
    assert (sources["routes.xml"]["read"], sources["broken.zip"]["status"]) == (7, "failed")
    assert "the zip is incomplete or damaged" in sources["broken.zip"]["messages"][0]
