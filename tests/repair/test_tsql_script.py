"""The T-SQL batch: reviewed snapshots, a parser's opinion, SQL Server 2005 syntax, and hostile names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlfluff.core import FluffConfig, Linter

from migrator.errors import InputError
from migrator.repair.plan import Expected, PlannedColumn, PlannedRow, PlannedTable, narrow
from migrator.repair.render import repair_script, undo_script

POOL = "8ec5ab1e-6ab8-5126-ac08-2422f7507ec8"
SNAPSHOTS = Path(__file__).parent / "snapshots"
LINTER = Linter(config=FluffConfig(overrides={"dialect": "tsql", "templater": "raw"}))
NEWER_THAN_2005 = re.compile(
    r"\b(THROW|IIF|CONCAT|FORMAT|TRY_CONVERT|TRY_CAST|STRING_AGG|OFFSET|SEQUENCE|MERGE|DATETIME2|DATETIMEOFFSET"
    r"|SYSUTCDATETIME|EOMONTH|CHOOSE|LAG|LEAD|DROP\s+\w+\s+IF)\b",
    re.IGNORECASE,
)
CUT = re.compile(r"\n--[^\n]*|--[^\n]*|/\*.*?\*/|N?'(?:[^']|'')*'|\[(?:[^\]]|\]\])*\]", re.DOTALL)


def bare(text):
    """The statements without comments, literals and quoted names."""
    return CUT.sub(" ", text)


@pytest.fixture
def hostile_plan(sql_server_plan):
    """A plan with a composite key of every type and names that try to break out."""
    table = PlannedTable(
        table="we]ird.Que'ue\"s 📞",
        schema="we]ird",
        name="Que'ue\"s 📞",
        owner_column=PlannedColumn("Owner]PoolID", "guid", "uniqueidentifier", None),
        key_columns=(
            PlannedColumn("a]", "integer", "bigint", None),
            PlannedColumn("b'", "text", "nvarchar(50)", "Latin1_General_100_CS_AS"),
            PlannedColumn('c"', "decimal", "decimal(9,2)", None),
            PlannedColumn("d d", "binary", "varbinary(16)", None),
        ),
        expected=Expected(3, 2),
        rows=(
            PlannedRow(("5000000000", "O'Hara\r\nGO\r\n$(x)", "-1.50", "0x00ff"), "name */ -- \n GO", None, POOL),
            PlannedRow(("-1", "📞", "0.00", "0x"), None, None, POOL),
        ),
    )  # fmt: skip
    return sql_server_plan(table, server="S'1\\R]", database="rgs'con]fig", created=None)


@pytest.mark.parametrize("which", ["repair", "undo", "narrowed", "hostile"])
def test_the_rendered_batch_is_the_reviewed_one(which, sql_server_plan, hostile_plan):
    """Each shape of the batch equals its reviewed snapshot, character for character."""
    plan = sql_server_plan()
    scripts = {
        "repair": lambda: repair_script(plan),
        "undo": lambda: undo_script(plan),
        "narrowed": lambda: repair_script(narrow(plan, [("dbo.Queues", plan.tables[1].rows[0].key)])),
        "hostile": lambda: repair_script(hostile_plan),
    }
    snapshot = SNAPSHOTS / f"{which}.sql"
    assert scripts[which]().text == snapshot.read_bytes().decode()


@pytest.mark.parametrize("render", [repair_script, undo_script])
def test_a_t_sql_parser_reads_the_whole_batch(render, sql_server_plan, hostile_plan):
    """No part of the batch is unparsable to sqlfluff, which does not know a doubled bracket in a name."""
    for plan in (sql_server_plan(), hostile_plan):
        assert LINTER.parse_string(render(plan).text.replace("]]", "")).violations == []


@pytest.mark.program("tsqlcheck")
@pytest.mark.parametrize("grammar", [90, 100, 110])
def test_microsofts_grammars_read_every_batch(grammar, tmp_path, tsql_errors, sql_server_plan, hostile_plan):
    """Reviewed and rendered batches, with hostile names and with keys as XML, are T-SQL to 2005, 2008 and 2012."""
    usual = sql_server_plan()
    rows = tuple(PlannedRow((f"{number:08x}-2744-40c4-b2f7-b2e2a99c8a95",), None, None, POOL) for number in range(2000))
    large = replace(usual.tables[1], rows=rows, expected=Expected(2000, 2000))
    files = [*SNAPSHOTS.glob("*.sql")]
    for plan in (usual, hostile_plan, sql_server_plan(large)):
        for render in (repair_script, undo_script):
            files.append(tmp_path / f"{len(files)}.sql")
            files[-1].write_bytes(render(plan).encoded)
    assert tsql_errors(grammar, *files) == []


@pytest.mark.parametrize("render", [repair_script, undo_script])
def test_the_batch_keeps_to_sql_server_2005(render, hostile_plan, sql_server_plan):
    """No newer word, no multi-row VALUES, no DECLARE with a value, and no GO."""
    for plan in (sql_server_plan(), hostile_plan):
        text = bare(render(plan).text)
        assert NEWER_THAN_2005.findall(text) == []
        assert re.findall(r"DECLARE[^;]*=", text) == []
        assert "VALUES" not in text
        assert not re.search(r"^\s*GO\s*$", render(plan).text, re.MULTILINE | re.IGNORECASE)


def test_the_order_of_the_guards(sql_server_plan):
    """Settings and isolation come before BEGIN TRANSACTION, all checks before the first UPDATE, all again after it."""
    text = bare(repair_script(sql_server_plan()).text)
    order = [
        "SET NOCOUNT ON", "SET XACT_ABORT ON", "SET LOCK_TIMEOUT 5000", "SET DEADLOCK_PRIORITY LOW",
        "SET TRANSACTION ISOLATION LEVEL READ COMMITTED", "BEGIN TRY", "BEGIN TRANSACTION", "sp_getapplock",
        "WITH (UPDLOCK, HOLDLOCK)", "UPDATE ", "@@ROWCOUNT", "COMMIT TRANSACTION", "ROLLBACK TRANSACTION", "END TRY",
        "BEGIN CATCH", "XACT_STATE()", "END CATCH", "AS plan_digest", "RAISERROR",
    ]  # fmt: skip
    positions = [text.index(part) for part in order]
    assert positions == sorted(positions)
    assert text.rindex("WITH (UPDLOCK, HOLDLOCK)") < text.index("UPDATE ")
    assert text.rindex("@@ROWCOUNT") < text.rindex("SELECT @found")


def test_only_null_is_overwritten(sql_server_plan):
    """Each UPDATE of a repair asks for IS NULL, has an unaliased target, and its count in the next statement."""
    text = repair_script(sql_server_plan()).text
    updates = re.findall(r"UPDATE (\S+)\s+SET (\S+) = (.*?)\s+WHERE (.*?);\s*(.*?);", text, re.DOTALL)
    assert [target for target, *_ in updates] == ["[dbo].[AgentGroups]", "[dbo].[Queues]"]
    for _, column, value, where, following in updates:
        assert column == "[OwnerPoolID]"
        assert value == "CONVERT(uniqueidentifier, '8ec5ab1e-6ab8-5126-ac08-2422f7507ec8')"
        assert where.startswith("[OwnerPoolID] IS NULL\n")
        assert following == "SET @changed = @@ROWCOUNT"


@pytest.mark.parametrize(
    "name", ["p", "planned", "Pl\xe1nned", "pla\xadnned", "ｐｌａｎｎｅｄ", "wanted", "plannedwanted"]
)
def test_a_table_is_never_taken_for_the_planned_rows(sql_server_plan, name):
    """However a collation compares its name with the alias: the key of the table is compared with the planned one."""
    key = PlannedColumn("k1", "guid", "uniqueidentifier", None)
    table = replace(sql_server_plan().tables[1], name=name, key_columns=(key,))
    for render in (repair_script, undo_script):
        text = render(sql_server_plan(table)).text
        ((alias, target, other),) = re.findall(r"AS (\w+) WHERE \[(.*?)\]\.\[k1\] = (\w+)\.k1\)", text)
        assert (target, other) == (name, alias)
        assert alias == ("wanted" if name not in {"p", "wanted"} else "planned")


def test_the_session_gets_its_settings_back(sql_server_plan):
    """Also a refusal gives back what the batch set first: the settings are read before, and set again after the row."""
    text = bare(repair_script(sql_server_plan()).text)
    order = [
        "SET @options = @@OPTIONS", "SET NOCOUNT ON", "SET XACT_ABORT ON", "SET IMPLICIT_TRANSACTIONS OFF",
        "AS plan_digest", "SET IMPLICIT_TRANSACTIONS ON", "SET XACT_ABORT OFF", "RAISERROR",
    ]  # fmt: skip
    positions = [text.index(part) for part in order]
    assert positions == sorted(positions)


def test_keys_of_1700_bytes_fit_into_the_variable(sql_server_plan):
    """A clustered key has 900 bytes at most, so the key of the planned rows is not clustered."""
    text = repair_script(sql_server_plan()).text
    assert text.count("PRIMARY KEY NONCLUSTERED (k1)") == text.count("PRIMARY KEY") == 2


def test_undo_touches_only_what_the_repair_wrote(sql_server_plan):
    """Each UPDATE of an undo has the written owner in its condition, and tables come in reverse order."""
    text = undo_script(sql_server_plan()).text
    updates = re.findall(r"UPDATE (\S+)\s+SET (.*?)\s+WHERE (\S+ = CONVERT\(uniqueidentifier, '[-0-9a-f]*'\))", text)
    assert [(target, assignment) for target, assignment, _ in updates] == [
        ("[dbo].[Queues]", "[OwnerPoolID] = NULL"),
        ("[dbo].[AgentGroups]", "[OwnerPoolID] = NULL"),
    ]
    assert "expired" not in text


def test_steps_reverse_to_themselves(sql_server_plan):
    """The reverse of the reverse is the step."""
    from migrator.repair.steps import repair_steps

    for step in repair_steps(sql_server_plan()):
        assert step.reverse().reverse() == step
        assert step.reverse().direction == "undo"


def test_nothing_depends_on_language_or_date_settings(hostile_plan, sql_server_plan):
    """Every CONVERT from text names a fixed style or a type without one; no date literal is alone."""
    for plan in (sql_server_plan(), hostile_plan):
        text = repair_script(plan).text
        for target, rest in re.findall(r"CONVERT\((\w+)(?:\([^)]*\))?, (.*?)\)", text):
            if target == "datetime":
                assert rest.endswith(", 126")
            else:
                assert target in {"uniqueidentifier", "decimal", "nvarchar"}


def test_a_name_that_sqlcmd_would_replace_is_refused(sql_server_plan):
    """A table named $(x) cannot be quoted against sqlcmd: no script is written for it."""
    plan = sql_server_plan()
    table = replace(plan.tables[0], name="Q$(x)")
    with pytest.raises(InputError, match=r"contains \$\(, which sqlcmd would replace"):
        repair_script(replace(plan, tables=(table,)))


def test_many_rows_need_no_more_changes(sql_server_plan):
    """100,000 rows are one batch with one UPDATE, one INSERT of keys and the same number of checks."""
    plan = sql_server_plan()
    small = plan.tables[1]
    rows = tuple(
        PlannedRow((f"{number:08x}-2744-40c4-b2f7-b2e2a99c8a95",), None, None, plan.owner.id)
        for number in range(100_000)
    )
    large = replace(small, rows=rows, expected=Expected(100_000, 100_000))
    one, many = (bare(repair_script(replace(plan, tables=(table,))).text) for table in (small, large))
    script = repair_script(replace(plan, tables=(large,)))
    assert len(script.statements) == 1
    for word in ("INSERT INTO", "UPDATE ", "SELECT @found", "@@ROWCOUNT", "DECLARE @rows_"):
        assert many.count(word) == one.count(word)


def test_the_file_says_in_which_code_page_it_is(sql_server_plan, hostile_plan):
    """A plain script is ASCII; any other has a mark for SSMS and checks itself for the wrong code page."""
    plain, other = repair_script(sql_server_plan()), repair_script(hostile_plan)
    assert plain.encoded.isascii()
    assert "code page" not in plain.text
    assert other.encoded.startswith(b"\xef\xbb\xbf")
    assert "UNICODE(N'é') <> 233" in other.text
