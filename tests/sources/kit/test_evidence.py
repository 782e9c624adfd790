"""What the manifest of the kit says of the files beside it, and what becomes of files that differ from it."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from migrator.kit.scripts import kit_files
from migrator.sources.reading import Reading

POLICY = "Microsoft.Rtc.Management.WritableConfig.Policy.Voice.VoicePolicy"
SERVER = "evidence-FE01-front-end-20260301-090000"
ENDED = datetime(2026, 3, 1, 9, 0, 5, tzinfo=UTC)
NETSTAT = b"Active Connections\r\n\r\n  Proto  Local Address  Foreign Address  State  PID\r\n"
NETSTAT += b"  TCP    10.0.0.1:5061   0.0.0.0:0   LISTENING   4\r\n"
Export = Callable[..., bytes]


def row(block: str, file: str, content: bytes | None, **changed: Any) -> dict[str, Any]:
    """One object of a manifest as the script writes it."""
    return {
        "MigratorKit": "0.1.0",
        "Product": "lync2013",
        "Role": "front-end",
        "Machine": "fe01.contoso.com",
        "Collector": "CONTOSO\\anna",
        "Block": block,
        "File": file,
        "Command": block,
        "Started": datetime(2026, 3, 1, 9, 0, tzinfo=UTC),
        "Ended": ENDED,
        "Rows": 1,
        "Error": None,
        "Sha256": None if content is None else hashlib.sha256(content).hexdigest(),
        **changed,
    }


@pytest.fixture
def policies(export: Export) -> bytes:
    """The export of one voice policy, which does not show the version of Lync."""
    return export(POLICY, {"Identity": "Global", "PstnUsages": ["Local"]})


def reports_by_name(reports: list[Any]) -> dict[str, Any]:
    """The reports by the last part of their path."""
    return {report.path.replace("!", "/").rpartition("/")[2]: report for report in reports}


def test_manifest_names_product_machine_time_and_person(export: Export, policies: bytes, read: Callable) -> None:
    """Files it lists get the product, the server, when and by whom; the manifest itself is read, not unknown."""
    manifest = export(None, row("Get-CsVoicePolicy", "p.xml", policies), row("netstat", "netstat.txt", NETSTAT))
    items, reports = read(
        {f"{SERVER}/manifest.xml": manifest, f"{SERVER}/p.xml": policies, f"{SERVER}/netstat.txt": NETSTAT}
    )
    policy = next(item for item in items if item.kind == "voice_policy")
    listener = next(item for item in items if item.kind == "listener")
    assert (policy.product, listener.product, listener.machine) == ("lync2013", "lync2013", "fe01.contoso.com")
    named = reports_by_name(reports)
    assert (named["p.xml"].collected_at, named["p.xml"].collected_by) == (ENDED, "CONTOSO\\anna")
    assert (named["manifest.xml"].format, named["manifest.xml"].items) == (
        "manifest of the kit",
        {"collection_block": 2},
    )
    assert [report.path for report in reports if report.has_losses] == []


def test_blocks_are_items(export: Export, policies: bytes, read: Callable) -> None:
    """Each block is shown with all the manifest says of it."""
    manifest = export(None, row("Get-CsVoicePolicy", "p.xml", policies))
    items, _ = read({"manifest.xml": manifest, "p.xml": policies})
    block = next(item for item in items if item.kind == "collection_block")
    assert (block.name, block.rows, block.ended, block.kit_version) == ("Get-CsVoicePolicy", 1, ENDED, "0.1.0")
    assert (block.error, block.sha256, block.extra) == (None, hashlib.sha256(policies).hexdigest(), {})


def test_manifest_as_windows_powershell_writes_it(policies: bytes, read: Callable) -> None:
    """Objects of New-Object PSObject have their properties in MS, in any order; a date may be an object with a hint."""
    head = '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0">'
    types = '<TN RefId="0"><T>System.Management.Automation.PSCustomObject</T><T>System.Object</T></TN>'
    date = '<Obj N="Ended" RefId="1"><DT>2026-03-01T09:00:05.0000000Z</DT><MS><I32 N="DisplayHint">2</I32></MS></Obj>'
    values = row("Get-CsVoicePolicy", "p.xml", policies, Ended=None, Started=None, Rows=None)
    texts = "".join(f'<S N="{name}">{value}</S>' for name, value in values.items() if value is not None)
    manifest = f'{head}{types}<MS>{date}<I32 N="Rows">1</I32><Nil N="Error" />{texts}</MS></Obj></Objs>'
    items, reports = read({"manifest.xml": manifest.encode("utf-16"), "p.xml": policies})
    block = next(item for item in items if item.kind == "collection_block")
    assert (block.ended, block.rows, block.error, block.product) == (ENDED, 1, None, "lync2013")
    assert reports_by_name(reports)["p.xml"].collected_at == ENDED


def test_a_manifest_that_was_not_finished_is_no_second_one(export: Export, policies: bytes, read: Callable) -> None:
    """What a closed window leaves beside the manifest doubles no block."""
    manifest = export(None, row("Get-CsVoicePolicy", "p.xml", policies))
    items, reports = read({"manifest.xml": manifest, "manifest.new": manifest[:-40], "p.xml": policies})
    assert [item.kind for item in items].count("collection_block") == 1
    assert sorted(reports_by_name(reports)) == ["manifest.xml", "p.xml"]
    assert [report.path for report in reports if report.has_losses] == []


def test_file_that_is_listed_and_missing(export: Export, policies: bytes, read: Callable) -> None:
    """It is named and counts as a loss."""
    manifest = export(None, row("Get-CsUser", "Get-CsUser.xml", b"x"), row("Get-CsVoicePolicy", "p.xml", policies))
    _, reports = read({"manifest.xml": manifest, "p.xml": policies})
    found = reports_by_name(reports)["manifest.xml"]
    assert (found.gaps, found.has_losses, found.incomplete) == (1, True, ("user",))
    assert found.messages == ("block Get-CsUser: Get-CsUser.xml is listed, but not there",)


def test_file_that_was_changed(export: Export, policies: bytes, read: Callable) -> None:
    """A file whose SHA-256 is not that of the manifest is read, and both reports say that it was changed."""
    manifest = export(None, row("Get-CsVoicePolicy", "p.xml", b"what was collected"))
    items, reports = read({"manifest.xml": manifest, "p.xml": policies})
    named = reports_by_name(reports)
    assert any(item.kind == "voice_policy" for item in items)
    assert (named["manifest.xml"].gaps, named["p.xml"].collected, named["p.xml"].incomplete) == (
        1,
        (),
        ("voice_policy",),
    )
    assert "p.xml was changed" in named["manifest.xml"].messages[0]
    assert any("changed after it was collected" in message for message in named["p.xml"].messages)


def test_block_with_an_error(export: Export, policies: bytes, read: Callable) -> None:
    """What it wrote before is read, but proves no absence; the error is reported; a block that wrote nothing too."""
    manifest = export(
        None,
        row("Get-CsVoicePolicy", "p.xml", policies, Error="Access is denied."),
        row("Get-CsUser", "Get-CsUser.xml", None, Rows=None, Error="it was not run", Started=None, Ended=None),
    )
    _, reports = read({"manifest.xml": manifest, "p.xml": policies})
    named = reports_by_name(reports)
    assert (named["p.xml"].items, named["p.xml"].collected) == ({"voice_policy": 1}, ())
    assert named["manifest.xml"].gaps == 2
    assert named["manifest.xml"].messages == (
        "block Get-CsVoicePolicy failed, p.xml may not hold everything: Access is denied.",
        "block Get-CsUser failed, nothing was collected: it was not run",
    )


def test_block_that_gave_nothing(export: Export, policies: bytes, read: Callable) -> None:
    """A block without error, object and file is reported, and is not a loss."""
    manifest = export(None, row("rtc-system", "rtc-system.ldf", None, Rows=None))
    _, reports = read({"manifest.xml": manifest, "p.xml": policies})
    found = reports_by_name(reports)["manifest.xml"]
    assert (found.gaps, found.messages) == (0, ("block rtc-system gave nothing, so it wrote no file",))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"Sha256": None}, "nothing shows whether Get-CsUser.xml is as it was collected, it has no SHA-256"),
        ({"Started": None, "Ended": None}, "block Get-CsUser has no time: it never ran"),
        ({"Ended": None}, "block Get-CsUser did not end"),
    ],
)
def test_block_that_shows_no_end(export: Export, read: Callable, changed: dict[str, Any], message: str) -> None:
    """A block without hash, time or end is a gap, and the kind that it should have given is incomplete."""
    anna = {"Identity": "CN=Anna", "SipAddress": "sip:a@b"}
    users = export("Microsoft.Rtc.Management.ADConnect.Schema.OCSADUser", anna)
    manifest = export(None, row("Get-CsUser", "Get-CsUser.xml", users, **changed))
    _, reports = read({"manifest.xml": manifest, "Get-CsUser.xml": users})
    found = reports_by_name(reports)["manifest.xml"]
    assert (found.gaps, found.incomplete, message in found.messages[0]) == (1, ("user",), True), found.messages


@pytest.mark.parametrize(
    ("changed", "message", "is_gap"),
    [
        ({"Sha256": "yes"}, "nothing shows whether Get-CsVoicePolicy.xml is as it was collected", True),
        ({"File": None}, "block Get-CsVoicePolicy: the manifest does not name its file", True),
        ({"Ended": datetime(2999, 2, 1, tzinfo=UTC)}, "ran on 2999-02-01, which is in the future", False),
        ({"Ended": datetime(2026, 2, 1, tzinfo=UTC)}, "ended before it started: its times cannot be right", False),
    ],
)
def test_what_a_manifest_cannot_mean_is_said(
    export: Export, policies: bytes, read: Callable, changed: dict[str, Any], message: str, is_gap: bool
) -> None:
    """A hash that is none is not a changed file; a block without a file, and times that cannot be, are named."""
    manifest = export(None, row("Get-CsVoicePolicy", "Get-CsVoicePolicy.xml", policies, **changed))
    _, reports = read({"Get-CsVoicePolicy.xml": policies, "manifest.xml": manifest})
    of_manifest = reports_by_name(reports)["manifest.xml"]
    assert message in " ".join(of_manifest.messages)
    assert "changed after" not in " ".join(of_manifest.messages)
    assert (of_manifest.gaps, of_manifest.incomplete) == ((1, ("voice_policy",)) if is_gap else (0, ()))


def test_a_hash_in_the_form_of_windows_is_the_same(export: Export, policies: bytes, read: Callable) -> None:
    """Capitals, and hyphens between the bytes, change nothing."""
    digest = hashlib.sha256(policies).digest().hex("-").upper()
    manifest = export(None, row("Get-CsVoicePolicy", "Get-CsVoicePolicy.xml", policies, Sha256=digest))
    _, reports = read({"Get-CsVoicePolicy.xml": policies, "manifest.xml": manifest})
    assert [(report.gaps, report.messages) for report in reports] == [(0, ()), (0, ())]


def test_a_file_has_the_machine_of_its_own_block(export: Export, policies: bytes, read: Callable) -> None:
    """In a manifest that was put together from two servers, the first block does not speak for the others."""
    manifest = export(
        None,
        row("netstat", "netstat.txt", NETSTAT, Machine="old.contoso.com", Product="lync2010"),
        row("Get-CsVoicePolicy", "Get-CsVoicePolicy.xml", policies),
    )
    items, _ = read({"netstat.txt": NETSTAT, "Get-CsVoicePolicy.xml": policies, "manifest.xml": manifest})
    assert [item.product for item in items if item.kind == "voice_policy"] == ["lync2013"]
    assert [item.machine for item in items if item.kind == "listener"] == ["old.contoso.com"]


def test_file_without_an_entry(export: Export, policies: bytes, read: Callable) -> None:
    """A file that the manifest beside it does not list is read, and its report says so."""
    manifest = export(None, row("Get-CsVoicePolicy", "p.xml", policies))
    _, reports = read({"manifest.xml": manifest, "p.xml": policies, "sub/more.xml": policies})
    named = reports_by_name(reports)
    assert ["does not list it" in "".join(named[name].messages) for name in ("p.xml", "more.xml", "manifest.xml")] == [
        False,
        True,
        False,
    ]


def test_server_that_was_collected_twice(export: Export, policies: bytes, read: Callable) -> None:
    """Both manifests of one server and role name each other."""
    manifest = export(None, row("Get-CsVoicePolicy", "p.xml", policies))
    _, reports = read(
        {"a/manifest.xml": manifest, "a/p.xml": policies, "b/manifest.xml": manifest, "b/p.xml": policies}
    )
    told = [r.messages[-1] for r in reports if r.path.endswith("manifest.xml")]
    assert ["manifest of the same server and role" in message for message in told] == [True, True]


def test_marks_behind_a_long_command(export: Export, policies: bytes, read: Callable) -> None:
    """A manifest is known however long the command of its first block is."""
    values = row("Get-CsVoicePolicy", "p.xml", policies)
    first = {"Command": "x" * 100_000, **{name: value for name, value in values.items() if name != "Command"}}
    _, reports = read({"manifest.xml": export(None, first), "p.xml": policies})
    assert reports_by_name(reports)["manifest.xml"].format == "manifest of the kit"


@pytest.mark.parametrize("is_changed", [False, True])
def test_zip_that_is_listed(export: Export, policies: bytes, read: Callable, is_changed: bool) -> None:
    """The hash of a zip is that of the zip; its members get what the manifest says of it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("RgsImportExport/x.xml", policies)
    content = packed.getvalue()
    manifest = export(None, row("Export", "rgs.zip", b"other" if is_changed else content))
    _, reports = read({f"{SERVER}/manifest.xml": manifest, f"{SERVER}/rgs.zip": content})
    named = reports_by_name(reports)
    assert (named["manifest.xml"].gaps, named["x.xml"].collected_by) == (int(is_changed), "CONTOSO\\anna")
    assert named["x.xml"].product == "lync2013"


def test_evidence_folder_in_a_zip(export: Export, policies: bytes, tmp_path: Path) -> None:
    """A packed evidence folder is checked like one on disk."""
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr(f"{SERVER}/p.xml", policies)
        archive.writestr(f"{SERVER}/manifest.xml", export(None, row("Get-CsVoicePolicy", "P.xml", policies)))
    reading = Reading([tmp_path / "all.zip"])
    assert {item.product for item in reading.items()} == {"lync2013"}
    assert [(r.gaps, r.has_losses) for r in reading.reports] == [(0, False), (0, False)]


def test_each_folder_has_its_own_manifest(export: Export, policies: bytes, read: Callable) -> None:
    """Of two servers each manifest speaks of the files beside it, not of those of the other."""
    old = row("Get-CsVoicePolicy", "p.xml", policies, Product="lync2010", Machine="fe02.contoso.com")
    _, reports = read(
        {
            "a/manifest.xml": export(None, row("Get-CsVoicePolicy", "p.xml", policies)),
            "a/p.xml": policies,
            "b/manifest.xml": export(None, old),
            "b/p.xml": policies,
        }
    )
    assert [(r.path.split("/")[-2], r.product) for r in reports if r.path.endswith("p.xml")] == [
        ("a", "lync2013"),
        ("b", "lync2010"),
    ]


def test_own_version_of_a_service_is_kept(export: Export, read: Callable) -> None:
    """The cmdlets of 2013 show the services of 2010 too: what an object says of itself wins over the manifest."""
    services = export(
        "Microsoft.Rtc.Management.Xds.DisplayRegistrar",
        {"Identity": "Registrar:old.contoso.com", "ServiceId": "1-UserServices-1", "Version": 5},
        {"Identity": "Registrar:new.contoso.com", "ServiceId": "1-UserServices-2", "Version": 6},
    )
    manifest = export(None, row("Get-CsService", "Get-CsService.xml", services))
    items, _ = read({"manifest.xml": manifest, "Get-CsService.xml": services})
    assert [item.product for item in items if item.kind != "collection_block"] == ["lync2010", "lync2013"]


def test_files_of_the_kit_are_not_evidence(policies: bytes, read: Callable) -> None:
    """Scripts and README beside the evidence are passed over; a text of somebody else is not."""
    files = {name: text.encode() for name, text in kit_files("lync2010", "0.1.0").items()}
    _, reports = read({**files, "Get-CsVoicePolicy.xml": policies, "notes.txt": b"call Anna"})
    assert sorted(reports_by_name(reports)) == ["Get-CsVoicePolicy.xml", "notes.txt"]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_manifest_that_is_cut_off(export: Export, policies: bytes, read: Callable, share: float) -> None:
    """An incomplete manifest is a loss; what it says before the cut is believed, of other files nothing is."""
    manifest = export(None, *(row(f"Block {n}", f"{n}.xml", b"x") for n in range(20)))
    _, reports = read({"manifest.xml": manifest[: int(len(manifest) * share)], "p.xml": policies})
    named = reports_by_name(reports)
    assert (named["manifest.xml"].status, named["manifest.xml"].has_losses) == ("partial", True)
    assert (named["p.xml"].status, named["p.xml"].product, named["p.xml"].collected_by) == ("read", "lync2013", None)
    assert "manifest.xml does not list it" in named["p.xml"].messages[-1]


@pytest.mark.parametrize("file", ["../p.xml", "", None, "C:\\Windows\\p.xml", "sub/../p.xml", 7, ["p.xml"]])
def test_names_that_are_not_files_beside_it(export: Export, policies: bytes, read: Callable, file: Any) -> None:
    """A manifest reaches no file but those beside and below it; strange names are a loss, never a traceback."""
    manifest = export(None, row("Get-CsVoicePolicy", "x", b"x", File=file))
    _, reports = read({"a/manifest.xml": manifest, "p.xml": policies})
    named = reports_by_name(reports)
    assert named["manifest.xml"].gaps == 1
    assert named["p.xml"].collected_by is None


def test_inventory_names_what_is_missing(
    export: Export, policies: bytes, tmp_path: Path, run: Callable[..., Any]
) -> None:
    """The command ends with code 5, prints the missing block, and JSON holds who collected when."""
    folder = tmp_path / "evidence"
    folder.mkdir()
    (folder / "p.xml").write_bytes(policies)
    rows = row("Get-CsVoicePolicy", "p.xml", policies), row("Get-CsUser", "Get-CsUser.xml", b"x")
    (folder / "manifest.xml").write_bytes(export(None, *rows))
    done = run("inventory", folder, "--json")
    source = next(s for s in json.loads(done.out)["sources"] if s["path"].endswith("p.xml"))
    assert (done.code, source["collected_by"], source["collected_at"]) == (5, "CONTOSO\\anna", "2026-03-01T09:00:05Z")
    assert "Get-CsUser.xml is listed, but not there" in run("inventory", folder, "--name", "b").out.replace("\n", " ")


def test_files_that_the_scripts_write_as_text_are_read(export: Export, read: Callable) -> None:
    """Set-Content writes UTF-16 with a BOM: rows of netstat, and the documents of xds in one root."""
    stem = "urn:schema:Microsoft.Rtc.Management."
    document = (
        f'<AnchoredXml xmlns="{stem}ScopeFramework.2008"><Key ScopeClass="Global"><SchemaId'
        f' Namespace="{stem}Policy.Voice.2008" ElementName="VoicePolicy"/></Key><Dictionary Count="1"><Item><Key/>'
        f'<Value><VoicePolicy xmlns="{stem}Policy.Voice.2008"/></Value></Item></Dictionary></AnchoredXml>'
    )
    of_site = document.replace('"Global"', '"Site"').replace("<Item><Key/>", '<Item><Key SiteId="1"/>')
    xds = f"<Documents>\r\n{document}\r\n{of_site}\r\n</Documents>\r\n"
    files = {"xds.xml": xds.encode("utf-16"), "netstat.txt": NETSTAT.decode().encode("utf-16")}
    manifest = export(None, *(row(name, name, content) for name, content in files.items()))
    items, reports = read({"manifest.xml": manifest, **files})
    assert {item.product for item in items} == {"lync2013"}
    kinds = [item.kind for item in items if item.kind != "collection_block"]
    assert sorted(kinds) == ["listener", "voice_policy", "voice_policy"]
    assert [report.path for report in reports if report.has_losses] == []


def test_rows_of_rgsconfig_are_kept_with_all_values(export: Export, read: Callable) -> None:
    """A table nobody knows is kept with its name as the type, and is not a loss."""
    table = export("rgsconfig.dbo.Workflows", {"ID": ("G", "6a5b6f1e-0f57-4a62-9d0e-3f5f3a3c2b10"), "Name": "Help"})
    manifest = export(None, row("rgsconfig dbo.Workflows", "rgsconfig.dbo.Workflows.xml", table))
    items, reports = read({"manifest.xml": manifest, "rgsconfig.dbo.Workflows.xml": table})
    other = next(item for item in items if item.kind == "other")
    assert (other.type_name, other.extra["Name"]) == ("rgsconfig.dbo.Workflows", "Help")
    assert [report.path for report in reports if report.has_losses] == []


def test_a_product_that_is_not_text_is_unknown(export: Export, read: Callable) -> None:
    """A manifest whose product is an object, as no script writes it, is read; its block is of no known product."""
    items, _ = read({"manifest.xml": export(None, row("a", "a.xml", None, Product={"A": 1}))})
    assert [item.product for item in items if item.kind == "collection_block"] == ["unknown"]
