"""A faulty estate is diagnosed record by record from its zones and answers, and its healthy twin has no finding."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from migrator.__main__ import main
from migrator.resources import fixture

FED = "_sipfederationtls._tcp.contoso.com"


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A project of each estate."""
    folder = tmp_path_factory.mktemp("edge-dns")
    made = {name: folder / f"{name}.db" for name in ("edge-faulty", "edge-healthy")}
    for name, project in made.items():
        assert main(["--project", str(project), "inventory", str(fixture(name))]) == 0
    return made


def messages(done: Any) -> dict[str, list[str]]:
    """What each rule says."""
    found: dict[str, list[str]] = {}
    for finding in json.loads(done.out)["findings"]:
        found.setdefault(finding["rule"], []).append(finding["message"])
    return found


@pytest.mark.ledger("S0-22", "S0-23", "S0-24", "S0-25", "S0-26", "S1-15", "S1-18", "S2-60", "S2-65")
@pytest.mark.ledger("S4-05", "S4-06", "S4-07", "S4-09")
def test_the_faulty_estate(projects: dict[str, Path], run: Callable[..., Any]) -> None:
    """Each fault of the zones is found once, with the name and the value that are wrong."""
    found = messages(run("--project", projects["edge-faulty"], "edge", "dns", "--json"))
    assert found["DNS-02"] == [f"{FED}: digits transposed, 5601 for 5061"]
    assert found["DNS-03"] == [f"{FED} has port 5601, and Edge edgepool.contoso.local federates on 5061"]
    assert [text.partition(",")[0] for text in found["DNS-04"]] == [
        "_sipfederationtls._tcp.contoso.co.uk leads to sip.contoso.com"
    ]
    assert (
        "sip.contoso.com leads to 10.45.16.10 outside, an address that cannot be reached from the internet"
        in (found["DNS-08"])
    )
    assert found["DNS-09"] == [
        "sip.contoso.com has the address 10.45.16.10 outside; declared 192.0.2.11, 192.0.2.21, 192.0.2.31"
    ]
    assert found["DNS-10"][0].startswith("_sip._tls.contoso.com has no SRV record outside")
    assert found["DNS-11"][0].startswith("_sipinternaltls._tcp.contoso.com has no SRV record inside")
    assert sorted(text.partition(" ")[0] for text in found["DNS-15"]) == [
        "lyncdiscover.contoso.com",
        "lyncdiscoverinternal.contoso.com",
    ]
    assert found["DNS-19"] == [
        "edgepool.contoso.local leads to 192.0.2.11 inside, an external address of the Edge",
    ]
    assert found["DNS-21"] == ["_sipfederationtls._tcp.fabrikam.com is not there for the name server of the Edge"]
    assert sorted(text.partition(" sign in")[0] for text in found["DNS-36"]) == [
        "Users of contoso.co.uk",
        "Users of contoso.com",
    ]
    assert {text.partition(",")[0] for text in found["DNS-33"]} == {"Inside", "Outside"}
    assert set(found) == {f"DNS-{n:02}" for n in (2, 3, 4, 8, 9, 10, 11, 15, 19, 21, 33, 36)}


def test_the_healthy_twin(projects: dict[str, Path], run: Callable[..., Any]) -> None:
    """Every record that is needed is as expected, and nothing is found."""
    done = run("--project", projects["edge-healthy"], "edge", "dns", "--json")
    assert (done.code, messages(done)) == (0, {})
    records = json.loads(done.out)["records"]
    assert {record["verdict"] for record in records if record["needed"]} == {"as expected"}


@pytest.mark.ledger("S0-20", "S4-01", "S4-02")
def test_sheets_about_dns(projects: dict[str, Path], run: Callable[..., Any], tmp_path: Path) -> None:
    """The workbook has the records with verdicts, and the discovery of each generation of clients."""
    from openpyxl import load_workbook

    book = tmp_path / "estate.xlsx"
    assert run("--project", projects["edge-faulty"], "export", "xlsx", "--output", book).code == 0
    opened = load_workbook(book, read_only=True)
    needed = list(opened["DNS records needed"].iter_rows(values_only=True))
    rows = {(row[1], row[2]): row for row in needed}
    assert rows["outside", FED][0] == "differs"
    assert "the digits of the port are transposed: 5601" in str(rows["outside", FED][5])
    assert rows["outside", FED][4] == f"{FED}. 3600 IN SRV 0 0 5061 sip.contoso.com."
    steps = list(opened["Discovery"].iter_rows(values_only=True))
    store = [
        (row[2], row[3], row[6]) for row in steps if row[0] == "Lync Windows Store app" and row[1] == "contoso.com"
    ]
    assert store == [(1, "lyncdiscoverinternal.contoso.com", "there"), (2, "lyncdiscover.contoso.com", "there")]
