"""`inventory` with two collections: of one estate their differences are shown, of two estates they are refused."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

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
