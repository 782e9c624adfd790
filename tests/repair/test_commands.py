"""The commands as an engineer types them: output, exit codes, prompts, and one repair from start to end."""

from __future__ import annotations

import hashlib
import json
import shlex
import sqlite3
import sys
import threading
from contextlib import closing
from datetime import datetime, timedelta

import attrs
import click
import openpyxl
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from migrator.cli.repair import repair
from migrator.errors import InputError, MigratorError
from migrator.repair.plan import read_plan, seal, to_json
from migrator.repair.render import repair_script
from migrator.store.project import open_project

OWNER = "lyncpool.contoso.local"


@attrs.define
class Shell:
    """Types commands; the clock does not run unless a test moves it."""

    project_url: str
    time: datetime
    answers: list = attrs.Factory(list)

    def now(self) -> datetime:
        """The time that the commands see."""
        return self.time

    def __call__(self, *arguments):
        """Runs one command; as the program does, an error becomes an exit code and a line on stderr."""
        result = CliRunner().invoke(repair, [str(argument) for argument in arguments], obj=self)
        if isinstance(result.exception, MigratorError):
            error = result.exception
            return End(error.exit_code, result.stdout, f"{result.stderr}{error.message}\n{error.hint or ''}")
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return End(result.exit_code, result.stdout, result.stderr)


@attrs.frozen
class End:
    """How a command ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def shell(tmp_path, steady):
    """A shell whose project is a file of its own."""
    return Shell(str(tmp_path / "migration.db"), steady)


@pytest.fixture
def planned(shell, rgsconfig, tmp_path):
    """The path of a plan of the embedded database."""
    path = tmp_path / "plan.json"
    assert shell("plan", "--sql", rgsconfig.url, "--owner", OWNER, "--output", path).code == 0
    return path


@pytest.fixture
def terminal(monkeypatch):
    """Stdin is a terminal and gives these answers."""

    class Terminal:
        """What the commands see as `sys`: only whether stdin is a terminal."""

        stdin = sys.stdin

        @staticmethod
        def isatty():
            """It is."""
            return True

    Terminal.stdin = Terminal

    def type_in(*answers):
        typed = iter(answers)
        monkeypatch.setattr("migrator.cli.repair.sys", Terminal)
        monkeypatch.setattr(click, "prompt", lambda *_, **__: next(typed))

    return type_in


@pytest.mark.ledger("S4-74")
def test_find_tells_null_equal_and_foreign_owners_apart(shell, rgsconfig):
    """A row whose owner is not in the owner table is foreign, neither without owner nor repaired."""
    rgsconfig.execute(
        "UPDATE Queues SET OwnerPoolID = '11111111-1111-1111-1111-111111111111' "
        "WHERE rowid = (SELECT min(rowid) FROM Queues)"
    )
    document = json.loads(shell("find", "--sql", rgsconfig.url, "--json").out)
    (queues,) = (table for table in document["tables"] if table["table"] == "Queues")
    assert queues == {"table": "Queues", "rows": 15, "null": 14, "equal": 0, "foreign": 1}


@pytest.mark.ledger("S4-72", "S4-73", "S4-74")
def test_find_prints_the_contract(shell, rgsconfig):
    """`find --json` has exactly the keys that other people's scripts read."""
    end = shell("find", "--sql", rgsconfig.url, "--json")
    assert end.code == 1
    document = json.loads(end.out)
    assert set(document) == {"applicable", "reason", "server", "database", "owner_pools", "tables"}
    assert document["applicable"] is True
    assert (document["server"], document["database"]) == ("embedded", "rgsconfig.db")
    assert document["owner_pools"] == [{"id": "8ec5ab1e-6ab8-5126-ac08-2422f7507ec8", "name": OWNER}]
    assert document["tables"] == [
        {"table": "AgentGroups", "rows": 12, "null": 12, "equal": 0, "foreign": 0},
        {"table": "BusinessHours", "rows": 2, "null": 2, "equal": 0, "foreign": 0},
        {"table": "HolidaySets", "rows": 1, "null": 1, "equal": 0, "foreign": 0},
        {"table": "Queues", "rows": 15, "null": 15, "equal": 0, "foreign": 0},
        {"table": "Workflows", "rows": 20, "null": 0, "equal": 20, "foreign": 0},
    ]


def test_find_says_not_applicable_without_an_error(shell, database):
    """A Lync 2010 database has no owner concept: exit code 0."""
    rgsconfig = database("CREATE TABLE Queues (ID TEXT PRIMARY KEY, Name TEXT)", bare=True)
    end = shell("find", "--sql", rgsconfig.url, "--json")
    assert end.code == 0
    document = json.loads(end.out)
    assert (document["applicable"], document["tables"]) == (False, [])
    assert document["reason"] == "there is no table named OwnerPool, as in a Lync Server 2010 or OCS 2007 R2 database"
    assert "Not applicable" in shell("find", "--sql", rgsconfig.url).out


def test_find_prints_tables_for_a_person(shell, rgsconfig):
    """Without --json: facts, pools, counts, notes and one sentence."""
    out = shell("find", "--sql", rgsconfig.url).out
    for part in ("embedded", "cannot see", OWNER, "AgentGroups", "foreign key", "30 rows in 4 tables without owner"):
        assert part in out


def test_names_are_no_markup_and_no_control_sequence(shell, database):
    """What is in the database cannot paint the terminal."""
    rgsconfig = database(
        'CREATE TABLE "[red]Q[/red]" (K TEXT PRIMARY KEY, Name TEXT, OwnerPoolID TEXT)',
        "INSERT INTO \"[red]Q[/red]\" VALUES ('a', '[bold]x' || char(27) || '[2J', NULL)",
    )
    out = shell("plan", "--sql", rgsconfig.url, "--owner", OWNER).out
    assert "[red]Q[/red]" in out
    assert "[bold]x" in out
    assert "\x1b" not in out


@pytest.mark.ledger("S4-77")
def test_plan_prints_itself_as_json_and_nothing_else(shell, rgsconfig):
    """`plan --json` is the plan on stdout; the supported route goes to stderr, first."""
    end = shell("plan", "--sql", rgsconfig.url, "--owner", OWNER, "--json")
    plan = json.loads(end.out)
    assert f"{plan['server']}/{plan['database']}" == rgsconfig.place
    assert {"when", "who", "owner", "tables", "digest"} <= set(plan)
    assert plan["owner"]["chosen"] == f"given with --owner {OWNER}"
    assert end.err.startswith("The documented cmdlets first")
    assert f'Export-CsRgsConfiguration -Source "service:ApplicationServer:{OWNER}"' in end.err
    assert "-OverwriteOwner" in end.err


@pytest.mark.parametrize("owner", [OWNER, OWNER.upper(), "{8EC5AB1E-6AB8-5126-AC08-2422F7507EC8}"])
def test_the_owner_is_known_by_name_or_id(shell, rgsconfig, owner):
    """Letter case and braces do not matter."""
    plan = json.loads(shell("plan", "--sql", rgsconfig.url, "--owner", owner, "--json").out)
    assert plan["owner"]["id"] == "8ec5ab1e-6ab8-5126-ac08-2422f7507ec8"


def test_an_unknown_owner_is_refused_with_the_list(shell, rgsconfig):
    """The owner must be a row of this database's owner table."""
    end = shell("plan", "--sql", rgsconfig.url, "--owner", "else.contoso.local")
    assert end.code == 2
    assert "no owner pool has the id or name 'else.contoso.local'" in end.err
    assert f"Owner pools: {OWNER} (8ec5ab1e-" in end.err


def test_the_only_pool_is_not_taken_without_a_word(shell, rgsconfig):
    """Without a terminal and without --owner there is no plan, even with one pool."""
    end = shell("plan", "--sql", rgsconfig.url)
    assert end.code == 2
    assert "Give --owner" in end.err


def test_the_only_pool_is_confirmed_by_typing_its_name(shell, rgsconfig, terminal):
    """On a terminal the operator types the name, and the plan says how the owner was chosen."""
    terminal(OWNER)
    plan = json.loads(shell("plan", "--sql", rgsconfig.url, "--json").out)
    assert plan["owner"]["chosen"] == "the only owner pool, confirmed on the terminal"


@pytest.mark.parametrize("typed", ["y", "yes", ""])
def test_a_bare_yes_confirms_nothing(shell, rgsconfig, terminal, typed):
    """Only the name or id of the pool is an answer."""
    terminal(typed)
    assert shell("plan", "--sql", rgsconfig.url, "--json").code == 2


def test_of_two_pools_none_is_guessed(shell, rgsconfig, terminal):
    """With two owner pools --owner is required, on a terminal too."""
    rgsconfig.execute("INSERT INTO OwnerPool VALUES ('11111111-1111-1111-1111-111111111111', 'dr.contoso.local')")
    terminal(OWNER)
    end = shell("plan", "--sql", rgsconfig.url)
    assert end.code == 3
    assert "2 owner pools are possible: dr.contoso.local (11111111-" in end.err
    assert "Choose one with --owner" in end.err
    assert shell("plan", "--sql", rgsconfig.url, "--owner", "dr.contoso.local", "--json").code == 0


def test_two_pools_of_one_name_need_the_id(shell, rgsconfig, database):
    """A name that fits two pools chooses none."""
    rgsconfig = database(
        "INSERT INTO OwnerPool VALUES ('11111111-1111-1111-1111-111111111111', 'lyncpool.contoso.local')",
        "CREATE TABLE Q (K TEXT PRIMARY KEY, OwnerPoolID TEXT)",
    )
    end = shell("plan", "--sql", rgsconfig.url, "--owner", OWNER)
    assert end.code == 3
    assert f"2 owner pools have the name '{OWNER}'" in end.err


def test_nothing_is_planned_for_a_database_without_owners(shell, database):
    """A plan for a database that is not applicable is refused."""
    rgsconfig = database("CREATE TABLE Queues (ID TEXT PRIMARY KEY)", bare=True)
    end = shell("plan", "--sql", rgsconfig.url, "--owner", OWNER)
    assert end.code == 3
    assert "variant0.db: not applicable" in end.err


def test_a_plan_without_rows_is_no_error_and_does_nothing(shell, rgsconfig, planned, tmp_path):
    """When every row has an owner: the plan says so, apply does nothing, script has nothing to say."""
    assert shell("apply", "--plan", planned, "--sql", rgsconfig.url, "--confirm", rgsconfig.place).code == 0
    empty = tmp_path / "empty.json"
    end = shell("plan", "--sql", rgsconfig.url, "--owner", OWNER, "--output", empty)
    assert (end.code, "Nothing to repair" in end.err) == (0, True)
    before = rgsconfig.rows()
    assert "nothing to do" in shell("apply", "--plan", empty, "--sql", rgsconfig.url, "--confirm", rgsconfig.place).err
    assert shell("verify", "--plan", empty, "--sql", rgsconfig.url).code == 0
    assert shell("script", "--plan", empty).code == 2
    assert rgsconfig.rows() == before


def test_the_script_is_what_apply_runs(shell, rgsconfig, planned, tmp_path):
    """`script` prints the very text that `apply` keeps in its journal; --output writes the same."""
    printed = shell("script", "--plan", planned).out
    undo = shell("script", "--plan", planned, "--undo", "--output", tmp_path / "undo.sql")
    assert undo.out == ""
    assert shell("apply", "--plan", planned, "--sql", rgsconfig.url, "--confirm", rgsconfig.place).code == 0
    (folder,) = (tmp_path / "repair-journal").iterdir()
    assert (folder / "repair.sql").read_bytes().decode() == printed
    assert (folder / "undo.sql").read_bytes() == (tmp_path / "undo.sql").read_bytes()


def test_apply_needs_the_place(shell, rgsconfig, planned):
    """Without a terminal, a missing --confirm is an error that names the option; nothing is changed."""
    before = rgsconfig.rows()
    end = shell("apply", "--plan", planned, "--sql", rgsconfig.url)
    assert end.code == 2
    assert "Give --confirm SERVER/DATABASE" in end.err
    assert rgsconfig.rows() == before


def test_apply_asks_for_the_place_on_a_terminal(shell, rgsconfig, planned, terminal):
    """On a terminal the place is typed; anything else is refused."""
    terminal("yes", rgsconfig.place)
    assert shell("apply", "--plan", planned, "--sql", rgsconfig.url).code == 3
    assert shell("apply", "--plan", planned, "--sql", rgsconfig.url).code == 0


def test_a_refusal_is_not_drowned_by_the_supported_route(shell, rgsconfig, planned, terminal):
    """With --confirm the route is one line and the reason comes last; without it all lines of the route are shown."""
    end = shell("apply", "--plan", planned, "--sql", rgsconfig.url, "--confirm", "else/rgsconfig.db")
    assert end.code == 3
    route, plan, reason, way_out = end.err.splitlines()
    assert "Export-CsRgsConfiguration, then Import-CsRgsConfiguration -OverwriteOwner" in route
    assert plan.startswith("30 rows in 4 tables")
    assert reason == f"the plan is for {rgsconfig.place}, but else/rgsconfig.db was confirmed"
    assert way_out == f'Give --confirm "{rgsconfig.place}"'
    terminal(rgsconfig.place)
    end = shell("apply", "--plan", planned, "--sql", rgsconfig.url)
    assert f'Export-CsRgsConfiguration -Source "service:ApplicationServer:{OWNER}"' in end.err


@pytest.mark.parametrize("direction", ["apply", "undo"])
def test_what_was_done_already_names_a_command_that_can_be_typed(shell, rgsconfig, planned, direction):
    """The way out of a second run is `repair verify` with all its options, and it can be typed as shown."""
    given = ("--plan", planned, "--sql", rgsconfig.url, "--confirm", rgsconfig.place)
    if direction == "apply":
        shell("apply", *given)
    end = shell(direction, *given)
    assert end.code == 3
    program, group, *command = shlex.split(end.err.splitlines()[-1].removeprefix("See all rows with: "))
    assert (program, group, command[0]) == ("migrator", "repair", "verify")
    assert shell(*command).code == (0 if direction == "apply" else 1)


def test_the_way_back_can_be_typed_as_it_stands(shell, rgsconfig, planned):
    """After a repair the undo is named with all its options, for the plan as it was run."""
    end = shell("apply", "--plan", planned, "--sql", rgsconfig.url, "--confirm", rgsconfig.place)
    line = next(line for line in end.err.splitlines() if line.startswith("To undo it: "))
    program, option, project, group, *command = shlex.split(line.removeprefix("To undo it: "))
    assert (program, option, project, group) == ("migrator", "--project", shell.project_url, "repair")
    assert shell(*command).out.startswith("30 rows have their owner removed (set to NULL), committed and verified")


def test_the_undo_says_what_becomes_of_the_rows(shell, rgsconfig, planned):
    """Before an undo the operator reads that the rows lose the owner, not that they get it."""
    given = ("--plan", planned, "--sql", rgsconfig.url, "--confirm", rgsconfig.place)
    shell("apply", *given)
    first = shell("undo", *given).err.splitlines()[0]
    assert first.startswith(f"30 rows in 4 tables will have owner {OWNER} (8ec5ab1e-")
    assert " removed (set to NULL). Plan " in first


def test_a_journal_can_be_copied_from_a_narrow_screen(shell, rgsconfig, planned, tmp_path, monkeypatch):
    """The folder of the journal is printed in one piece, however narrow the screen is."""
    monkeypatch.setenv("COLUMNS", "40")
    journal = tmp_path / ("long " * 20).strip()
    end = shell("apply", "--plan", planned, "--sql", rgsconfig.url, "--confirm", rgsconfig.place, "--journal", journal)
    (folder,) = journal.iterdir()
    assert f"Journal: {folder}\n" in end.out


def test_apply_goes_by_the_clock_of_the_program(shell, rgsconfig, planned):
    """A day later the plan is refused."""
    shell.time += timedelta(days=2)
    end = shell("apply", "--plan", planned, "--sql", rgsconfig.url, "--confirm", rgsconfig.place)
    assert (end.code, "the plan expired at" in end.err) == (3, True)


def test_a_plan_line_is_one_line(shell, rgsconfig, planned, tmp_path):
    """Who made a plan, and its notes, are text of a file: they never look like a line of the program's own."""
    lie = "x\nNothing was changed"
    made = seal(replace(read_plan(planned), who=lie, notes=(lie,)))
    (tmp_path / "lie.json").write_bytes(to_json(made))
    end = shell("script", "--plan", tmp_path / "lie.json", "--output", tmp_path / "lie.sql")
    assert (end.code, "by x␊Nothing was changed, expires" in end.err) == (0, True)


def test_a_plan_of_the_future_is_refused(shell, rgsconfig, planned):
    """A clock that was set back would keep a plan valid for longer than a day; some minutes between two are usual."""
    given = ("--plan", planned, "--sql", rgsconfig.url, "--confirm", rgsconfig.place)
    shell.time -= timedelta(hours=2)
    end = shell("apply", *given)
    assert (end.code, "but by the clock of this computer it is only" in end.err) == (3, True)
    shell.time += timedelta(minutes=90)
    assert shell("apply", *given).code == 0


def test_verify_has_a_code_for_each_state(shell, rgsconfig, planned):
    """0 fully repaired, 1 where it is not; JSON says untouched, mixed or repaired."""

    def verify():
        end = shell("verify", "--plan", planned, "--sql", rgsconfig.url, "--json")
        return end.code, json.loads(end.out)

    code, document = verify()
    assert (code, document["state"], document["differences"]) == (1, "untouched", [])
    rgsconfig.execute("UPDATE Queues SET OwnerPoolID = (SELECT ID FROM OwnerPool) WHERE Name = 'Press'")
    code, document = verify()
    assert (code, document["state"]) == (1, "mixed")
    assert [row["name"] for row in document["differences"]] == ["Press"]
    rgsconfig.execute("UPDATE Queues SET OwnerPoolID = NULL")
    shell("apply", "--plan", planned, "--sql", rgsconfig.url, "--confirm", rgsconfig.place)
    code, document = verify()
    assert (code, document["state"]) == (0, "repaired")


def test_verify_refuses_another_database(shell, planned, database):
    """A plan says nothing about another database."""
    other = database("CREATE TABLE Q (K TEXT PRIMARY KEY, OwnerPoolID TEXT)")
    end = shell("verify", "--plan", planned, "--sql", other.url)
    assert (end.code, "the plan is for embedded/rgsconfig.db" in end.err) == (3, True)
    assert "Give the database of the plan with --sql" in end.err


def test_history_lists_what_was_done(shell, rgsconfig, planned):
    """Repair and undo are in the project's journal, with their plan."""
    shell("apply", "--plan", planned, "--sql", rgsconfig.url, "--confirm", rgsconfig.place)
    shell("undo", "--plan", planned, "--sql", rgsconfig.url, "--confirm", rgsconfig.place)
    entries = json.loads(shell("history", "--json").out)
    assert [(entry["direction"], entry["event"]) for entry in entries] == [
        ("repair", "started"), ("repair", "repaired"), ("undo", "started"), ("undo", "undone"),
    ]  # fmt: skip
    assert {entry["digest"] for entry in entries} == {json.loads(planned.read_text())["digest"]}
    out = shell("history").out
    assert "undo: undone" in " ".join(out.split())
    journals = [line.removeprefix("Journal: ") for line in out.splitlines() if line.startswith("Journal: ")]
    assert journals == list(dict.fromkeys(entry["journal"] for entry in entries))


def test_refused_runs_stand_in_the_history(shell, rgsconfig, planned, tmp_path, monkeypatch):
    """A wrong place, rows that changed and a plan that was altered: each is kept with its reason, and no folder."""
    monkeypatch.chdir(tmp_path)
    given = ("--plan", "plan.json", "--sql", rgsconfig.url, "--confirm")
    assert shell("apply", *given, "else/rgsconfig.db").code == 3
    assert shell("undo", *given, rgsconfig.place).code == 3
    (tmp_path / "altered.json").write_text(planned.read_text().replace(OWNER, "else.contoso.local"))
    assert shell("apply", "--plan", "altered.json", *given[2:], rgsconfig.place).code == 3
    entries = json.loads(shell("history", "--json").out)
    assert [(entry["direction"], entry["event"], entry["journal"]) for entry in entries] == [
        ("repair", "refused", None), ("undo", "refused", None), ("repair", "refused", None),
    ]  # fmt: skip
    reasons = [entry["reason"] for entry in entries]
    assert "else/rgsconfig.db was confirmed" in reasons[0]
    assert "there is nothing to undo" in reasons[1]
    assert "the plan was altered" in reasons[2]
    assert "refused" in shell("history").out


def test_the_folder_of_a_journal_is_found_from_everywhere(shell, rgsconfig, planned, tmp_path, monkeypatch):
    """A plan and a journal that were named from the current folder are kept with their full paths."""
    monkeypatch.chdir(tmp_path)
    given = ("--plan", "plan.json", "--sql", rgsconfig.url, "--confirm", rgsconfig.place)
    assert shell("apply", *given).code == 0
    assert shell("undo", *given, "--journal", "others").code == 0
    journals = [entry["journal"] for entry in json.loads(shell("history", "--json").out)]
    assert [journal.startswith(str(tmp_path)) for journal in journals] == [True] * 4
    assert {journal.split("/")[-2] for journal in journals} == {"repair-journal", "others"}


def test_a_plan_that_exists_gets_its_approval_sheet(shell, rgsconfig, planned, tmp_path):
    """`approve` writes the sheet of any plan; the command that it names takes it once somebody wrote Y."""
    sheet = tmp_path / "approval.xlsx"
    end = shell("approve", "--plan", planned, "--output", sheet)
    assert end.code == 0
    workbook = openpyxl.load_workbook(sheet)
    workbook["Rows"]["G3"] = "y"
    workbook.save(sheet)
    _, _, *command = shlex.split(end.err.strip().splitlines()[-1])
    assert shell(*command).out.count("\n(") == 1
    given = ("--plan", planned, "--approved", sheet, "--sql", rgsconfig.url)
    assert shell("apply", *given, "--confirm", rgsconfig.place).out.startswith("1 row is given its owner")
    assert shell("verify", *given).code == 0


def test_the_time_limit_of_a_statement_reaches_the_connection(shell, rgsconfig, planned, monkeypatch):
    """`--query-timeout` is what every command of the repair opens its connection with."""
    from migrator.repair import opening

    real, limits = opening.open_engine, []

    def noted(url, *, query_timeout_s):
        limits.append(query_timeout_s)
        return real(url)

    monkeypatch.setattr(opening, "open_engine", noted)
    limit = ("--sql", rgsconfig.url, "--query-timeout", "7")
    shell("find", *limit)
    shell("plan", *limit, "--owner", OWNER)
    shell("apply", *limit, "--plan", planned, "--confirm", rgsconfig.place)
    shell("verify", *limit, "--plan", planned)
    shell("undo", *limit, "--plan", planned, "--confirm", rgsconfig.place)
    assert limits == [7] * 5


@pytest.mark.parametrize("command", ["find", "plan", "approve", "script", "apply", "verify", "undo", "history"])
def test_every_command_has_help_with_an_example(shell, command):
    """`--help` shows how the command is typed."""
    end = shell(command, "--help")
    assert end.code == 0
    assert f"migrator repair {command}" in end.out


def test_an_unknown_option_changes_nothing(shell, rgsconfig, planned):
    """A mistyped option is an error, never ignored."""
    before = rgsconfig.rows()
    assert shell("apply", "--plan", planned, "--sql", rgsconfig.url, "--confirm:", rgsconfig.place).code == 2
    assert rgsconfig.rows() == before


def test_a_file_that_cannot_be_written_is_named(shell, rgsconfig, tmp_path):
    """The plan goes nowhere in silence."""
    end = shell("plan", "--sql", rgsconfig.url, "--owner", OWNER, "--output", tmp_path / "none" / "plan.json")
    assert (end.code, "plan.json: cannot be written" in end.err) == (2, True)


@pytest.mark.ledger("S4-76", "S4-77")
def test_a_whole_night(shell, rgsconfig, tmp_path):
    """Find, plan, approve in Excel, script, apply, verify, undo, verify: at the end every byte is as at the start."""

    def fingerprint():
        return {table: hashlib.sha256(repr(rows).encode()).hexdigest() for table, rows in rgsconfig.rows().items()}

    start = fingerprint()
    plan, sheet = tmp_path / "plan.json", tmp_path / "plan.xlsx"
    assert json.loads(shell("find", "--sql", rgsconfig.url, "--json").out)["applicable"]
    assert shell("plan", "--sql", rgsconfig.url, "--owner", OWNER, "--output", plan, "--xlsx", sheet).code == 0
    workbook = openpyxl.load_workbook(sheet)
    for row in workbook["Rows"].iter_rows(min_row=2):
        row[6].value = "Y" if row[1].value in {"AgentGroups", "Queues"} else "N"
    workbook.save(sheet)
    common = ("--plan", plan, "--approved", sheet)
    script = shell("script", *common).out
    assert script.count("\n(") == 27
    assert shell("verify", *common, "--sql", rgsconfig.url).code == 1

    end = shell("apply", *common, "--sql", rgsconfig.url, "--confirm", rgsconfig.place)
    assert (end.code, end.out.split(",")[0]) == (0, "27 rows are given their owner")
    assert shell("verify", *common, "--sql", rgsconfig.url).code == 0
    assert json.loads(shell("find", "--sql", rgsconfig.url, "--json").out)["tables"][0]["null"] == 0
    assert fingerprint()["BusinessHours"] == start["BusinessHours"]

    (folder,) = (tmp_path / "repair-journal").iterdir()
    assert (folder / "repair.sql").read_bytes().decode() == script
    end = shell("undo", "--plan", folder / "plan.json", "--sql", rgsconfig.url, "--confirm", rgsconfig.place)
    assert end.code == 0
    assert shell("verify", *common, "--sql", rgsconfig.url).code == 1
    assert fingerprint() == start
    assert len(open_project(shell.project_url).repair_history()) == 4


def test_the_rendered_script_of_a_sheet_is_that_of_its_narrowed_plan(shell, rgsconfig, tmp_path):
    """Approval narrows the plan in one place: what is scripted is what would be run."""
    from migrator.documents.approval_sheet import read_approval, write_sheet

    plan, sheet = rgsconfig.plan(), tmp_path / "plan.xlsx"
    write_sheet(plan, sheet)
    workbook = openpyxl.load_workbook(sheet)
    workbook["Rows"]["G2"] = "Y"
    workbook.save(sheet)
    path = tmp_path / "rgsconfig.json"
    from migrator.repair.plan import to_json

    path.write_bytes(to_json(plan))
    assert shell("script", "--plan", path, "--approved", sheet).out == repair_script(read_approval(plan, sheet)).text


def test_a_missing_project_folder_stops_before_the_change(shell, rgsconfig, planned, tmp_path):
    """If the project cannot be opened, nothing is changed."""
    shell.project_url = str(tmp_path / "none" / "migration.db")
    before = rgsconfig.rows()
    end = shell("apply", "--plan", planned, "--sql", rgsconfig.url, "--confirm", rgsconfig.place)
    assert end.code == InputError.exit_code
    assert rgsconfig.rows() == before


def test_find_of_another_database_asks_whether_the_name_is_right(shell, database):
    """A database without any table of response groups is no rgsconfig: exit code 2, and nothing is called clean."""
    other = database("CREATE TABLE Invoices (ID TEXT PRIMARY KEY)", bare=True)
    end = shell("find", "--sql", other.url)
    assert end.code == 2
    assert "is not an rgsconfig database: is the name right?" in end.err


def test_find_ends_with_0_when_every_row_has_an_owner(shell, rgsconfig, planned):
    """1 while rows have no owner, with the next command; 0 after the repair."""
    before = shell("find", "--sql", rgsconfig.url)
    assert (before.code, "Next: migrator repair plan" in before.err) == (1, True)
    assert shell("apply", "--plan", planned, "--sql", rgsconfig.url, "--confirm", rgsconfig.place).code == 0
    assert shell("find", "--sql", rgsconfig.url).code == 0


@pytest.mark.ledger("S4-75")
def test_one_row_is_tried_first_and_the_rest_follows(shell, rgsconfig, tmp_path):
    """`--only` plans one object; after it the plan of the others has one row less."""
    first, rest = tmp_path / "first.json", tmp_path / "rest.json"
    common = ("plan", "--sql", rgsconfig.url, "--owner", OWNER)
    document = json.loads(shell(*common, "--json").out)
    table = next(each for each in document["tables"] if each["table"] == "AgentGroups")
    key = "/".join(table["rows"][0]["key"])
    end = shell(*common, "--only", f"agentgroups:{key.upper()}", "--output", first)
    assert end.code == 0
    assert shell("apply", "--plan", first, "--sql", rgsconfig.url, "--confirm", rgsconfig.place).code == 0
    assert shell("verify", "--plan", first, "--sql", rgsconfig.url).code == 0
    assert shell(*common, "--output", rest).code == 0
    left = json.loads(rest.read_text())
    assert sum(len(each["rows"]) for each in left["tables"]) == 29
    wrong = shell(*common, "--only", "AgentGroups:nothing")
    assert (wrong.code, "no such row in the plan" in wrong.err) == (2, True)


def test_one_row_is_never_one_of_two(shell, database):
    """Keys that are alike in other letters or in one line: the exact one is planned, and what fits two is refused."""
    made = database(
        "CREATE TABLE Queues (ID TEXT NOT NULL PRIMARY KEY, Name TEXT, OwnerPoolID TEXT)",
        "CREATE TABLE Pairs (A TEXT NOT NULL, B TEXT NOT NULL, OwnerPoolID TEXT, PRIMARY KEY (A, B))",
        "INSERT INTO Queues VALUES ('a', 'small', NULL), ('A', 'large', NULL), ('b', 'other', NULL)",
        "INSERT INTO Pairs VALUES ('a/b', 'c', NULL), ('a', 'b/c', NULL)",
    )
    common = ("plan", "--sql", made.url, "--owner", OWNER, "--json")
    for key in ("a", "A"):
        (table,) = json.loads(shell(*common, "--only", f"Queues:{key}").out)["tables"]
        assert [row["key"] for row in table["rows"]] == [[key]]
    assert json.loads(shell(*common, "--only", "queues:B").out)["tables"][0]["rows"][0]["name"] == "other"
    for name in ("queues:a", "Pairs:a/b/c"):
        end = shell(*common, "--only", name)
        assert (end.code, f"--only {name}: 2 rows of the plan are named so" in end.err) == (2, True)


def test_a_long_plan_is_a_summary_and_twenty_rows(shell, rgsconfig):
    """30 rows: 20 are shown, the others are counted; --all shows them."""
    common = ("plan", "--sql", rgsconfig.url, "--owner", OWNER)
    assert "and 10 rows more: --all shows them" in shell(*common).out
    assert "more: --all" not in shell(*common, "--all").out


def test_verify_says_that_a_repair_is_still_running(shell, rgsconfig, planned):
    """Another connection writes: what the rows are now says nothing, whatever they are."""
    with closing(sqlite3.connect(rgsconfig.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        end = shell("verify", "--plan", planned, "--sql", rgsconfig.url, "--json")
        assert (end.code, json.loads(end.out)["state"]) == (1, "running")
        end = shell("verify", "--plan", planned, "--sql", rgsconfig.url)
        assert "A repair is still running, or another program is writing to the database" in " ".join(end.out.split())
        other.execute("ROLLBACK")
    end = shell("verify", "--plan", planned, "--sql", rgsconfig.url, "--json")
    assert (end.code, json.loads(end.out)["state"]) == (1, "untouched")


def test_a_database_that_another_program_locks_was_not_begun(shell, rgsconfig, planned, monkeypatch):
    """Nothing can be read: 2 and what to do, never 4; verify cannot tell it from a repair, and says so."""
    monkeypatch.setattr("migrator.database.connection.LOCK_TIMEOUT_S", 0.1)
    place = ("--sql", rgsconfig.url)
    with closing(sqlite3.connect(rgsconfig.path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for words in (
            ("find",),
            ("plan", "--owner", OWNER),
            ("apply", "--plan", planned, "--confirm", rgsconfig.place),
            ("undo", "--plan", planned, "--confirm", rgsconfig.place),
        ):
            end = shell(*words, *place)
            assert (end.code, "wait until it ends, then try again" in end.err) == (2, True), words
        end = shell("verify", "--plan", planned, *place)
        assert (end.code, "another program is writing to the database" in " ".join(end.out.split())) == (1, True)
        release = threading.Timer(1.0, other.execute, ["ROLLBACK"])
        release.start()
        end = shell("verify", "--plan", planned, *place, "--wait", 30)
        release.join()
    assert (end.code, "Untouched" in end.out) == (1, True)


def test_an_error_that_nobody_foresaw_leaves_the_state_unknown(shell, rgsconfig, planned, monkeypatch):
    """Before a run begins nothing was changed; after, it ends with 4 and the command that says what holds."""

    def broken(*_args, **_options):
        raise RuntimeError("a fault of this program")

    with monkeypatch.context() as patched:
        patched.setattr("migrator.repair.apply.check_rows", broken)
        end = shell("apply", "--plan", planned, "--sql", rgsconfig.url, "--confirm", rgsconfig.place)
    assert (end.code, "unexpected RuntimeError: a fault of this program; nothing was changed" in end.err) == (2, True)
    monkeypatch.setattr("migrator.repair.sqlite_database.SqliteDatabase.run", broken)
    end = shell("apply", "--plan", planned, "--sql", rgsconfig.url, "--confirm", rgsconfig.place)
    assert end.code == 4
    assert "unexpected RuntimeError: a fault of this program" in end.err
    assert "migrator repair verify" in end.err


@pytest.mark.parametrize("columns", [40, 60, 80, 132])
def test_ids_are_never_broken(shell, rgsconfig, planned, monkeypatch, columns):
    """However narrow the screen: ids of pools, of planned rows and of owners that differ can be copied in one piece."""
    monkeypatch.setenv("COLUMNS", str(columns))
    other = "11111111-1111-1111-1111-111111111111"
    document = json.loads(planned.read_text())
    keys = {each["table"]: [row["key"][0] for row in each["rows"]] for each in document["tables"]}
    assert document["owner"]["id"] in shell("find", "--sql", rgsconfig.url).out
    out = shell("plan", "--sql", rgsconfig.url, "--owner", OWNER, "--all").out
    assert [key for table in keys.values() for key in table if key not in out] == []
    rgsconfig.execute(f"UPDATE Queues SET OwnerPoolID = '{other}'")
    out = shell("verify", "--plan", planned, "--sql", rgsconfig.url).out
    assert [key for key in keys["Queues"] if key not in out] == []
    assert out.count(other) == len(keys["Queues"])


def test_the_next_command_of_find_can_be_typed_as_it_stands(shell, rgsconfig, tmp_path, monkeypatch):
    """With one pool the command that plans is complete; with two its owner is left open, and that is said."""
    monkeypatch.chdir(tmp_path)

    def next_words():
        lines = shell("find", "--sql", rgsconfig.url).err.splitlines()
        return shlex.split(next(line for line in lines if line.startswith("Next: ")).removeprefix("Next: "))[2:]

    assert shell(*next_words()).code == 0
    assert (tmp_path / "plan.json").exists()
    rgsconfig.execute("INSERT INTO OwnerPool VALUES ('11111111-1111-1111-1111-111111111111', 'dr.contoso.local')")
    words = next_words()
    assert words[words.index("--owner") + 1] == "POOL"
    words[words.index("--owner") + 1] = OWNER
    assert shell(*words, "--force").code == 0


def test_the_commands_that_plan_names_can_be_typed_as_they_stand(shell, rgsconfig, tmp_path):
    """After `plan --output`: the script, and the run with its confirmation."""
    plan = tmp_path / "a plan.json"
    err = shell("plan", "--sql", rgsconfig.url, "--owner", OWNER, "--output", plan).err
    script, apply = (shlex.split(line.partition(": ")[2]) for line in err.splitlines()[-2:])
    assert shell(*script[2:]).code == 0
    assert apply[:4] == ["migrator", "--project", shell.project_url, "repair"]
    assert shell(*apply[4:]).code == 0
