"""`inventory` with two collections: of one estate their differences are shown, of two estates they are refused."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from migrator.__main__ import main

DAYS = {"before": datetime(2014, 1, 7, tzinfo=UTC), "after": datetime(2014, 3, 3, tzinfo=UTC)}
HEAD = '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">'
Run = Callable[..., int]


def objects(folder: Path, name: str, type_name: str, *values: dict[str, str]) -> None:
    """An export of objects with texts, as old as the folder's name says."""
    folder.mkdir(parents=True, exist_ok=True)
    types = f"<TN RefId='0'><T>Microsoft.Rtc.Management.{type_name}</T></TN>"
    texts = ("".join(f"<S N='{n}'>{v}</S>" for n, v in each.items()) for each in values)
    body = "".join(f"<Obj RefId='{n}'>{types}<Props>{text}</Props></Obj>" for n, text in enumerate(texts))
    (folder / name).write_text(f"{HEAD}{body}</Objs>", encoding="utf-8")
    at = DAYS.get(folder.name, DAYS["before"]).timestamp()
    os.utime(folder / name, (at, at))


def estate(folder: Path, domain: str) -> None:
    """The SIP domain and the pool of one customer."""
    objects(folder, "Get-CsSipDomain.xml", "Xds.SipDomain", {"Identity": f"{domain}.com", "Name": f"{domain}.com"})
    objects(
        folder, "Get-CsPool.xml", "Internal.Cluster", {"Identity": f"fe.{domain}.local", "Fqdn": f"fe.{domain}.local"}
    )


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """`inventory` of folders below the temporary one; returns the exit code."""

    def inventory(*arguments: str) -> int:
        return main(["--project", str(tmp_path / "p.db"), "inventory", *arguments])

    return inventory


def test_two_customers_are_refused(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The message says which files belong to which, and nothing is stored; --merge-forests reads them all the same."""
    estate(tmp_path / "in" / "one", "contoso")
    estate(tmp_path / "in" / "two", "fabrikam")
    assert run(str(tmp_path / "in")) == 2
    error = " ".join(capsys.readouterr().err.split())
    assert "is of 2 estates that have nothing in common" in error
    for domain, folder in (("contoso", "one"), ("fabrikam", "two")):
        files = ", ".join(str(tmp_path / "in" / folder / f"Get-Cs{kind}.xml") for kind in ("Pool", "SipDomain"))
        assert f"{domain}.com, {domain}.local: {files}" in error
    assert "--merge-forests" in error
    assert not (tmp_path / "p.db").exists()
    assert run(str(tmp_path / "in"), "--merge-forests") == 0


def pool_before_and_after(tmp_path: Path) -> str:
    """Two collections of one pool, of which the members and the site were changed in between."""
    for folder, site in (("before", "Site:London"), ("after", "Site:Leeds")):
        values = {"Identity": "fe.contoso.local", "Fqdn": "fe.contoso.local", "Site": site}
        objects(tmp_path / "in" / folder, "Get-CsPool.xml", "Internal.Cluster", values)
    return str(tmp_path / "in")


def test_two_collections_of_one_estate(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The newer value is used; the other stands beside it with both times, on the screen, in JSON and as a finding."""
    folder = pool_before_and_after(tmp_path)
    assert run(folder, "--json") == 0
    (conflict,) = json.loads(capsys.readouterr().out)["conflicts"]
    assert (conflict["key"], conflict["field"]) == ("fe.contoso.local", "Site")
    assert [(conflict[name], conflict[f"{of}at"][:10]) for name, of in (("value", ""), ("other_value", "other_"))] == [
        ("Leeds", "2014-03-03"),
        ("London", "2014-01-07"),
    ]
    assert run(folder, "--name", "again", "--prefer", str(tmp_path / "in" / "before")) == 0
    out = capsys.readouterr().out
    assert "Two collections disagree: 1 difference" in out
    assert out.index("London") < out.index("Leeds")
    assert out.index("2014-01-07 00:00 UTC") < out.index("2014-03-03 00:00 UTC")
    assert main(["--project", str(tmp_path / "p.db"), "predict", "--rule", "EVD-001", "--json"]) in (0, 1)
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    kept, other = "London in the collection of 2014-01-07 00:00", "Leeds in that of 2014-03-03 00:00"
    assert finding["message"] == f"Site of fe.contoso.local is {kept}, and {other}"


def test_the_workbook_lists_both_values(run: Run, tmp_path: Path) -> None:
    """The sheet of differences has a row for each value, with sources and times; without any there is no sheet."""
    assert run(pool_before_and_after(tmp_path), "--name", "both") == 0
    assert run(str(tmp_path / "in" / "after"), "--name", "one") == 0
    for name in ("both", "one"):
        arguments = ["--snapshot", name, "--output", str(tmp_path / f"{name}.xlsx")]
        assert main(["--project", str(tmp_path / "p.db"), "export", "xlsx", *arguments]) in (0, 1)
    sheet = load_workbook(tmp_path / "both.xlsx")["Differences"]
    row = [str(cell.value) for cell in sheet[2]]
    assert [text for text in row if text in ("Leeds", "London", "2014-03-03 00:00", "2014-01-07 00:00")] == [
        "Leeds",
        "2014-03-03 00:00",
        "London",
        "2014-01-07 00:00",
    ]
    assert sum("Get-CsPool.xml#" in text for text in row) == 2
    assert "Differences" not in load_workbook(tmp_path / "one.xlsx").sheetnames


def test_an_object_that_only_the_older_collection_has(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It stays, and screen, workbook and a finding say so; a list of another pool shares nothing and says nothing."""
    for folder, names in (("before", ("UK", "Old")), ("after", ("UK", "New"))):
        routes = ({"Identity": name, "NumberPattern": f"^{name}", "Priority": "0"} for name in names)
        objects(tmp_path / "in" / folder, "Get-CsVoiceRoute.xml", "WritableConfig.Policy.Voice.Route", *routes)
        queue = {"Identity": f"service:1/{folder}", "Name": folder}
        objects(tmp_path / "in" / folder, "Get-CsRgsQueue.xml", "Rgs.Management.WritableSettings.Queue", queue)
    run(str(tmp_path / "in"), "--name", "both", "--json")
    (conflict,) = json.loads(capsys.readouterr().out)["conflicts"]
    assert (conflict["key"], conflict["value"], conflict["other_value"]) == ("Old", "is there", "is not there")
    assert [conflict[name][:10] for name in ("at", "other_at")] == ["2014-01-07", "2014-03-03"]
    main(["--project", str(tmp_path / "p.db"), "predict", "--rule", "EVD-002", "--json"])
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert finding["message"] == (
        "Old is in the collection of 2014-01-07 00:00 only: that of 2014-03-03 00:00 lists its kind without it"
    )
    assert str(tmp_path / "in" / "before" / "Get-CsVoiceRoute.xml") in finding["remediation"]
    main(["--project", str(tmp_path / "p.db"), "export", "xlsx", "--output", str(tmp_path / "both.xlsx")])
    cells = [str(cell.value) for cell in load_workbook(tmp_path / "both.xlsx")["Differences"][2]]
    assert {"Old", "is there", "is not there"} <= set(cells)
    capsys.readouterr()
    run(str(tmp_path / "in" / "after"), "--name", "one", "--json")
    assert json.loads(capsys.readouterr().out)["conflicts"] == []


def test_an_empty_list_of_the_newer_collection(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the newer file of the name says that there is none, each object of the older is told."""
    route = {"Identity": "UK", "NumberPattern": "^1", "Priority": "0"}
    objects(tmp_path / "in" / "before", "Get-CsVoiceRoute.xml", "WritableConfig.Policy.Voice.Route", route)
    objects(tmp_path / "in" / "after", "Get-CsVoiceRoute.xml", "WritableConfig.Policy.Voice.Route")
    assert run(str(tmp_path / "in"), "--json") == 0
    assert [one["key"] for one in json.loads(capsys.readouterr().out)["conflicts"]] == ["UK"]


def test_a_record_that_contradicts_another_is_a_loss(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two routes of one name are kept as two; the screen and the exit code say that no rule looks at them."""
    routes = ({"Identity": "UK", "NumberPattern": pattern, "Priority": "0"} for pattern in ("^1", "^2"))
    objects(tmp_path / "in", "Get-CsVoiceRoute.xml", "WritableConfig.Policy.Voice.Route", *routes)
    assert run(str(tmp_path / "in")) == 5
    out = " ".join(capsys.readouterr().out.split())
    assert (
        "1 record has the key of another record of this file and other values: kept beside it as voice_route UK #2"
        in out
    )
    assert main(["--project", str(tmp_path / "p.db"), "show", "voice_route", "--json"]) == 0
    assert [route["key"] for route in json.loads(capsys.readouterr().out)] == ["UK", "UK #2"]


def test_what_may_be_of_another_estate_is_said(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A list of other domains that nothing connects with the rest is read, and asked about."""
    estate(tmp_path / "in", "contoso")
    values = {"Identity": "fabrikam.com", "Name": "fabrikam.com"}
    objects(tmp_path / "in" / "more", "Get-CsSipDomain.xml", "Xds.SipDomain", values)
    assert run(str(tmp_path / "in")) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "nothing connects fabrikam.com with the rest of the evidence: is this of the same estate?" in out
