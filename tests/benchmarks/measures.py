"""The measures: CPU time of ours against a bare pass over the same data, side by side in one process."""

from __future__ import annotations

import os
import re
import resource
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal

import attrs
from lxml import etree

from migrator.app.edge_events import look_at_traces
from migrator.app.explain import explain_file
from migrator.app.waves import planned
from migrator.estate.estate import Estate
from migrator.estate.kinds import Item, fields_of
from migrator.repair.apply import RepairRun, run_plan
from migrator.repair.inspection import inspect_database
from migrator.repair.interrupts import Interrupts
from migrator.repair.opening import open_target
from migrator.repair.plan import Plan
from migrator.repair.planning import make_plan
from migrator.repair.render import repair_script
from migrator.repair.sql_server import SqlServer
from migrator.repair.steps import RepairScript
from migrator.repair.target import Target
from migrator.repair.verify import verify_plan
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.model import Context
from migrator.rules.engine.predict import predict
from migrator.rules.engine.prediction import Prediction
from migrator.sources.bundle import file_member
from migrator.sources.clixml.pieces import repeated_ids
from migrator.sources.clixml.reader import read_clixml
from migrator.sources.powershell.console import Console
from migrator.sources.powershell.lines import ConsoleLines, survey
from migrator.sources.reading import Reading
from migrator.sources.text.decoding import ANSI, open_text
from migrator.store.project import open_project
from migrator.store.waves import StoredWave

from .checklists import growth
from .generators import (
    OBJECTS,
    OWNED_TABLES,
    items,
    rgsconfig,
    telephone_system,
    write_clixml,
    write_list,
    write_log,
    write_trace,
)
from .many_rows import KEYS, ManyRows
from .many_rows import URL as SQL_SERVER

ROOT = Path(__file__).parents[2]
#: SQLite's script asks SQLite's own clock whether the plan is still valid, so that it lies far ahead
NOW = datetime(2999, 1, 1, tzinfo=UTC)


#: reading to items and the inventory against a bare pass of lxml, storing against a bare executemany
BAR_ITEMS, BAR_INVENTORY, BAR_STORING = 1.5, 2, 2
#: of a hundred rules, so that a new rule does not have to be paid by the others
BAR_RULES = 10
#: of twice the steps of a checklist against once
BAR_CHECKLIST = 2.3


@attrs.frozen(kw_only=True)
class Measure:
    """One measured value and its bar; without a bar it only informs."""

    name: str
    value: float
    unit: str = "times"
    bar: float | None = None
    sense: Literal["at most", "at least"] = "at most"

    @property
    def passed(self) -> bool:
        """Whether the value keeps the bar."""
        if self.bar is None:
            return True
        return self.value <= self.bar if self.sense == "at most" else self.value >= self.bar


@attrs.frozen(kw_only=True)
class Sizes:
    """How much is measured; *repeat* runs of each pair, of which the median counts."""

    objects: int = 2_000
    users: int = 100_000
    file_bytes: int = 500_000_000
    items: int = 100_000
    rows: int = 100_000
    trace_bytes: int = 100_000_000
    pools: int = 40
    repeat: int = 5


QUICK = Sizes(
    objects=200, users=500, file_bytes=1_000_000, items=1_000, rows=500, trace_bytes=500_000, pools=1, repeat=1
)


def cpu_seconds(work: Callable[[], object]) -> float:
    """User and system CPU time of *work* in this process."""
    before = time.process_time()
    work()
    return time.process_time() - before


def ratio(ours: Callable[[], object], bare: Callable[[], object], repeat: int) -> float:
    """CPU time of ours against bare: the median of pairs that run one after the other."""
    return statistics.median(cpu_seconds(ours) / max(cpu_seconds(bare), 1e-9) for _ in range(repeat))


def read_items(path: Path) -> int:
    """Read one file of evidence to items; how many."""
    return sum(1 for _ in Reading([path]).items())


def decoded_objects(path: Path) -> int:
    """Decode one CLIXML file to records, which is what psrpcore does; how many."""
    with path.open("rb") as file:
        repeated = repeated_ids(file)
        file.seek(0)
        return sum(1 for _ in read_clixml(file, repeated=repeated))


def bare_xml(path: Path) -> None:
    """One iterparse pass with end events that frees what it has seen."""
    for _, element in etree.iterparse(str(path), events=("end",)):
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def clixml(folder: Path, sizes: Sizes) -> Iterator[Measure]:
    """Reading CLIXML against a bare pass, against psrpcore, and at ten times the size."""
    from psrpcore.types import deserialize_clixml

    for what in OBJECTS:
        path = write_clixml(folder / "one.xml", what, objects=sizes.objects)
        ten = write_clixml(folder / "ten.xml", what, objects=sizes.objects * 10)
        value = ratio(lambda path=ten: read_items(path), lambda path=ten: bare_xml(path), sizes.repeat)
        yield Measure(name=f"CLIXML of {what}: reading to items / bare iterparse", value=value, bar=BAR_ITEMS)
        growth = ratio(lambda path=ten: read_items(path), lambda path=path: read_items(path), sizes.repeat)
        yield Measure(name=f"CLIXML of {what}: cost per object at 10x the size", value=growth / 10, bar=1.1)
        text = path.read_text("utf-16")
        other = partial(deserialize_clixml, text, None)
        slower = ratio(other, lambda path=path: decoded_objects(path), 1)
        yield Measure(
            name=f"CLIXML of {what}: psrpcore deserialize / decoding to records", value=slower, bar=10, sense="at least"
        )
        slower = ratio(other, lambda path=path: read_items(path), 1)
        yield Measure(name=f"CLIXML of {what}: psrpcore deserialize / reading to items", value=slower)


_LINE = re.compile(r"^(\S[^:]*?) *: (.*)$")


def bare_lines(path: Path) -> None:
    """One pass over the lines of a text with one regex."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            _LINE.match(line)


def decoded_list(path: Path) -> int:
    """Read a printed text to records; how many."""
    text = open_text(file_member(path), code_page=ANSI)
    return sum(1 for _ in Console(ConsoleLines(text.chunks()), survey(text)).shown())


def printed(folder: Path, sizes: Sizes) -> Iterator[Measure]:
    """Reading Format-List against a bare loop over the lines, and at ten times the size."""
    path = write_list(folder / "one.txt", objects=sizes.objects)
    ten = write_list(folder / "ten.txt", objects=sizes.objects * 10)
    value = ratio(lambda: decoded_list(ten), lambda: bare_lines(ten), sizes.repeat)
    yield Measure(name="Format-List: decoding / bare loop over the lines with one regex", value=value, bar=4)
    value = ratio(lambda: read_items(ten), lambda: bare_lines(ten), sizes.repeat)
    yield Measure(name="Format-List: reading to items / bare loop over the lines with one regex", value=value)
    growth = ratio(lambda: decoded_list(ten), lambda: decoded_list(path), sizes.repeat)
    yield Measure(name="Format-List: cost per object at 10x the size", value=growth / 10, bar=1.15)


def grouped_trace(path: Path, folder: Path) -> int:
    """Group and explain a trace as `edge trace` does; how many groups."""
    project = str(folder / "none.db")
    return len(look_at_traces(project, [path], snapshot=None, target="2013", now=NOW).records)


def traces(folder: Path, sizes: Sizes) -> Iterator[Measure]:
    """Grouping and explaining a trace against a bare loop over its lines."""
    path = write_trace(folder / "trace.txt", size_bytes=sizes.trace_bytes)
    value = ratio(lambda: grouped_trace(path, folder), lambda: bare_lines(path), min(sizes.repeat, 3))
    name = f"trace of {sizes.trace_bytes / 1e6:.0f} MB: grouped and explained / bare loop over its lines with one regex"
    yield Measure(name=name, value=value, bar=4)


def memory(folder: Path, sizes: Sizes) -> Iterator[Measure]:
    """Peak memory of reading one large file, in a process of its own."""
    path = write_clixml(folder / "large.xml", "WMI routes", size_bytes=sizes.file_bytes)
    command = [sys.executable, "-m", "tests.benchmarks.peak", str(path)]
    peak = float(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    path.unlink()
    name = f"memory of reading a CLIXML file of {sizes.file_bytes / 1e6:.0f} MB above the start"
    yield Measure(name=name, value=peak, unit="MB", bar=200)


def inventory(folder: Path, sizes: Sizes) -> Iterator[Measure]:
    """Read, map and store the users of a large estate, against a bare pass over their file."""
    path = write_clixml(folder / "users.xml", "Lync users", objects=sizes.users)

    def ours() -> None:
        file = folder / "inventory.db"
        reading = Reading([path])
        open_project(str(file), create=True).save_snapshot("bench", NOW, reading.items(), lambda: reading.reports)
        file.unlink()

    value = ratio(ours, lambda: bare_xml(path), min(sizes.repeat, 3))
    yield Measure(name=f"inventory of {sizes.users} Lync users / bare iterparse", value=value, bar=BAR_INVENTORY)


def project(folder: Path, sizes: Sizes) -> Iterator[Measure]:
    """Storing items against a bare executemany of the rows that came out, into the same table with its index."""
    held = list(items(sizes.items))
    file = folder / "project.db"

    def ours() -> None:
        file.unlink(missing_ok=True)
        open_project(str(file), create=True).save_snapshot("bench", NOW, held, list)

    ours()
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT * FROM item").fetchall()
        made = connection.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = 'item' AND sql IS NOT NULL"
        ).fetchall()

    def bare() -> None:
        with closing(sqlite3.connect(folder / "bare.db")) as connection:
            for (create,) in made:
                connection.execute(create)
            connection.executemany(f"INSERT INTO item VALUES ({', '.join('?' * len(rows[0]))})", rows)
            connection.commit()
        (folder / "bare.db").unlink()

    yield Measure(name="storing items", value=sizes.items / cpu_seconds(ours), unit="items per CPU second")
    value = ratio(ours, bare, sizes.repeat)
    yield Measure(name="storing items / bare executemany into the same table", value=value, bar=BAR_STORING)


def child(*arguments: str, cwd: Path = ROOT) -> float:
    """CPU time of a Python of its own, in milliseconds; its exit code may be that of findings.

    What it loads is compiled by the first run, as it is in an installed program.
    """
    env = os.environ | {"PYTHONDONTWRITEBYTECODE": ""}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, *arguments], cwd=cwd, check=False, capture_output=True, env=env)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr.decode())
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def explain(folder: Path, sizes: Sizes) -> Iterator[Measure]:
    """Explaining one line, known or not, against ``migrator --version``; and a log of unknown lines, per megabyte."""
    texts = {
        "a header": 'ms-diagnostics: 1027;reason="Cannot route this type of SIP request to or from federated partners"',
        "a red error": "SetMoveResourceData failed because the user is not provisioned.",
        "an unknown line": "The transfer of the new widget to its second shelf has ended without a result.",
    }
    project_ = str(folder / "none.db")
    for what, text in texts.items():
        run = ("-m", "migrator", "--project", project_, "explain", text)
        child(*run)  # compiles
        value = statistics.median(child(*run) / child("-m", "migrator", "--version") for _ in range(sizes.repeat + 2))
        yield Measure(name=f"migrator explain TEXT ({what}) / migrator --version", value=value, bar=1.5)
    log = write_log(folder / "long.log", size=max(sizes.file_bytes // 50, 100_000))
    seconds = cpu_seconds(lambda: explain_file(project_, log, now=NOW))
    value = seconds / (log.stat().st_size / 1e6)
    yield Measure(name="migrator explain FILE, of a log of unknown lines", value=value, unit="s per MB")


def start_up(_folder: Path, sizes: Sizes) -> Iterator[Measure]:
    """CPU time of ``migrator --help`` above that of an empty Python, in milliseconds."""
    child("-m", "migrator", "--help")  # compiles
    above = statistics.median(child("-m", "migrator", "--help") - child("-c", "pass") for _ in range(sizes.repeat + 2))
    yield Measure(name="migrator --help above python -c pass", value=above, unit="ms", bar=250)


def plain_pass(of: Iterable[Item]) -> None:
    """Sort the items by kind, note what there is of which product, and read every declared field of each."""
    by_kind: dict[str, list[Item]] = {}
    held: set[tuple[str, str]] = set()
    names: dict[type[Item], list[str]] = {}
    for item in of:
        by_kind.setdefault(item.kind, []).append(item)
        held.add(("" if item.of_forest else item.product, item.kind))
    for item in (item for of_kind in by_kind.values() for item in of_kind):
        kind = type(item)
        if kind not in names:
            names[kind] = [field.name for field in fields_of(kind)]
        for name in names[kind]:
            getattr(item, name)


#: rules that compare every number and address of an estate
_NUMBER_RULES = ("R2-USR-013", "L10-USR-010", "L10-CPS-004", "L10-UNA-004")


def rules(_folder: Path, sizes: Sizes) -> Iterator[Measure]:
    """All rules against one plain pass over the items, and at ten times the size; estates of R2 and of Lync 2010.

    The rules about numbers are measured alone too: they share one pass over the numbers of an estate, so that two runs
    of them cost little more than one.
    """
    context, every = Context(now=NOW), all_rules()
    numbered = [rule for rule in every if rule.id in _NUMBER_RULES]
    listed = list(items(sizes.items, "lync2010"))
    again = []
    for _ in range(sizes.repeat):
        estate = Estate(listed)
        first, second = (cpu_seconds(lambda of=estate: predict(of, context, numbered)) for _ in range(2))
        again.append((first + second) / first)
    yield Measure(name="number rules run twice / once", value=statistics.median(again), bar=1.8)
    for product in ("ocs2007r2", "lync2010"):
        large, small = (list(items(count, product)) for count in (sizes.items, sizes.items // 10))

        def run(of: list[Any]) -> Callable[[], object]:
            estate = Estate(of)  # a new one: its indexes are part of the cost
            return lambda: predict(estate, context, every)

        passes = [(cpu_seconds(run(large)), cpu_seconds(lambda of=large: plain_pass(of))) for _ in range(sizes.repeat)]
        value = statistics.median(ours / bare for ours, bare in passes)
        per_hundred = value / len(every) * 100
        yield Measure(name=f"all rules over {product} / one plain pass over its items", value=value)
        name = f"all rules over {product}: for each hundred of the {len(every)} rules / that pass"
        yield Measure(name=name, value=per_hundred, bar=BAR_RULES)
        growth = statistics.median(cpu_seconds(run(large)) / cpu_seconds(run(small)) for _ in range(sizes.repeat))
        yield Measure(name=f"all rules over {product}: ten times the objects", value=growth, bar=12)


def waves(folder: Path, sizes: Sizes) -> Iterator[Measure]:
    """Loading a snapshot with its waves, what ties its users and what each cut breaks, against loading it alone.

    The rules, of which `wave show` shows findings, have their own bar.
    """
    opened = open_project(str(folder / "waves.db"), create=True)
    opened.save_snapshot("bench", NOW, telephone_system(sizes.users), list)
    tenth = sizes.users // 10
    for number in range(10):
        users = tuple(f"sip:user{n}@contoso.com" for n in range(number * tenth, (number + 1) * tenth))
        pools = (f"pool{number}.contoso.com",) if number < 4 else ()
        opened.waves.add(StoredWave(name=str(number), chosen="", who="bench", at="", users=users, pools=pools))

    def ours() -> int:
        made = planned(opened, opened.estate(), Prediction(target="2013", findings=(), messages=(), outcomes=()), None)
        return sum(len(wave.breaks) for wave in made.waves)

    value = ratio(ours, opened.estate, min(sizes.repeat, 3))
    yield Measure(name=f"waves of {sizes.users} users, ties and cuts / loading the snapshot", value=value, bar=3)


def _plan(url: str) -> Plan:
    with open_target(url) as target:
        found = inspect_database(target)
        return make_plan(found, "sqlite", found.pools[0], chosen="bench", who="bench", now=NOW)


def repair(folder: Path, sizes: Sizes) -> Iterator[Measure]:
    """The reviewed change and the complete run, against one UPDATE per table and the read of the before-images.

    The change is what runs on the server under lock: keys in, guards, UPDATE per table, guards again, commit. Survey,
    journal (plan, both scripts, before-images) and verification belong to the complete run, outside of the transaction.
    """

    def by_hand(database: Path, owner: str) -> None:
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("PRAGMA foreign_keys = ON")  # as in the script, and as SQL Server has it always
            for table in OWNED_TABLES:
                connection.execute(f'SELECT ID, Name, OwnerPoolID FROM "{table}" WHERE OwnerPoolID IS NULL').fetchall()
                connection.execute(f'UPDATE "{table}" SET OwnerPoolID = ? WHERE OwnerPoolID IS NULL', (owner,))
            connection.commit()

    def change(script: RepairScript, url: str) -> None:
        with open_target(url) as target:
            target.run(script, Interrupts())

    def run(plan: Plan, url: str) -> None:
        with open_target(url) as target:
            _repair(target, plan, folder)

    changes, runs = [], []
    for number in range(sizes.repeat):
        bare, alone, ours = (rgsconfig(folder / f"{what}{number}.db", sizes.rows) for what in ("bare", "alone", "ours"))
        plan = _plan(f"sqlite:///{alone}")
        script = repair_script(plan)
        by_hand_seconds = cpu_seconds(partial(by_hand, bare, plan.owner.id))
        changes.append(cpu_seconds(partial(change, script, f"sqlite:///{alone}")) / by_hand_seconds)
        own_plan = _plan(f"sqlite:///{ours}")
        runs.append(cpu_seconds(partial(run, own_plan, f"sqlite:///{ours}")) / by_hand_seconds)
    against = f"of {sizes.rows} rows / UPDATE by hand and read of the before-images"
    yield Measure(name=f"repair: the change {against}", value=statistics.median(changes), bar=1.5)
    yield Measure(
        name=f"repair: the complete run with journal and verification {against}", value=statistics.median(runs)
    )


def _repair(target: Target, plan: Plan, folder: Path) -> None:
    given = RepairRun(
        direction="repair",
        confirmed=plan.place,
        who="bench",
        journal_root=folder / "journal",
        now=lambda: NOW,
        record=lambda _entry: None,
        verify_with="",
        look=lambda: verify_plan(plan, inspect_database(target)),
    )
    run_plan(target, plan, given)


def _repair_of(kind: str, rows: int, folder: Path) -> tuple[float, int]:
    """CPU seconds of planning, rendering, the run and its verification on a scripted server; bytes of the script."""
    plans: list[Plan] = []

    def ours() -> None:
        target = SqlServer(ManyRows(kind, rows), SQL_SERVER)
        found = inspect_database(target)
        plan = make_plan(found, "mssql", found.pools[0], chosen="bench", who="bench", now=NOW)
        plans.append(plan)
        _repair(target, plan, folder)

    return cpu_seconds(ours), len(repair_script(plans[-1]).encoded)


def repair_keys(folder: Path, sizes: Sizes) -> Iterator[Measure]:
    """What keys of text, and keys with control characters, cost the client against GUIDs; and its memory."""
    cost = {kind: [_repair_of(kind, sizes.rows, folder) for _ in range(sizes.repeat)] for kind in KEYS}
    guid_seconds, guid_bytes = (statistics.median(values) for values in zip(*cost["GUID"], strict=True))
    for kind in ("text", "control"):
        seconds, size = (statistics.median(values) for values in zip(*cost[kind], strict=True))
        against = f"of {sizes.rows} rows, {kind} keys / GUIDs"
        yield Measure(name=f"repair: CPU time of the client {against}", value=seconds / guid_seconds, bar=3)
        yield Measure(name=f"repair: bytes of the script {against}", value=size / guid_bytes, bar=3)
    for kind in KEYS:
        for step in ("plan", "apply"):
            command = [sys.executable, "-m", "tests.benchmarks.peak_repair", step, kind, str(sizes.rows), str(folder)]
            done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
            name = f"repair {step} of {sizes.rows} rows with {kind} keys: memory of the process"
            yield Measure(name=name, value=float(done.stdout.split()[-1]), unit="MB", bar=250)


def checklist(folder: Path, sizes: Sizes) -> Iterator[Measure]:
    """The checklist at twice the steps: nothing grows faster than they do."""
    for name, value in growth(folder, sizes.pools, cpu_seconds):
        yield Measure(name=name, value=value, bar=BAR_CHECKLIST)


MEASURES = (
    clixml,
    printed,
    traces,
    memory,
    inventory,
    project,
    start_up,
    explain,
    rules,
    waves,
    repair,
    repair_keys,
    checklist,
)
