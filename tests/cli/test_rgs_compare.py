"""`rgs compare`: what the move will do, and what it did."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tree_sitter
import tree_sitter_powershell

from migrator.resources import fixture

Run = Callable[..., Any]


@pytest.fixture
def stored(run: Run, contoso: Path) -> Run:
    """`run` on a project that holds the Contoso estate, and as migrated side that of the other Contoso."""
    assert run("inventory", contoso, "--name", "before").code == 0
    assert run("inventory", fixture("contoso-lync2010"), "--name", "after").code == 0
    return run


def test_without_a_migrated_side_it_predicts_the_move(stored: Run) -> None:
    """Each object of the pool once, as JSON; exit code 1, because two agents will not be copied."""
    done = stored("rgs", "compare", "before", "--json")
    document = json.loads(done.out)
    assert (done.code, done.err, set(document)) == (1, "", {"losses", "objects", "stops", "not_evaluated"})
    by_result = {(each["kind"], each["name"]): each["result"] for each in document["objects"]}
    assert (by_result["agent", "Gary Bishop"], by_result["queue", "Sales"]) == ("will not be copied", "will be copied")
    why = document["objects"][0]["why"][0]
    assert set(why) == {"rule", "source", "references", "grade", "title", "text"}


@pytest.mark.ledger("S4-54", "S4-56")
def test_each_object_is_moved_or_copied_and_the_new_pool_answers(stored: Run) -> None:
    """Contacts are moved, queues, workflows and agents are copied, and who answers calls afterwards is said."""
    results = {
        each["kind"]: each["result"] for each in json.loads(stored("rgs", "compare", "before", "--json").out)["objects"]
    }
    assert (results["application_contact"], results["queue"]) == ("will be moved", "will be copied")
    shown = " ".join(stored("rgs", "compare", "before").out.split())
    assert "the new pool answers the calls of all response groups, and the legacy pool does not" in shown


def test_answer_can_stop_the_move_of_the_whole_pool(stored: Run, tmp_path: Path) -> None:
    """What only a human knows is asked for where it is missing, and counts where it is given."""
    answers = tmp_path / "answers.toml"
    answers.write_text("ocswmibc_installed = false\n", "utf-8")
    document = json.loads(stored("rgs", "compare", "before", "--answers", answers, "--json").out)
    assert [reason["rule"] for reason in document["stops"]] == ["RGS-F02"]
    assert [unknown[:7] for unknown in document["not_evaluated"] if "answer from you" in unknown] == ["RGS-F01"]


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("sides", [("before",), ("before", "after")])
def test_tables_fit_the_terminal(
    stored: Run, monkeypatch: pytest.MonkeyPatch, sides: tuple[str, ...], width: int
) -> None:
    """No line is longer than the terminal, and the last one counts."""
    monkeypatch.setenv("COLUMNS", str(width))
    lines = stored("rgs", "compare", *sides).out.splitlines()
    assert max(map(len, lines)) <= width
    assert "objects" in " ".join(lines[-3:])


def test_repairs_are_one_script_that_parses(stored: Run, tmp_path: Path) -> None:
    """The script has a byte order mark and Windows line ends, and no syntax error."""
    script = tmp_path / "repair.ps1"
    assert stored("rgs", "compare", "before", "after", "--script", script).code == 1
    raw = script.read_bytes()
    assert (raw[:3], raw.count(b"\n")) == (b"\xef\xbb\xbf", raw.count(b"\r\n"))
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
    assert not parser.parse(raw.decode("utf-8-sig").encode()).root_node.has_error


def test_pool_without_legacy_response_groups_is_an_input_error(run: Run, contoso: Path) -> None:
    """Nothing to predict, no such name, and a script without a migrated side: each is one line of error."""
    assert run("inventory", contoso / "MSFT_SIPDomainData.xml", "--name", "small").code == 0
    assert run("rgs", "compare", "small").code == 2
    assert "neither a snapshot nor a pool" in run("rgs", "compare", "nothing").err
    assert "without MIGRATED" in run("rgs", "compare", "small", "--script", "x.ps1").err
