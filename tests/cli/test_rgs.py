"""`rgs flow` and `rgs rebuild` on the Contoso estate and on estates that are hostile."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from migrator.estate import response_groups as rgs
from migrator.estate.call_flow import call_flows
from migrator.estate.estate import Estate
from migrator.resources import fixture
from migrator.terminal.call_flow import flow_tree

Run = Callable[..., Any]


@pytest.fixture
def stored(run: Run, contoso: Path) -> Run:
    """`run` on a project that holds the Contoso estate."""
    assert run("inventory", contoso, "--name", "before").code == 0
    return run


def test_a_flow_is_shown_as_a_tree(stored: Run) -> None:
    """One workflow by its name: number, queue, groups with agents, and where overflow leads."""
    done = stored("rgs", "flow", "sales")
    assert done.code == 0
    lines = [line.strip(" │├└─") for line in done.out.splitlines()]
    assert lines[:2] == ["Workflow Sales", "number: tel:+442079460101 (+44 (0)20 7946 0101)"]
    assert lines.index("-> Agent group Sales London") < lines.index("-> Agent group Sales North")
    assert "overflow: more than 10 calls (NewestCall)" in lines
    assert "1 call flow, 0 with a loop, 0 with a dead end" in done.err


def test_a_tree_fits_eighty_columns(stored: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the width of a plain terminal no line is longer than it."""
    monkeypatch.setenv("COLUMNS", "80")
    assert max(map(len, stored("rgs", "flow").out.splitlines())) <= 80


def test_json_has_nodes_ways_and_steps(stored: Run) -> None:
    """One document on stdout with a flow for each workflow."""
    done = stored("rgs", "flow", "--json")
    document = json.loads(done.out)
    assert (len(document), done.err) == (20, "")
    flow = next(each for each in document if each["workflow"] == "Sales")
    assert {"key", "product", "nodes", "ways", "steps", "loops", "dead_ends"} < set(flow)
    assert [step["terminal"] for step in flow["steps"]].count(True) == 4


@pytest.mark.parametrize(("option", "begins"), [("--mermaid", "flowchart LR\n"), ("--svg", "<svg ")])
def test_drawings_are_written(stored: Run, tmp_path: Path, option: str, begins: str) -> None:
    """The file holds all flows, and the command says where it is."""
    file = tmp_path / "flows.txt"
    done = stored("rgs", "flow", option, file)
    text = file.read_text("utf-8")
    assert (done.code, text.startswith(begins)) == (0, True)
    assert "Zürich Desk" in text
    assert str(file) in done.err


def test_a_workflow_is_named_by_its_address_too(stored: Run) -> None:
    """The GUID and the SIP address of the contact name the workflow."""
    key = json.loads(stored("rgs", "flow", "Sales", "--json").out)[0]["key"]
    shown = {stored("rgs", "flow", name).out for name in ("Sales", key, "sip:rgs.sales@contoso.com")}
    assert [out.startswith("Workflow Sales\n") for out in shown] == [True]


def test_an_unknown_workflow_is_one_line(stored: Run) -> None:
    """The error names what was asked for, and workflows that are like it."""
    done = stored("rgs", "flow", "sale")
    assert (done.code, done.out) == (2, "")
    assert "there is no workflow 'sale'" in done.err
    assert "Sales & Marketing" in done.err


def test_a_file_that_cannot_be_written_is_an_input_error(stored: Run, tmp_path: Path) -> None:
    """A missing folder is told in one line."""
    done = stored("rgs", "flow", "--svg", tmp_path / "missing" / "x.svg")
    assert (done.code, "cannot be written" in done.err) == (2, True)


def test_a_snapshot_without_response_groups_is_an_input_error(run: Run, tmp_path: Path, contoso: Path) -> None:
    """Neither command makes an empty document."""
    assert run("inventory", contoso / "MSFT_SIPDomainData.xml").code == 0
    assert [run("rgs", "flow").code, run("rgs", "rebuild", "--into", tmp_path / "x").code] == [2, 2]
    assert not (tmp_path / "x").exists()


def test_names_of_an_estate_are_no_markup() -> None:
    """Brackets stay brackets, and control characters do not reach the terminal."""
    from rich.console import Console

    flow = rgs.Workflow(key="w", name="[red]x[/red]\x1b[31m\x07", default_action=rgs.CallAction("[bold]", uri="[/]"))
    console = Console(markup=True, width=80)
    with console.capture() as captured:
        console.print(flow_tree(next(call_flows(Estate([flow])))))
    assert "[red]x[/red]␛[31m␇" in captured.get()
    assert "Action [bold]" in captured.get()


def test_rebuild_writes_scripts_and_tells_the_gaps(stored: Run, tmp_path: Path) -> None:
    """A script with a byte order mark and a README; gaps on stdout, exit code 1."""
    into = tmp_path / "new" / "folder"
    done = stored("rgs", "rebuild", "--into", into, "--target-pool", "lync.contoso.com")
    assert done.code == 1
    assert sorted(path.name for path in into.iterdir()) == ["README.txt", "rgs-ocspool.contoso.local.ps1"]
    raw = (into / "rgs-ocspool.contoso.local.ps1").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf# Recreates")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert b"[string] $TargetPool = 'lync.contoso.com'," in raw
    assert "agent groups 12, queues 15, workflows 20" in done.out
    assert "Gary Bishop" in done.out


def test_rebuild_of_an_unknown_pool_writes_nothing(stored: Run, tmp_path: Path) -> None:
    """A pool that has no response groups is an input error."""
    done = stored("rgs", "rebuild", "--into", tmp_path / "x", "--pool", "other.contoso.com")
    assert (done.code, (tmp_path / "x").exists()) == (2, False)
    assert "other.contoso.com" in done.err


@pytest.mark.ledger("S4-69")
def test_replace_is_for_the_pool_of_2013_alone(stored: Run, tmp_path: Path) -> None:
    """Of OCS nothing is written that deletes; of Lync Server 2013 the script, with its cost beforehand."""
    refused = stored("rgs", "rebuild", "--into", tmp_path / "x", "--replace")
    assert (refused.code, (tmp_path / "x").exists()) == (2, False)
    assert "no response groups of Lync Server 2013" in refused.err
    assert stored("rgs", "rebuild", "--into", tmp_path / "x", "--replace", "--target-pool", "a.b").code == 2
    stored("inventory", fixture("contoso-lync2013-after"), "--name", "after")
    done = stored("rgs", "rebuild", "--into", tmp_path / "x", "--replace")
    assert [path.name for path in (tmp_path / "x").glob("*.ps1")] == ["replace-rgs-lyncpool.contoso.local.ps1"]
    assert "minutes (an estimate, not measured)" in done.out


@pytest.mark.ledger("S4-46")
def test_the_form_is_written_once_and_read_back(stored: Run, tmp_path: Path, contoso: Path) -> None:
    """A form that may be filled in is not overwritten; as it is written, it is evidence that changes nothing."""
    path = tmp_path / "form.xlsx"
    written = stored("rgs", "form", "--output", path)
    assert (written.code, "20 workflows" in written.err + written.out) == (0, True)
    again = stored("rgs", "form", "--output", path)
    assert (again.code, "exists already" in again.err) == (2, True)
    assert stored("inventory", contoso, path, "--name", "with form").code == 0
    assert "Definition (not readable)" in stored("rgs", "flow", "Main Switchboard").out
