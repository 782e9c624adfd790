"""Questions as data: each has an option, judges its answers and never shows a password."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output

from migrator.errors import InputError, NotInteractiveError
from migrator.repair.inspection import PoolRow
from migrator.wizard.command import wizard as command
from migrator.wizard.evidence_prompts import EVIDENCE, SERVER
from migrator.wizard.prompt import Prompt, mask_password
from migrator.wizard.prompts import OVERWRITE, OWNER, PROMPTS, REPAIR_SQL, UNDO
from migrator.wizard.state import Reply, SessionState

from .conftest import without

NOW = datetime(2014, 1, 8, 9, 30, tzinfo=UTC)
every_prompt = pytest.mark.parametrize("prompt", PROMPTS, ids=lambda prompt: prompt.name)


def typed_into(prompt: Prompt, state: SessionState, keys: str) -> tuple[Reply, str]:
    """The answer to *question* when *keys* are typed, and all that the terminal was sent."""
    screen = StringIO()
    with create_pipe_input() as keyboard:
        keyboard.send_text(keys)
        output = Vt100_Output(screen, lambda: Size(rows=40, columns=200))
        with create_app_session(input=keyboard, output=output):
            return prompt.ask(state), screen.getvalue()


@every_prompt
def test_has_an_option(prompt: Prompt) -> None:
    """Every question can be answered on the command line, with an option that explains itself."""
    offered = {name: parameter for parameter in command.params for name in parameter.opts}
    assert offered[prompt.option].name == prompt.name
    assert prompt.help.endswith(".")


@every_prompt
def test_without_a_terminal_names_the_option_before_anything_is_done(
    prompt: Prompt, wizard: Callable[..., int], answers: dict[str, Reply], tmp_path: Path
) -> None:
    """A missing answer is an error that names its option, and no file is made or changed."""
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(NotInteractiveError) as refused:
        wizard(interactive=False, **without(answers, prompt))
    assert refused.value.option == (EVIDENCE if prompt is SERVER else prompt).option
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("name", "answer", "said"),
    [
        ("evidence", ("nowhere",), "--evidence: nowhere: there is no such file or folder"),
        ("evidence", ("",), "--evidence: name a file"),
        ("snapshot_name", " ", "--snapshot-name: a snapshot needs a name"),
        ("workbook", "estate.pdf", "--workbook: the name of a workbook ends in .xlsx"),
        ("workbook", "nowhere/estate.xlsx", "--workbook: nowhere: there is no such folder"),
        ("repair_sql", "sql 1", "--repair-sql: 'sql 1' is not the name of a server: name it as SQL1\\RTC"),
        ("repair_sql", "mssql+pyodbc://sa:p@ss@sql1/rgsconfig", "--repair-sql: mssql+pyodbc://...: the login in this"),
        ("repair_sql", "mssql+pyodbc://sa@sql1/x", "--repair-sql: sql1/x: write the password too, as sa:PASSWORD@"),
        ("server", "sql 1", "--server: 'sql 1' is not the name of a server: name it as SQL1\\RTC"),
        ("database", ("",), "--database: name a database"),
        ("repair_folder", "taken", "--repair-folder: taken/plan.json exists already"),
    ],
)
def test_refuses_an_answer_of_the_command_line(folder: Path, name: str, answer: Reply, said: str) -> None:
    """An answer that cannot be used is refused in one line that names the option."""
    (folder / "taken").mkdir()
    (folder / "taken" / "plan.json").write_text("{}")
    prompt = next(prompt for prompt in PROMPTS if prompt.name == name)
    with pytest.raises(InputError) as refused:
        prompt.check(answer, SessionState(now=NOW))
    assert refused.value.message.startswith(said)


@pytest.mark.parametrize("typed", ["'{}'", '"{}"', " {} "])
def test_takes_a_path_as_a_terminal_pastes_it(folder: Path, typed: str) -> None:
    """Quotes and blanks around a path that was dragged into the terminal are not part of it."""
    path = folder / "evidence of site 1"
    path.mkdir()
    evidence = next(prompt for prompt in PROMPTS if prompt.name == "evidence")
    assert evidence.check((typed.format(path),), SessionState(now=NOW)) == (str(path),)


@pytest.mark.parametrize("prompt", [OVERWRITE, UNDO], ids=lambda prompt: prompt.name)
def test_enter_alone_confirms_nothing(prompt: Prompt) -> None:
    """Enter at a yes-or-no question means no, and a single y is not yet an answer."""
    assert typed_into(prompt, SessionState(now=NOW), "\r")[0] is False
    assert typed_into(prompt, SessionState(now=NOW), "y\r")[0] is True
    assert typed_into(prompt, SessionState(now=NOW), "yn\r")[0] is False


def test_enter_alone_chooses_no_owner() -> None:
    """The owner is never a guess: even where there is one pool, Enter alone stops."""
    state = SessionState(now=NOW, pools=(PoolRow("1", "lyncpool.contoso.local"),))
    assert typed_into(OWNER, state, "\r")[0] == ""
    assert typed_into(OWNER, state, "\x1b[B\r")[0] == "1"


def test_text_of_the_database_is_neither_markup_nor_a_control_sequence() -> None:
    """The name of a pool is shown as it is, with its control characters made visible."""
    state = SessionState(now=NOW, pools=(PoolRow("1", "[red]<b>pool</b>\x1b[31m\x07"),))
    _, screen = typed_into(OWNER, state, "\r")
    assert "[red]<b>pool</b>␛[31m␇" in screen
    assert "\x07" not in screen


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("mssql+pyodbc://sa:Geheim", "mssql+pyodbc://sa:******"),
        ("mssql+pyodbc://sa:Geh/eim@sql1/rgsconfig", "mssql+pyodbc://sa:*******@sql1/rgsconfig"),
        ("mssql+pyodbc://sql1:1433/rgsconfig", "mssql+pyodbc://sql1:1433/rgsconfig"),
        ("mssql+pyodbc://sa:1433", "mssql+pyodbc://sa:****"),
        ("mssql+pyodbc://sa:1433@sql1/rgsconfig", "mssql+pyodbc://sa:****@sql1/rgsconfig"),
        (
            "mssql+pyodbc://?odbc_connect=SERVER%3Dsql1;PWD=Geheim;X=1",
            "mssql+pyodbc://?odbc_connect=SERVER%3Dsql1;PWD=******;X=1",
        ),
        ("sqlite:///C:/rgs.sqlite", "sqlite:///C:/rgs.sqlite"),
        ("", ""),
    ],
)
def test_masks_a_password_and_nothing_else(text: str, shown: str) -> None:
    """A password has a star for each character, half-typed or whole; a port stays readable."""
    assert mask_password(text) == shown


def test_shows_no_password_while_it_is_typed(capsys: pytest.CaptureFixture[str]) -> None:
    """At no moment, not while typing and not after Enter, does the terminal receive the password."""
    url = "mssql+pyodbc://sa:Geheim7@sql1/rgsconfig"
    answer, screen = typed_into(REPAIR_SQL, SessionState(now=NOW), url + "\r")
    assert answer == url
    assert "@sql1/rgsconfig" in screen
    assert [part for part in ("Geheim", "eheim7", "Gehe") if part in screen + capsys.readouterr().out] == []


@pytest.mark.parametrize("answer", ["SQL1", r"SQL1\RTC", "SQL1,1433", r"SQL1\RTC/rgsconfig", "mssql+pyodbc://sql1/db"])
def test_a_server_is_named_as_people_know_it(answer: str) -> None:
    """The repair step takes a server with its instance or port, or a URL."""
    assert REPAIR_SQL.complaint is not None
    assert REPAIR_SQL.complaint(answer, SessionState(now=datetime.now(UTC))) is None
