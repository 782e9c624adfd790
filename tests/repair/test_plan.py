"""The plan file: what it holds, and what is refused of it."""

from __future__ import annotations

import hashlib
import json

import msgspec
import pytest
from msgspec.structs import replace

from migrator.errors import GuardRefused, InputError
from migrator.repair.plan import Expected, Plan, PlannedRow, narrow, read_plan, seal, to_json


@pytest.fixture
def write(tmp_path):
    """Writes a plan or any bytes to a file."""

    def write(content):
        path = tmp_path / "plan.json"
        path.write_bytes(to_json(content) if isinstance(content, Plan) else content)
        return path

    return write


def test_a_plan_file_reads_back_as_the_same_plan(sql_server_plan, write):
    """What is written is what is read."""
    plan = sql_server_plan()
    assert read_plan(write(plan)) == plan


def test_a_plan_names_each_row_before_and_after(rgsconfig):
    """The JSON has server, database, time, person, owner and how it was chosen, rows, counts and digest."""
    document = json.loads(to_json(rgsconfig.plan()))
    assert (document["server"], document["database"]) == ("embedded", "rgsconfig.db")
    assert (document["when"], document["expires"]) == ("2999-01-01T02:00:00Z", "2999-01-02T02:00:00Z")
    assert document["who"] == "tester@host"
    assert document["owner"]["name"] == "lyncpool.contoso.local"
    assert document["owner"]["chosen"] == "test"
    queues = next(table for table in document["tables"] if table["table"] == "Queues")
    assert queues["expected"] == {"null": 15, "changed": 15}
    assert {
        "key": ["99dd2d49-c2be-5409-aa8a-2e71366adc65"], "name": "Press", "before": None,
        "after": document["owner"]["id"],
    } in queues["rows"]  # fmt: skip


def test_the_digest_is_sha256_over_canonical_json(sql_server_plan):
    """Anyone can compute the digest again: sorted keys, no spaces, digest left empty."""
    document = json.loads(to_json(sql_server_plan()))
    digest, document["digest"] = document["digest"], ""
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(canonical.encode()).hexdigest() == digest


def test_two_plans_at_two_times_have_two_digests(sql_server_plan):
    """A digest names one plan."""
    assert sql_server_plan().digest != sql_server_plan(when="2999-01-01T02:00:01Z").digest


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not a repair plan"),
        (b"{}", "not a repair plan"),
        (b"\xff\xfe", "not a repair plan"),
        (b"[" * 100_000, "not a repair plan"),
    ],
)
def test_refuses_what_is_no_plan(write, content, message):
    """Any other file is refused in one line that names it."""
    with pytest.raises(InputError, match=message) as caught:
        read_plan(write(content))
    assert "plan.json" in caught.value.message


def test_refuses_a_missing_file(tmp_path):
    """A plan file that does not exist is named."""
    with pytest.raises(InputError, match=r"none.json: No such file"):
        read_plan(tmp_path / "none.json")


def test_refuses_a_field_that_nobody_knows(sql_server_plan, write):
    """An unknown field may mean something to its author: it is not ignored."""
    document = json.loads(to_json(sql_server_plan()))
    document["force"] = True
    with pytest.raises(InputError, match=r"unknown field `force`"):
        read_plan(write(json.dumps(document).encode()))


def test_refuses_another_format(sql_server_plan, write):
    """A plan of another program version is not guessed at."""
    with pytest.raises(InputError, match=r"the plan has the format 'migrator repair plan 9'"):
        read_plan(write(sql_server_plan(format="migrator repair plan 9")))


def test_the_name_of_a_pool_may_be_of_any_length(sql_server_plan, write):
    """The name column of the owner table is compared, never a key: a plan with nvarchar(max) can be carried out."""
    owner = sql_server_plan().owner
    plan = sql_server_plan(owner=replace(owner, name_column=replace(owner.name_column, declared="nvarchar(max)")))
    assert read_plan(write(plan)) == plan


def _changed(plan, **table_changes):
    first, *rest = plan.tables
    return seal(replace(plan, tables=(replace(first, **table_changes), *rest)))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda plan: _changed(plan, expected=Expected(1, 2)), "a row is listed twice, or a count is wrong"),
        (lambda plan: _changed(plan, rows=plan.tables[0].rows * 2, expected=Expected(2, 2)), "a row is listed twice"),
        (
            lambda plan: _changed(plan, expected=Expected(0, 1)),
            "more rows than there are rows without owner",
        ),
        (
            lambda plan: _changed(plan, rows=(PlannedRow(("x",), None, None, "y"),)),
            "a row has an owner that is not the owner of the plan",
        ),
        (
            lambda plan: _changed(plan, rows=(PlannedRow((), None, None, plan.owner.id),)),
            "a row has an owner that is not the owner of the plan",
        ),
        (lambda plan: seal(replace(plan, expires="2999-01-03T02:00:00Z")), "a plan must be valid for exactly 24 hours"),
        (lambda plan: seal(replace(plan, tables=plan.tables * 2)), "a table is listed twice"),
        (lambda plan: _changed(plan, table="dbo.Other"), "not the name of the table that would be changed"),
        (lambda plan: seal(replace(plan, expires="never")), "'never' is not a time in the format of a plan"),
        (lambda plan: seal(replace(plan, owner=replace(plan.owner, id="x'); DROP"))), "is not a value of type"),
    ],
)
def test_refuses_a_resealed_plan_that_no_run_can_have_made(sql_server_plan, write, change, message):
    """A digest is no signature: a plan that was altered and sealed again must still make sense."""
    with pytest.raises(InputError, match=message):
        read_plan(write(change(sql_server_plan())))


def test_narrowing_keeps_only_the_approved_rows(sql_server_plan):
    """The narrower plan has its own digest, names where it comes from, and expects the same rows without owner."""
    plan = sql_server_plan()
    narrowed = narrow(plan, [("dbo.Queues", plan.tables[1].rows[0].key)])
    assert [(table.table, len(table.rows), table.expected) for table in narrowed.tables] == [
        ("dbo.Queues", 1, Expected(null=2, changed=1))
    ]
    assert narrowed.narrowed_from == plan.digest
    assert narrowed.digest != plan.digest
    assert narrowed.expires == plan.expires


def test_narrowing_to_nothing_is_refused(sql_server_plan):
    """A sheet that approves nothing is a sheet that nobody filled in."""
    with pytest.raises(GuardRefused, match=r"no row of the plan is approved") as caught:
        narrow(sql_server_plan(), [])
    assert caught.value.hint == "Write Y in the column Approve of each row to repair"


def test_ints_stay_exact(sql_server_plan, write):
    """Keys are text in the file, so that no reader rounds a large number."""
    plan = sql_server_plan()
    assert all(isinstance(part, str) for table in plan.tables for row in table.rows for part in row.key)
    assert msgspec.json.decode(to_json(plan))["tables"][0]["rows"][0]["key"] == list(plan.tables[0].rows[0].key)
