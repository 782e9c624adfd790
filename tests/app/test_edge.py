"""Evidence of an Edge beside a snapshot: joined with the estate, never stored, and enough alone where it can be."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from migrator.__main__ import main
from migrator.app.edge import EdgeQuestion, assess_edge, read_evidence
from migrator.errors import InputError
from migrator.estate.evidence import Listener
from migrator.resources import fixture
from migrator.store.project import open_project

NOW = datetime(2014, 3, 4, tzinfo=UTC)
QUESTION = EdgeQuestion(rules=("R2-EDG-008", "TOP-05"))
NETSTAT = """
Active Connections

  Proto  Local Address          Foreign Address        State
  TCP    10.45.16.10:443        0.0.0.0:0              LISTENING
"""


@pytest.fixture
def netstat(tmp_path: Path) -> Path:
    """The output of netstat, of a server that nothing names."""
    file = tmp_path / "netstat.txt"
    file.write_text(NETSTAT)
    return file


def test_evidence_is_joined_with_the_snapshot_and_not_stored(tmp_path: Path, netstat: Path) -> None:
    """The listener is of the product of the estate's Edge, and the project does not change."""
    project = str(tmp_path / "p.db")
    assert main(["--project", project, "inventory", str(fixture("contoso-lync2010")), "--name", "before"]) == 0
    assessed = assess_edge(project, QUESTION, read_evidence([netstat]), now=NOW)
    (read,) = [each for each in assessed.estate.of(Listener) if each.sources[0].startswith(str(netstat))]
    assert (read.product, read.local_port) == ("lync2010", 443)
    assert assessed.snapshot is not None
    assert assessed.snapshot.name == "before"
    assert [each.rule for each in assessed.prediction.outcomes] == ["R2-EDG-008", "TOP-05"]
    assert len(list(open_project(project).estate("before"))) == len(list(assessed.estate)) - 1


def test_without_a_project_rules_about_the_topology_are_not_evaluated(tmp_path: Path, netstat: Path) -> None:
    """The evidence alone is looked at, no project is made, and files that hold nothing are refused."""
    project = tmp_path / "p.db"
    assessed = assess_edge(str(project), QUESTION, read_evidence([netstat]), now=NOW)
    assert assessed.snapshot is None
    assert {str(each.outcome) for each in assessed.prediction.outcomes} <= {"not applicable", "not evaluated"}
    assert not project.exists()
    with pytest.raises(InputError, match="nothing to look at"):
        assess_edge(str(project), QUESTION, read_evidence([]), now=NOW)


def test_what_is_lost_is_reported(tmp_path: Path) -> None:
    """A line that is not a record is a loss of its file, as in the inventory."""
    zone = tmp_path / "contoso.com.dns"
    zone.write_text("$ORIGIN contoso.com.\n$TTL 300\nsip IN A 192.0.2.10\nsip IN A 192.0.2\n")
    assessed = assess_edge(str(tmp_path / "p.db"), QUESTION, read_evidence([zone]), now=NOW)
    assert [(loss.path, loss.kinds) for loss in assessed.losses] == [(str(zone), ("dns_record",))]
