"""A wizard at whose terminal a test types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from migrator.app.settings import Settings
from migrator.repair.embedded import build
from migrator.wizard.edge import EDGE_STEPS
from migrator.wizard.evidence_prompts import DATABASES, SERVER
from migrator.wizard.prompt import Prompt
from migrator.wizard.prompts import STEP
from migrator.wizard.state import Reply
from migrator.wizard.walk import walk

# The embedded database asks its own clock whether a plan is still valid, so that "now" lies ahead of any test run.
NOW = datetime(2999, 1, 8, 9, 30, tzinfo=UTC)

ZONE = Path(__file__).parents[2] / "fixtures" / "edge-healthy" / "public" / "contoso.com.dns"


@pytest.fixture
def keyboard() -> Iterator[Callable[[str], None]]:
    """Types at the prompts of this test; what is asked after the last key meets the end of the input."""
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):

        def press(text: str) -> None:
            keys.send_text(text)
            keys.close()

        yield press


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder of the test: empty."""
    made = tmp_path / "work"
    made.mkdir()
    monkeypatch.chdir(made)
    return made


@pytest.fixture
def rgsconfig(tmp_path: Path) -> Path:
    """The embedded rgsconfig, in which response groups have lost their owner."""
    return build(tmp_path / "rgsconfig.sqlite")


@pytest.fixture
def answers(folder: Path, contoso: Path, rgsconfig: Path) -> dict[str, Reply]:
    """An answer to every question: the whole path, with a repair that is taken back."""
    (folder / "estate.xlsx").write_bytes(b"an older workbook")
    (folder / "answers.toml").write_text('planned_pool_fqdns = ["lyncpool.contoso.local"]')
    return {
        "step": (
            "evidence",
            "findings",
            "answers",
            "workbook",
            *EDGE_STEPS,
            "checklist",
            "explain",
            "symptom",
            "repair",
        ),
        "evidence": (str(contoso),),
        "snapshot_name": "before",
        "target": "2013",
        "answers": "answers.toml",
        "workbook": "estate.xlsx",
        "overwrite": True,
        "people": "names",
        "track": "A",
        "symptom": "SYM-ONE-WAY",
        "symptom_answers": ("outbound=none",),
        "zone": (str(ZONE),),
        "vantage": "public",
        "resolver": ("",),
        "partner": "",
        "edge_file": ("",),
        "probe": "no",
        "certificate": ("",),
        "endpoint": ("",),
        "calendar": "certificates.ics",
        "explain": "SetMoveResourceData failed because the user is not provisioned.",
        "repair_sql": f"sqlite:///{rgsconfig}",
        "owner": "lyncpool.contoso.local",
        "repair_folder": "repair",
        "confirm": f"embedded/{rgsconfig.name}",
        "undo": True,
    }


def without(answers: dict[str, Reply], prompt: Prompt) -> dict[str, Reply]:
    """*answers* such that the one of *prompt* is missing: a database is only where a server is, a server without files.

    Without both files and server, the files are asked for first.
    """
    given = {} if prompt is STEP else {name: answer for name, answer in answers.items() if name != prompt.name}
    if prompt is DATABASES:
        given["server"] = "SQL1"
    if prompt is SERVER:
        given.pop("evidence")
    return given


@pytest.fixture
def wizard(folder: Path, project: Path) -> Callable[..., int]:
    """Runs the wizard with *given* answers and returns its exit code; the clock stands still."""

    class Still(Settings):
        def now(self) -> datetime:
            return NOW

    def run(*, interactive: bool = True, **given: Reply) -> int:
        return walk(Still(str(project)), given, interactive=interactive)

    return run
