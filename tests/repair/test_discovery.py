"""What the discovery makes of schemas: real ones in SQLite, and a SQL Server's as its catalogue describes it."""

from __future__ import annotations

import pytest

from migrator.database.catalogue import (
    ColumnType,
    ForeignKey,
    Key,
    Table,
    TableName,
    sql_server_type,
    sqlite_type,
)
from migrator.database.catalogue import (
    TableColumn as Column,
)
from migrator.database.owners import discover
from migrator.errors import GuardRefused, InputError

GUID = sql_server_type("uniqueidentifier", 16, 0, 0, None)
NAME = sql_server_type("nvarchar", 512, 0, 0, "Latin1_General_CI_AS")
EMOJI = "Warte]schlange 📞 \"x\" 'y'"


def table(name: str, *columns: Column, key: tuple[str, ...] | None = ("ID",), schema: str = "dbo", **more) -> Table:
    """A table of a SQL Server."""
    keys = (Key(f"PK_{name}", is_primary=True, columns=key),) if key else ()
    return Table(TableName(schema, name), columns, keys, **more)


def owner_pool(schema: str = "dbo", name: str = "OwnerPool") -> Table:
    """The usual owner table."""
    return table(name, Column("ID", GUID, is_nullable=False), Column("Fqdn", NAME), schema=schema)


def holder(name: str = "Queues", owner: str = "OwnerPoolID", schema: str = "dbo", **more) -> Table:
    """A table with an owner column."""
    columns = (Column("ID", GUID, is_nullable=False), Column("Name", NAME), Column(owner, GUID))
    return table(name, *columns, schema=schema, **more)


@pytest.mark.parametrize("owner_table", ["OwnerPool", "ownerpool", "OWNERPOOL"])
@pytest.mark.parametrize("column", ["OwnerPoolID", "OwnerPoolId", "ownerpoolid"])
def test_finds_names_in_any_letter_case(owner_table, column):
    """Letter case varies between sources and must not matter."""
    found = discover([owner_pool(name=owner_table), holder(owner=column)])
    assert found.owner_table.table.name.name == owner_table
    assert [candidate.owner.name for candidate in found.candidates] == [column]


def test_finds_tables_in_any_schema():
    """Tables outside dbo are found and keep their schema."""
    found = discover([owner_pool(schema="rgs"), holder(schema="a.b")])
    assert found.owner_table.table.name.label == "rgs.OwnerPool"
    assert found.candidates[0].table.name == TableName("a.b", "Queues")


@pytest.mark.parametrize(
    ("tables", "reason"),
    [
        ([], "no table can be seen: the database is empty, or the login has no rights on its tables"),
        ([holder()], "there is no table named OwnerPool, as in a Lync Server 2010 or OCS 2007 R2 database"),
        ([owner_pool(), holder(owner="PoolID")],
         "no table has a column named OwnerPoolID, as in a Lync Server 2010 or OCS 2007 R2 database"),
    ],
)  # fmt: skip
def test_says_why_a_database_is_not_applicable(tables, reason):
    """A database without the owner concept is not applicable, which is no error."""
    assert discover(tables).reason == reason


def test_refuses_two_owner_tables():
    """With two owner tables nobody can say which one counts."""
    with pytest.raises(GuardRefused, match=r"^more than one table is named OwnerPool: a.OwnerPool, b.OwnerPool$"):
        discover([owner_pool(schema="a"), owner_pool(schema="b"), holder()])


def test_leaves_a_copy_of_the_owner_table_alone():
    """A backup of the owner table is not a second owner table."""
    found = discover([owner_pool(), owner_pool(schema="RgsBackup"), holder()])
    assert found.owner_table.table.name.schema == "dbo"


def test_prefers_the_key_that_foreign_keys_point_to():
    """Where the owner table has two keys, the one that is referred to is the id."""
    owner = Table(
        TableName("dbo", "OwnerPool"),
        (Column("Number", sql_server_type("int", 4, 10, 0, None)), Column("Guid", GUID), Column("Fqdn", NAME)),
        (Key("PK", is_primary=True, columns=("Number",)), Key("UQ", is_primary=False, columns=("Guid",))),
    )
    foreign_key = ForeignKey("FK_Queues_OwnerPool", "OwnerPoolID", owner.name, "Guid")
    assert discover([owner, holder(foreign_keys=(foreign_key,))]).owner_table.key.name == "Guid"


def test_takes_the_key_whose_type_the_owner_columns_have():
    """Without a foreign key, the key of the same type as the owner columns is the id."""
    owner = Table(
        TableName("dbo", "OwnerPool"),
        (Column("Number", sql_server_type("int", 4, 10, 0, None)), Column("Guid", GUID)),
        (Key("PK", is_primary=True, columns=("Number",)), Key("UQ", is_primary=False, columns=("Guid",))),
    )
    assert discover([owner, holder()]).owner_table.key.name == "Guid"


def test_refuses_an_owner_table_without_a_key():
    """An owner table whose rows have no key of one column gives no id."""
    owner = table("OwnerPool", Column("ID", GUID), Column("Fqdn", NAME), key=None)
    with pytest.raises(GuardRefused, match=r"dbo.OwnerPool has no key of one column"):
        discover([owner, holder()])


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        ((Column("Fqdn", NAME), Column("Name", NAME)), "Fqdn"),
        ((Column("PoolFqdn", NAME), Column("Comment", NAME)), "PoolFqdn"),
        ((Column("Label", NAME),), "Label"),
        ((Column("A", NAME), Column("B", NAME)), None),
    ],
)
def test_finds_the_column_that_names_a_pool(columns, name):
    """The name column is found by its name, or by being the only text; two unknown texts are no name."""
    found = discover([table("OwnerPool", Column("ID", GUID), *columns), holder()]).owner_table.name
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (holder(key=None), "it has no primary key and no unique constraint, so its rows cannot be identified"),
        (table("Queues", Column("ID", GUID), Column("OwnerPoolID", GUID, is_computed=True)),
         "its column OwnerPoolID is computed"),
        (table("Queues", Column("ID", GUID), Column("OwnerPoolID", NAME)),
         "its column OwnerPoolID is nvarchar(256), but dbo.OwnerPool.ID is uniqueidentifier"),
        (table("Queues", Column("ID", GUID), Column("OwnerPoolID", GUID), Column("ownerpoolid", GUID)),
         "it has more than one column named OwnerPoolID"),
        (table("Queues", Column("ID", sql_server_type("datetime", 8, 23, 3, None)), Column("OwnerPoolID", GUID)),
         "its key column ID is datetime, which cannot be written in a script"),
        (table("Queues", Column("ID", GUID), Column("OwnerPoolID", GUID), key=("ID", "OwnerPoolID")),
         "it has no primary key and no unique constraint, so its rows cannot be identified"),
    ],
)  # fmt: skip
def test_refuses_a_table_by_name_with_the_reason(bad, reason):
    """A table that cannot be repaired safely is refused, with the reason."""
    (refused,) = discover([owner_pool(), bad]).refused
    assert (refused.table.name.label, refused.reason) == ("dbo.Queues", reason)


def test_leaves_backup_tables_alone_and_says_why():
    """Copies that the 2019 backup service may keep are left alone: by their name, or as keyless twins."""
    twin = holder("Queues2", key=None)
    found = discover([owner_pool(), holder(), holder("QueuesBackup"), twin])
    assert [(one.table.name.name, one.reason) for one in found.left_alone] == [
        ("QueuesBackup", "its name contains backup"),
        ("Queues2", "it has no key and the same columns as dbo.Queues: a copy"),
    ]
    assert [candidate.table.name.name for candidate in found.candidates] == ["Queues"]


def test_takes_a_unique_constraint_where_there_is_no_primary_key():
    """A unique constraint whose columns are never NULL names the rows as well."""
    unique = Table(
        TableName("dbo", "Queues"),
        (Column("Pool", GUID, is_nullable=False), Column("Name", NAME, is_nullable=False), Column("OwnerPoolID", GUID)),
        (Key("UQ", is_primary=False, columns=("Pool", "Name")),),
    )
    (candidate,) = discover([owner_pool(), unique]).candidates
    assert [column.name for column in candidate.key] == ["Pool", "Name"]


@pytest.mark.parametrize(
    ("declared", "length", "precision", "scale", "kind", "text"),
    [
        ("uniqueidentifier", 16, 0, 0, "guid", "uniqueidentifier"),
        ("BIGINT", 8, 19, 0, "integer", "bigint"),
        ("nvarchar", 512, 0, 0, "text", "nvarchar(256)"),
        ("varchar", 50, 0, 0, "text", "varchar(50)"),
        ("nvarchar", -1, 0, 0, "text", "nvarchar(max)"),
        ("decimal", 9, 18, 4, "decimal", "decimal(18,4)"),
        ("binary", 16, 0, 0, "binary", "binary(16)"),
        ("varbinary", -1, 0, 0, "other", "varbinary"),
        ("datetime", 8, 23, 3, "other", "datetime"),
        ("sql_variant", 8016, 0, 0, "other", "sql_variant"),
    ],
)
def test_reads_the_types_of_a_sql_server(declared, length, precision, scale, kind, text):
    """Lengths come in bytes, so that national text has half as many characters."""
    assert sql_server_type(declared, length, precision, scale, None) == ColumnType(kind, text)


@pytest.mark.parametrize(
    ("declared", "kind"),
    [("TEXT", "text"), ("uniqueidentifier", "text"), ("INTEGER", "integer"), ("BLOB", "binary"), ("", "other")],
)
def test_reads_the_types_of_sqlite(declared, kind):
    """SQLite's declarations follow its affinity rules; a GUID is text there."""
    assert sqlite_type(declared).kind == kind


# Statements, planned rows as (table, key), of schemas on a real SQLite database.
VARIANTS = {
    "composite key": (
        ("CREATE TABLE Q (Pool TEXT NOT NULL, Name TEXT NOT NULL, OwnerPoolID TEXT, PRIMARY KEY (Pool, Name))",
         "INSERT INTO Q VALUES ('p', 'b', NULL), ('p', 'a', NULL)"),
        [("Q", ("p", "a")), ("Q", ("p", "b"))],
    ),
    "integer key": (
        ("CREATE TABLE Q (N INTEGER PRIMARY KEY, OwnerPoolID TEXT)",
         "INSERT INTO Q VALUES (-9223372036854775808, NULL)"),
        [("Q", ("-9223372036854775808",))],
    ),
    "binary key": (
        ("CREATE TABLE Q (B BLOB PRIMARY KEY, OwnerPoolID TEXT)", "INSERT INTO Q VALUES (x'00ff', NULL)"),
        [("Q", ("0x00ff",))],
    ),
    "text key with quotes, control characters and emoji": (
        ("CREATE TABLE Q (K TEXT PRIMARY KEY, OwnerPoolID TEXT)",
         "INSERT INTO Q VALUES ('it''s' || char(10) || 'GO' || char(0) || '📞', NULL)"),
        [("Q", ("it's\nGO\x00📞",))],
    ),
    "unique constraint instead of a primary key": (
        ("CREATE TABLE Q (K TEXT NOT NULL UNIQUE, OwnerPoolID TEXT)", "INSERT INTO Q VALUES ('a', NULL)"),
        [("Q", ("a",))],
    ),
    "table without rowid": (
        ("CREATE TABLE Q (K TEXT PRIMARY KEY, OwnerPoolID TEXT) WITHOUT ROWID", "INSERT INTO Q VALUES ('a', NULL)"),
        [("Q", ("a",))],
    ),
    "names with brackets, quotes and emoji": (
        ('CREATE TABLE "' + EMOJI.replace('"', '""') + '" ("I]D" TEXT PRIMARY KEY, "Na""me" TEXT, oWNERpOOLid TEXT)',
         'INSERT INTO "' + EMOJI.replace('"', '""') + "\" VALUES ('a', '=1+1', NULL)"),
        [(EMOJI, ("a",))],
    ),
    "foreign key to the owner": (
        ("CREATE TABLE Q (K TEXT PRIMARY KEY, OwnerPoolID TEXT REFERENCES OwnerPool)",
         "INSERT INTO Q VALUES ('a', NULL)"),
        [("Q", ("a",))],
    ),
    "trigger on the table": (
        ("CREATE TABLE Q (K TEXT PRIMARY KEY, OwnerPoolID TEXT)", "CREATE TABLE Seen (K TEXT)",
         "CREATE TRIGGER seen AFTER UPDATE ON Q BEGIN INSERT INTO Seen VALUES (new.K); END",
         "INSERT INTO Q VALUES ('a', NULL)"),
        [("Q", ("a",))],
    ),
    "no rows": (("CREATE TABLE Q (K TEXT PRIMARY KEY, OwnerPoolID TEXT)",), []),
    "rows with another owner": (
        ("CREATE TABLE Q (K TEXT PRIMARY KEY, OwnerPoolID TEXT)",
         "INSERT INTO Q VALUES ('a', NULL), ('b', 'elsewhere')"),
        [("Q", ("a",))],
    ),
}  # fmt: skip


@pytest.mark.parametrize("variant", VARIANTS)
def test_repairs_and_undoes_every_variant_of_a_schema(database, variant):
    """Whatever the schema, the planned rows are repaired, and undo gives back every byte."""
    statements, expected = VARIANTS[variant]
    rgsconfig = database(*statements)
    before = rgsconfig.rows()
    plan = rgsconfig.plan()
    assert [(table.table, row.key) for table in plan.tables for row in table.rows] == expected
    if not expected:
        return
    rgsconfig.run(plan)
    assert rgsconfig.rows() != before
    rgsconfig.run(plan, "undo")
    after = rgsconfig.rows()
    after.pop("Seen", None)
    before.pop("Seen", None)
    assert after == before


# Statements, and how the plan is refused.
REFUSED = {
    "no key": (
        ("CREATE TABLE Q (K TEXT, OwnerPoolID TEXT)", "INSERT INTO Q VALUES ('a', NULL)"),
        "Q: 1 row without owner cannot be repaired: it has no primary key and no unique constraint",
    ),
    "owner of another type": (
        ("CREATE TABLE Q (K TEXT PRIMARY KEY, OwnerPoolID INTEGER)", "INSERT INTO Q VALUES ('a', NULL)"),
        "Q: 1 row without owner cannot be repaired: its column OwnerPoolID is INTEGER, but OwnerPool.ID is TEXT",
    ),
    "NULL in a key": (
        ("CREATE TABLE Q (K TEXT PRIMARY KEY, OwnerPoolID TEXT)", "INSERT INTO Q VALUES (NULL, NULL)"),
        "Q: 1 row without owner cannot be repaired: a TEXT column contains the value None",
    ),
    "key of mixed types": (
        ("CREATE TABLE Q (K INTEGER, OwnerPoolID TEXT, UNIQUE (K))", "INSERT INTO Q VALUES ('x', NULL)"),
        "Q: 1 row without owner cannot be repaired",
    ),
    "computed owner": (
        ("CREATE TABLE Q (K TEXT PRIMARY KEY, OwnerPoolID TEXT AS (NULL) STORED)", "INSERT INTO Q VALUES ('a')"),
        "Q: 1 row without owner cannot be repaired: its column OwnerPoolID is computed",
    ),
    "empty owner table": (("DELETE FROM OwnerPool", "CREATE TABLE Q (K TEXT PRIMARY KEY, OwnerPoolID TEXT)"), None),
}  # fmt: skip


@pytest.mark.parametrize("variant", [name for name in REFUSED if REFUSED[name][1]])
def test_refuses_a_plan_that_would_leave_a_fault_behind(database, variant):
    """A table with NULL owners that cannot be repaired stops the plan, by name and reason."""
    statements, message = REFUSED[variant]
    with pytest.raises(GuardRefused) as caught:
        database(*statements).plan()
    assert caught.value.message.startswith(message)
    assert "Import-CsRgsConfiguration -OverwriteOwner" in caught.value.hint


def test_refuses_an_empty_owner_table(database):
    """Without a pool there is no owner to give."""
    from migrator.repair.planning import check_plannable

    rgsconfig = database(*REFUSED["empty owner table"][0])
    with pytest.raises(GuardRefused, match=r"the owner table has no pool"):
        check_plannable(rgsconfig.inspect_database())


def test_a_table_that_cannot_be_repaired_but_is_whole_stops_nothing(database):
    """A refused table without NULL owners is only noted."""
    rgsconfig = database(
        "CREATE TABLE K (K TEXT, OwnerPoolID TEXT)",
        "INSERT INTO K VALUES ('a', 'x')",
        "CREATE TABLE Q (K TEXT PRIMARY KEY, N TEXT, OwnerPoolID TEXT)",
        "INSERT INTO Q VALUES ('a', 'n', NULL)",
    )
    plan = rgsconfig.plan()
    assert [table.table for table in plan.tables] == ["Q"]
    assert any(note.startswith("K is not repaired: it has no primary key") for note in plan.notes)


def test_never_touches_a_backup_table(database):
    """Rows without owner in a backup table stay as they are, and the plan says so."""
    rgsconfig = database(
        "CREATE TABLE Q (K TEXT PRIMARY KEY, OwnerPoolID TEXT)",
        "CREATE TABLE QBackup (K TEXT PRIMARY KEY, OwnerPoolID TEXT)",
        "INSERT INTO Q VALUES ('a', NULL)",
        "INSERT INTO QBackup VALUES ('a', NULL)",
    )
    plan = rgsconfig.plan()
    rgsconfig.run(plan)
    assert rgsconfig.rows()["QBackup"] == [("a", None)]
    assert plan.notes == ("QBackup is left alone: its name contains backup",)


def test_refuses_a_name_with_a_control_character(database):
    """A table name that could break out of a line of a script is not put into one."""
    rgsconfig = database('CREATE TABLE "a\nGO\nb" (K TEXT PRIMARY KEY, OwnerPoolID TEXT)')
    with pytest.raises(InputError, match=r"contains a control character"):
        rgsconfig.inspect_database()
