"""A run against a scripted SQL Server: what is sent to it, and how each way to end is reported."""

from __future__ import annotations

import json
import re

import attrs
import pytest

from migrator.errors import GuardRefused, TargetError
from migrator.repair.apply import RepairRun, run_plan
from migrator.repair.inspection import choose_owner, count_tables, inspect_database
from migrator.repair.interrupts import Interrupts
from migrator.repair.planning import make_plan
from migrator.repair.render import repair_script
from migrator.repair.sql_server import SqlServer
from migrator.repair.verify import verify_plan

URL = "mssql+pyodbc://rgs-repair:Pa55word!@sql1/rgsconfig"
POOL = "8EC5AB1E-6AB8-5126-AC08-2422F7507EC8"
READ_ONLY = "the database is read-only here: it is a mirror or a secondary, or it was set to read-only"
VERIFY = "migrator repair verify --plan plan.json"
OTHER = "11111111-1111-1111-1111-111111111111"
GROUP, QUEUE = "A0624626-2744-40C4-B2F7-B2E2A99C8A95", "B1624626-2744-40C4-B2F7-B2E2A99C8A95"


@attrs.define
class Server:
    """A SQL Server as far as the repair looks at it; every answer can be changed by a test."""

    identity: tuple = ("SQL1", "rgsconfig", "11.0.7001.0", "Standard", "rgs-repair", 0, "READ_WRITE")
    created: str = "2013-10-09T17:00:00"
    mirroring: tuple = (None, None)
    visibility: tuple = (1, 1)
    owners: dict = attrs.Factory(lambda: {GROUP: None, QUEUE: None})
    batch: list | None = None
    commits: bool = True
    open_transactions: int = 0
    denied: tuple = ()
    error: Exception | None = None
    pools: list = attrs.Factory(lambda: [(POOL, "lyncpool.contoso.local")])

    def answer(self, text):
        """The results of one statement."""
        if any(word in text for word in self.denied):
            return [self.error]
        if "SET XACT_ABORT ON" in text:
            return self._run()
        for marker, rows in self._rows().items():
            if marker in text:
                return [(("c",) * len(rows[0]) if rows else ("c",), rows)]
        raise AssertionError(f"unexpected statement: {text}")

    def _run(self):
        if self.commits:
            self.owners = dict.fromkeys(self.owners, POOL)
        return list(self.batch)

    def _rows(self):
        def columns(table, *names):
            return [
                ("dbo", table, name, kind, size, 0, 0, collation, int(name == "OwnerPoolID"), 0)
                for name, kind, size, collation in names
            ]

        guid = ("uniqueidentifier", 16, None)
        text = ("nvarchar", 512, "Latin1_General_CI_AS")
        holder = (("ID", *guid), ("Name", *text), ("OwnerPoolID", *guid))
        return {
            "AS server_name": [self.identity],
            "sys.databases": [(self.created, "Latin1_General_CI_AS", 110, "ONLINE", 0)],
            "sys.database_mirroring": [self.mirroring],
            "sys.dm_hadr_database_replica_states": [],
            "sys.sysprocesses": [("Lync RGS", "FE1", 3, 1)],
            "msdb.dbo.backupset": [("2014-02-19T01:00:00",)],
            "AS may_view_definitions": [self.visibility],
            "HAS_PERMS_BY_NAME": [(1, 1)],
            "sys.foreign_keys": [("dbo", "Queues", "FK_Queues", "OwnerPoolID", "dbo", "OwnerPool", "ID")],
            "sys.triggers": [("dbo", "Queues", "tr_queues", 0, 0)],
            "sys.index_columns": [
                ("dbo", table, f"PK_{table}", 1, "ID") for table in ("OwnerPool", "AgentGroups", "Queues")
            ],
            "sys.columns": [
                *columns("OwnerPool", ("ID", *guid), ("Fqdn", *text)),
                *columns("AgentGroups", *holder),
                *columns("Queues", *holder),
            ],
            "FROM [dbo].[OwnerPool];": self.pools,
            "FROM [dbo].[AgentGroups];": [(GROUP, self.owners[GROUP], "Helpdesk")],
            "FROM [dbo].[Queues];": [(QUEUE, self.owners[QUEUE], "Sales")],
            "AS open_transactions": [(self.open_transactions,)],
        }  # fmt: skip


@pytest.fixture
def server():
    """A server with one group and one queue without owner."""
    return Server()


@pytest.fixture
def target(server, scripted):
    """The repair's view of the server."""
    return SqlServer(scripted(server.answer), URL)


@pytest.fixture
def plan(server, target, steady):
    """The plan of the server, and the answer that its batch would give."""
    found = inspect_database(target)
    made = make_plan(
        found, "mssql", choose_owner(found.pools, "lyncpool.contoso.local"), chosen="test", who="t", now=steady
    )
    columns = ("outcome", "reason", "error_number", "expected_rows", "changed_rows", "plan_digest")
    server.batch = [None, (columns, [("repaired", None, 0, 2, 2, made.digest)]), None]
    return made


@pytest.fixture
def run(target, plan, tmp_path, steady):
    """Carries the plan out."""

    def run(direction="repair", interrupts=None):
        given = RepairRun(
            direction, plan.place, "t", tmp_path / "journal", lambda: steady, lambda _: None, VERIFY,
            look=lambda: verify_plan(plan, inspect_database(target)), interrupts=interrupts or Interrupts(),
        )  # fmt: skip
        return run_plan(target, plan, given)

    return run


def final(plan, **changes):
    """The final row of the batch."""
    row = {"outcome": "repaired", "reason": None, "error_number": 0, "expected_rows": 2, "changed_rows": 2,
           "plan_digest": plan.digest} | changes  # fmt: skip
    return tuple(row), [tuple(row.values())]


def last_event(tmp_path):
    """The last line of the only journal."""
    (folder,) = (tmp_path / "journal").iterdir()
    return json.loads((folder / "journal.jsonl").read_text().splitlines()[-1])


def test_repairs_and_verifies(run, target, plan, server):
    """The batch that is sent is the rendered one, once; afterwards the rows are read again."""
    assert run().changed == 2
    batches = [text for text in target._connection.sent if "SET XACT_ABORT ON" in text]
    assert batches == [repair_script(plan).text]
    assert "AS open_transactions" in target._connection.sent[target._connection.sent.index(batches[0]) + 1]


def test_the_session_never_holds_up_the_service(target):
    """Before the first table is read, the session gives up a lock after five seconds and loses every deadlock."""
    inspect_database(target)
    first = target._connection.sent[0]
    assert re.search(r"SET LOCK_TIMEOUT 5000;\nSET DEADLOCK_PRIORITY LOW;\nSELECT", first)


def test_guids_come_out_in_lower_case(plan):
    """The driver gives upper-case GUIDs; plans hold lower-case text."""
    assert plan.owner.id == POOL.lower()
    assert [row.key for table in plan.tables for row in table.rows] == [(GROUP.lower(),), (QUEUE.lower(),)]


def test_finds_what_an_operator_wants_to_know(target):
    """Facts, triggers, rights and counts are read."""
    found = inspect_database(target)
    facts = {fact.label: fact.text for fact in target.facts(found.identity, found.discovery)}
    assert facts == {
        "Collation": "Latin1_General_CI_AS",
        "Compatibility level": "110",
        "State": "ONLINE, read-write, created 2013-10-09T17:00:00",
        "Tables seen": "all",
        "Mirroring": "not mirrored",
        "Availability group": "none",
        "Sessions": "Lync RGS on FE1: 3",
        "Last full backup": "2014-02-19T01:00:00",
        "Rights on dbo.AgentGroups": "select and update",
        "Rights on dbo.Queues": "select and update",
    }
    assert [(count.table, count.null) for count in count_tables(found, None)] == [
        ("dbo.AgentGroups", 1),
        ("dbo.Queues", 1),
    ]


def test_what_is_denied_is_said_and_crashes_nothing(server, target, driver_error):
    """Views, msdb and sys.databases may be denied: find says "cannot see" and goes on."""
    server.denied = ("sys.databases", "sys.database_mirroring", "dm_hadr", "sysprocesses", "backupset", "HAS_PERMS")
    server.error = driver_error("42000", "The SELECT permission was denied")
    found = inspect_database(target)
    facts = list(target.facts(found.identity, found.discovery))
    assert len(facts) == 8
    hidden = [fact.label for fact in facts if not fact.text.startswith("cannot see: [42000] The SELECT permission")]
    assert hidden == ["Tables seen"]
    assert found.identity.created is None


@pytest.mark.parametrize(
    ("visibility", "is_reported"), [((0, 0), True), ((None, 0), True), ((0, 1), False), ((1, 0), False)]
)
def test_tables_that_the_catalogue_may_hide_are_reported(server, target, steady, visibility, is_reported):
    """A login without rights on a table does not see it: find and the plan say so, and do not call the rest all."""
    server.visibility = visibility
    found = inspect_database(target)
    facts = {fact.label: fact.text for fact in target.facts(found.identity, found.discovery)}
    made = make_plan(found, "mssql", found.pools[0], chosen="test", who="t", now=steady)
    assert facts["Tables seen"].startswith("cannot see all: tables that this login has no right on") is is_reported
    assert (
        any(note.startswith("there may be more tables: tables that this login") for note in made.notes) is is_reported
    )


def test_a_mirroring_view_without_a_row_is_not_called_unmirrored(target, monkeypatch):
    """Without VIEW ANY DATABASE the view is empty; a database that is not mirrored has a row of NULLs."""
    rows = Server._rows
    monkeypatch.setattr(Server, "_rows", lambda self: rows(self) | {"sys.database_mirroring": []})
    found = inspect_database(target)
    facts = {fact.label: fact.text for fact in target.facts(found.identity, found.discovery)}
    assert facts["Mirroring"] == "cannot see: no row"


def test_sessions_of_others_that_cannot_be_seen_are_not_called_none(server, target, monkeypatch):
    """Without VIEW SERVER STATE a login sees only itself; that is not "nobody is connected"."""
    rows = server._rows()
    monkeypatch.setattr(Server, "_rows", lambda _: rows | {"sys.sysprocesses": [("migrator", "LAPTOP", 1, 0)]})
    found = inspect_database(target)
    facts = {fact.label: fact.text for fact in target.facts(found.identity, found.discovery)}
    assert facts["Sessions"] == (
        "cannot see the sessions of others (VIEW SERVER STATE is missing); own: migrator on LAPTOP: 1"
    )


@pytest.mark.parametrize(
    ("identity", "mirroring", "reason"),
    [
        (
            {6: "READ_ONLY"},
            (None, None),
            READ_ONLY,
        ),
        ({5: 1}, (None, None), "a transaction is already open in this session"),
        ({}, ("MIRROR", "SYNCHRONIZED"), "the database is the mirror here; repair it on the principal"),
    ],
)
def test_refuses_where_nothing_may_be_written(server, run, plan, identity, mirroring, reason):
    """Read-only databases, mirrors and open transactions are refused before anything is sent."""
    server.identity = tuple(identity.get(place, value) for place, value in enumerate(server.identity))
    server.mirroring = mirroring
    with pytest.raises(GuardRefused) as caught:
        run()
    assert caught.value.message == f"SQL1/rgsconfig: {reason}"


def test_refuses_a_server_before_2005(server, target):
    """The minimum version is stated at the first contact."""
    server.identity = ("SQL0", "rgsconfig", "8.00.2039", "Standard", "sa", 0, "READ_WRITE")
    with pytest.raises(TargetError, match=r"^SQL0: version 8.00.2039 is older than SQL Server 2005$"):
        inspect_database(target)


def test_a_table_with_broken_text_is_refused_by_name(server, target, monkeypatch, steady):
    """A name with half a character cannot be put into a plan: the table is refused, find goes on."""
    rows = {"SELECT [OwnerPoolID]\nFROM [dbo].[Queues]": [(None,)]} | server._rows()
    monkeypatch.setattr(Server, "_rows", lambda _: rows)

    def broken(text):
        if "[Name]" in text and "[Queues]" in text:
            return [UnicodeDecodeError("utf-16-le", b"\x3d\xd8", 0, 2, "unexpected end of data")]
        return server.answer(text)

    target._connection.answer = broken
    found = inspect_database(target)
    assert [(one.excluded.table.name.label, one.null) for one in found.refused] == [("dbo.Queues", 1)]
    with pytest.raises(GuardRefused, match=r"dbo.Queues: 1 row .*: a key or a name in it is not valid Unicode text"):
        make_plan(found, "mssql", found.pools[0], chosen="test", who="t", now=steady)


def test_two_owner_pools_are_both_counted_but_never_chosen(server, target):
    """With two pools, rows of either count as equal until one is chosen."""
    server.pools = [(POOL, "lyncpool.contoso.local"), (OTHER, "drpool.contoso.local")]
    server.owners = {GROUP: OTHER, QUEUE: None}
    found = inspect_database(target)
    assert [pool.name for pool in found.pools] == ["drpool.contoso.local", "lyncpool.contoso.local"]
    groups = count_tables(found, None)[0]
    assert (groups.null, groups.equal, groups.foreign) == (0, 1, 0)
    groups = count_tables(found, choose_owner(found.pools, "{" + POOL + "}"))[0]
    assert (groups.null, groups.equal, groups.foreign) == (0, 0, 1)


def test_a_guard_of_the_batch_is_a_refusal(server, run, plan, tmp_path, driver_error):
    """The batch answers "refused" and then raises: nothing was changed, exit code 3."""
    server.commits = False
    server.batch = [None, final(plan, outcome="refused", reason="another repair of this database is running"),
                    driver_error("42000", "refused: another repair")]  # fmt: skip
    with pytest.raises(GuardRefused, match=r"^another repair of this database is running$") as caught:
        run()
    assert caught.value.exit_code == 3
    assert last_event(tmp_path)["event"] == "refused"


@pytest.mark.parametrize(("number", "text"), [(1205, "deadlock victim"), (1222, "Lock request time out")])
def test_a_rolled_back_failure_is_reported_as_such(server, run, plan, number, text, driver_error):
    """A deadlock or a lock time-out is rolled back by the batch, which says so."""
    server.commits = False
    server.batch = [final(plan, outcome="failed", reason=text, error_number=number), driver_error("42000", text)]
    with pytest.raises(TargetError) as caught:
        run()
    assert caught.value.message == f"the server stopped the change and rolled it back: {text} (error {number})"
    assert caught.value.exit_code == 4


UNKNOWN = {
    "error in a later result set": lambda plan, error: [final(plan), error("42000", "late")],
    "connection lost before commit": lambda _, error: [error("08S01", "Communication link failure")],
    "time-out": lambda _, error: [error("HYT00", "Query timeout expired")],
    "no final row": lambda _plan, _error: [None, None],
    "wrong count": lambda plan, _: [final(plan, changed_rows=1)],
    "another plan's answer": lambda plan, _: [final(plan, plan_digest="x")],
    "an outcome that nobody knows": lambda plan, _: [final(plan, outcome="maybe")],
    "the outcome of an undo": lambda plan, _: [final(plan, outcome="undone")],
}


@pytest.mark.parametrize("how", UNKNOWN)
@pytest.mark.parametrize("commits", [False, True], ids=["before commit", "after commit"])
def test_whatever_is_not_proven_is_unknown(server, run, plan, tmp_path, driver_error, how, commits):
    """Without the proof of a final row and silence after it, the state is unknown, whatever the server did."""
    server.commits = commits
    server.batch = UNKNOWN[how](plan, driver_error)
    with pytest.raises(TargetError, match=r"^state unknown: ") as caught:
        run()
    assert caught.value.exit_code == 4
    assert "migrator repair verify --plan" in caught.value.hint
    assert last_event(tmp_path)["event"] == "failed"


def test_an_open_transaction_after_the_batch_is_unknown(server, run):
    """If the batch's COMMIT only lowered a count, the change would vanish at disconnect: that is no success."""
    server.open_transactions = 1
    with pytest.raises(TargetError, match=r"state unknown: a transaction is still open after the batch"):
        run()


def test_a_commit_that_is_not_there_is_found_by_reading_again(server, run):
    """The proof does not rest on what the batch says of itself."""
    server.commits = False
    with pytest.raises(TargetError, match=r"the change was committed, but the rows are not as planned"):
        run()


def test_a_connection_lost_while_verifying_says_that_it_was_committed(server, run, monkeypatch, driver_error):
    """After the final row the change is committed; a failure to read it again must not hide that."""
    answer = Server._run

    def run_then_die(self):
        self.denied, self.error = ("AS server_name",), driver_error("08S01", "gone")
        return answer(self)

    monkeypatch.setattr(Server, "_run", run_then_die)
    with pytest.raises(TargetError, match=r"state unknown: the change was committed, but not verified: \[08S01\] gone"):
        run()


def test_no_password_is_in_an_error(server, run, plan, driver_error):
    """A driver that repeats the connection text does not reveal the password."""
    server.batch = [driver_error("28000", "Login failed for PWD=Pa55word!;UID=rgs-repair, really Pa55word!")]
    with pytest.raises(TargetError) as caught:
        run()
    assert "Pa55word" not in str(caught.value) + (caught.value.hint or "")
    assert "Login failed for PWD=***;UID=rgs-repair, really ***" in caught.value.message


def test_an_interrupted_run_is_journaled(server, run, tmp_path):
    """Ctrl-C leaves a last line in the journal and goes on upwards."""
    server.batch = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        run()
    assert last_event(tmp_path)["event"] == "interrupted"
