"""Ctrl-C at every point of a repair: the program says what the database contains, and that is so."""

from __future__ import annotations

import json
import os
import shlex
import signal
import threading
from contextlib import contextmanager
from pathlib import Path

import attrs
import pytest

from migrator.__main__ import main
from migrator.database.connection import target_errors
from migrator.repair import batch
from migrator.repair.sql_server import SqlServer

from .conftest import ScriptedConnection
from .test_sql_server import POOL, Server

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a program cannot press Ctrl-C for itself on Windows")
URL = "mssql+pyodbc://sql1/rgsconfig"
COLUMNS = ("outcome", "reason", "error_number", "expected_rows", "changed_rows", "plan_digest")


def press() -> None:
    """Ctrl-C, as the terminal sends it."""
    os.kill(os.getpid(), signal.SIGINT)


@attrs.define
class Working(Server):
    """A server on which the change takes as long as a test wants.

    Attributes:
        during: what happens while it works.
        on_cancel: what the server does when it is asked to cancel; it goes on where it does nothing.
        answer_after: what it answers at the end, made from the plan's digest.
    """

    during: object = press
    on_cancel: object = None
    answer_after: object = None
    is_free: bool = True
    cancelled: threading.Event = attrs.Factory(threading.Event)
    asked: int = 0
    batches: int = 0

    def answer(self, text):
        """As the server, with the lock of a repair."""
        if "APPLOCK_TEST" in text:
            if "APPLOCK_TEST" in self.denied:
                return [self.error]
            return [(("is_free",), [(int(self.is_free),)])]
        if "ROLLBACK TRANSACTION" in text and "SET XACT_ABORT ON" not in text:
            return [None]
        return super().answer(text)

    def _run(self):
        self.batches += 1
        if self.during:
            self.during()
        return self.answer_after(self)

    def cancel(self):
        """What `Cursor.cancel` of the driver does."""
        self.asked += 1
        if self.on_cancel:
            self.on_cancel(self)
        self.cancelled.set()


@pytest.fixture(autouse=True)
def attended():
    """Ctrl-C is not ignored, as it is for what a shell starts in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def work(tmp_path, monkeypatch, capsys, driver_error):
    """Plans and applies (or undoes) on a server; returns how the command ended."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(batch, "_LOOK_SECONDS", 0.01)
    monkeypatch.setattr("migrator.app.repair._CANCEL_SECONDS", 0)
    cancelled = driver_error("HY008", "Operation canceled")

    class Work:
        """One plan on one server."""

        error = cancelled

        def __init__(self):
            self.server = Working()

        def type_in(self, *words):
            """Runs a command; its exit code and what it printed on stderr and stdout."""

            @contextmanager
            def opened(*_, **__):
                with target_errors(URL):
                    yield SqlServer(ScriptedConnection(self.server.answer, cancel=self.server.cancel), URL)

            monkeypatch.setattr("migrator.repair.opening.open_target", opened)
            code = main(list(words))
            printed = capsys.readouterr()
            return code, printed.err, printed.out

        def run(self, direction="apply", **changes):
            """Plans, then carries out on a server with these *changes*."""
            Path("plan.json").unlink(missing_ok=True)
            code, *_ = self.type_in(
                "repair", "plan", "--sql", URL, "--owner", "lyncpool.contoso.local", "--output", "plan.json"
            )
            assert code == 0
            if direction == "undo":
                self.server.owners = dict.fromkeys(self.server.owners, POOL)
            for name, value in changes.items():
                setattr(self.server, name, value)
            return self.type_in("repair", direction, "--plan", "plan.json", "--sql", URL, "--confirm", "SQL1/rgsconfig")

        def state(self):
            """What verify says afterwards, on a server that is still again."""
            self.server.is_free = True
            return json.loads(self.type_in("repair", "verify", "--plan", "plan.json", "--sql", URL, "--json")[2])[
                "state"
            ]

        def history(self):
            """The events in the project."""
            return [entry["event"] for entry in json.loads(self.type_in("repair", "history", "--json")[2])]

    return Work()


def commit(server, owner=POOL):
    """The server commits."""
    server.owners = dict.fromkeys(server.owners, owner)


def final(outcome, digest):
    """The final row of a batch that ended with *outcome*."""
    return COLUMNS, [(outcome, None, 0, 2, 2, digest)]


def digest():
    """The digest of the plan."""
    return json.loads(Path("plan.json").read_text("utf-8"))["digest"]


def stops(error):
    """The server works until it is asked to cancel, and then answers with *error*."""

    def answer(server):
        assert server.cancelled.wait(10)
        return [error]

    return answer


@pytest.mark.parametrize("direction", ["apply", "undo"])
def test_a_cancelled_change_has_changed_nothing(work, direction):
    """The server cancels: 130, "nothing was changed", and the rows are as they were; the history has it."""
    code, err, _ = work.run(direction, answer_after=stops(work.error))
    assert code == 130, err
    assert "the server is asked to cancel" in err
    assert "interrupted: the change was cancelled; nothing was changed in SQL1/rgsconfig" in err
    assert work.state() == ("untouched" if direction == "apply" else "repaired")
    assert work.history() == ["started", "interrupted"]


@pytest.mark.parametrize("direction", ["apply", "undo"])
def test_a_change_that_was_committed_all_the_same(work, direction):
    """The commit is quicker than the cancel: 0, and the program says that the change is committed, which it is."""
    owner = POOL if direction == "apply" else None
    code, err, out = work.run(direction, on_cancel=lambda it: commit(it, owner), answer_after=stops(work.error))
    assert (code, "committed and verified" in out) == (0, True)
    assert "The interruption came too late: the change IS committed." in out
    assert work.state() == ("repaired" if direction == "apply" else "untouched")
    assert work.history() == ["started", "repaired" if direction == "apply" else "undone"]
    assert "unknown" not in err


def test_the_end_of_a_session_is_as_ctrl_c(work):
    """SIGTERM and SIGHUP at once, as a shutdown sends them: cancelled and said, not killed without a word."""

    def shut_down():
        os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGHUP)

    code, err, _ = work.run(during=shut_down, answer_after=stops(work.error))
    assert (code, "the change was cancelled; nothing was changed in SQL1/rgsconfig" in err) == (130, True)
    assert work.state() == "untouched"
    assert work.history() == ["started", "interrupted"]


def test_a_server_that_does_not_cancel_is_waited_for(work):
    """A driver without cancel: the batch ends by itself, and its end is what is said."""

    def goes_on(server):
        assert server.cancelled.wait(10)
        commit(server)
        return [final("repaired", digest())]

    code, _, out = work.run(answer_after=goes_on)
    assert (code, "the change IS committed" in out) == (0, True)
    assert work.server.asked >= 1
    assert work.state() == "repaired"


def test_a_refusal_stays_a_refusal(work, driver_error):
    """The batch refuses while Ctrl-C is pressed: 3, with its reason."""

    def refuses(server):
        assert server.cancelled.wait(10)
        row = ("refused", "another repair of this database is running", 0, 2, 0, digest())
        return [(COLUMNS, [row]), driver_error("42000", "refused")]

    code, err, _ = work.run(answer_after=refuses)
    assert (code, "another repair of this database is running" in err) == (3, True)
    assert work.state() == "untouched"


@pytest.mark.parametrize("then", ["the connection is gone", "the repair runs on", "rows are mixed"])
def test_what_cannot_be_found_out_is_unknown(work, driver_error, then):
    """Nothing can be read, the lock is held, or a writer changed a row: 4, and the command that is named works."""

    def left(server):
        if then == "the connection is gone":
            server.denied, server.error = ("APPLOCK_TEST",), driver_error("08S01", "gone")
        elif then == "the repair runs on":
            server.is_free = False
        else:
            server.owners = dict.fromkeys(list(server.owners)[:1], POOL) | dict.fromkeys(list(server.owners)[1:])

    code, err, _ = work.run(on_cancel=left, answer_after=stops(work.error))
    assert (code, "state unknown: after Ctrl-C the server answered: [HY008]" in err) == (4, True)
    work.server.denied, work.server.is_free = (), True
    _, _, *command = shlex.split(err.strip().splitlines()[-1].partition("with: ")[2])
    code, _, out = work.type_in("repair", *command)
    assert (code, "Untouched:" in out, "Mixed:" in out) == (1, then != "rows are mixed", then == "rows are mixed")


def test_ctrl_c_again_stops_waiting(work):
    """The server answers nothing at all: the second Ctrl-C ends the program with 4 and the command that finds out."""
    end = threading.Event()

    def hangs(_):
        assert end.wait(20)
        return [work.error]

    def twice(server):
        if server.asked == 3:
            press()

    code, err, _ = work.run(on_cancel=twice, answer_after=hangs)
    end.set()
    assert code == 4
    assert "interrupted while SQL1/rgsconfig was changed: what the database holds is not known" in err
    assert "migrator repair verify --plan plan.json" in err
    _, _, *command = shlex.split(err.strip().splitlines()[-1].partition("with: ")[2])
    assert command[-2:] == ["--wait", "60"]
    assert work.type_in("repair", *command)[0] == 1
    assert work.history() == ["started", "interrupted"]


def test_before_anything_is_sent_nothing_was_changed(work, monkeypatch):
    """Ctrl-C while the database is read, or while the journal is written: 130, and no batch was sent."""
    for place in ("check_rows", "open_journal"):
        real = getattr(__import__("migrator.repair.apply", fromlist=[place]), place)

        def pressed(*given, real=real, **named):
            press()
            return real(*given, **named)

        with monkeypatch.context() as patched:
            patched.setattr(f"migrator.repair.apply.{place}", pressed)
            code, err, _ = work.run(during=None, answer_after=stops(work.error))
        assert (code, "interrupted: nothing was changed in SQL1/rgsconfig" in err) == (130, True)
        assert work.server.batches == 0
        assert work.state() == "untouched"


def test_after_the_commit_the_check_is_finished(work, monkeypatch):
    """Ctrl-C while the rows are read again: the run is verified and its journal complete."""
    from migrator.repair import apply

    real = apply._verify

    def pressed(*given):
        press()
        return real(*given)

    monkeypatch.setattr(apply, "_verify", pressed)

    def answers(server):
        commit(server)
        return [final("repaired", digest())]

    code, _, out = work.run(during=None, answer_after=answers)
    assert (code, "the change IS committed" in out) == (0, True)
    assert work.history() == ["started", "repaired"]


def test_ctrl_c_is_python_s_own_again_afterwards(work):
    """The handler of the run does not outlive it."""
    before = signal.getsignal(signal.SIGINT)
    work.run(answer_after=stops(work.error))
    assert signal.getsignal(signal.SIGINT) is before


def test_where_the_shell_ignores_ctrl_c_it_stays_ignored(work):
    """A run in the background, or under nohup, is not stopped by Ctrl-C meant for others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def answers(server):
        commit(server)
        return [final("repaired", digest())]

    code, _, out = work.run(answer_after=answers)
    assert (code, "Ctrl-C" in out) == (0, False)
