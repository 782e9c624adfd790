"""Who may import whom, read from the source."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import migrator

PACKAGE = Path(migrator.__file__).parent
#: modules beside the rooms that know no room and may be imported by all
LEAVES = {"", "__version__", "errors", "files", "resources", "powershell", "stopping"}
#: what each room may import besides itself and the leaves
ALLOWED = {
    "estate": set(),
    "dialing": set(),
    "database": set(),
    "sources": {"estate", "database"},
    "store": {"estate", "database"},
    "kit": {"estate", "network"},
    "network": {"estate"},
    "knowledge": {"estate"},
    "occurrences": {"estate", "knowledge"},
    "probes": {"estate"},
    "voice": {"estate"},
    "rules": {"estate", "dialing", "network", "knowledge", "occurrences"},
    "repair": {"estate", "database"},
    "response_groups": {"estate", "rules"},
    "checklist": {"estate", "network", "knowledge", "rules"},
    "waves": {"estate", "knowledge", "rules", "checklist"},
    "documents": {
        *("estate", "network", "knowledge", "occurrences", "rules", "checklist", "waves"),
        *("response_groups", "repair"),
    },
    "app": {
        *("estate", "network", "knowledge", "occurrences", "database", "sources", "store", "kit", "probes"),
        *("rules", "repair", "response_groups", "checklist", "waves", "documents"),
    },
    "terminal": {
        *("estate", "network", "knowledge", "occurrences", "database", "store", "rules", "repair"),
        *("response_groups", "checklist", "waves", "documents", "app"),
    },
}
ALLOWED["cli"] = set(ALLOWED)
ALLOWED["wizard"] = set(ALLOWED) - {"cli"}
#: what each room of `sources` may import besides itself and the modules that know no room
ALLOWED_IN_SOURCES: dict[str, set[str]] = {
    "text": set(),
    "rgs_export": set(),
    "wmi": set(),
    "topology": set(),
    "cmdlets": {"rgs_export"},
    "clixml": {"dispatch"},
    "recognition": {"cmdlets", "wmi"},
    "dispatch": {"cmdlets", "logs", "recognition", "wmi"},
    "kit": {"clixml"},
    "logs": {"text"},
    "network": {"text"},
    "powershell": {"dispatch", "text"},
    "central_store": {"cmdlets", "topology"},
    "databases": {"central_store", "topology"},
    "directory": {"dispatch", "text", "wmi"},
    "tables": {"clixml", "dispatch", "text"},
}
#: modules of `sources` that know its rooms
ABOVE_THE_ROOMS_OF_SOURCES = {"dispatch", "reading", "recognition"}
#: package -> the only places that know it
OWNED = {
    "openpyxl": {"documents", "sources"},
    "jinja2": {"documents", "powershell"},  # powershell: a value gets into a script by a named filter only
    "questionary": {"wizard"},
    "prompt_toolkit": {"wizard"},
    "sqlalchemy": {"store", "database"},
    "pyodbc": {"database"},
    "lxml": {"sources"},
    "tomlkit": {"rules"},
    "dns": {"sources", "probes"},
    "cryptography": {"sources"},
    "icalendar": {"documents"},
    "click": {"cli", "wizard", "__main__"},
    "rich": {"terminal"},
}
#: too slow for `--help`: not at the top of a module that the command line imports at once
HEAVY = {
    "sqlalchemy",
    "openpyxl",
    "questionary",
    "lxml",
    "pyodbc",
    "prompt_toolkit",
    "jinja2",
    "dns",
    "cryptography",
    "icalendar",
}


def modules() -> list[Path]:
    """Every module of the package."""
    return sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    """``migrator.estate.kinds`` for its file."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    """The room or top-level module: the second word of the name."""
    return [*module.split("."), ""][1]


def imports(path: Path) -> Iterator[str]:
    """Absolute names of all that a module imports, anywhere in it."""
    package = name_of(path) if path.name == "__init__.py" else name_of(path).rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names) if base == "migrator" else (base,)


NAMES = {name_of(path) for path in modules()}
each_module = pytest.mark.parametrize("path", modules(), ids=name_of)


@each_module
def test_rooms_import_only_what_they_may(path: Path) -> None:
    """Data flows one way: a room imports itself, the rooms before it, and the leaves."""
    room = room_of(name_of(path))
    ours = {room_of(name) for name in imports(path) if name.split(".")[0] == "migrator"} - {room}
    if room in ALLOWED:
        assert ours - ALLOWED[room] - LEAVES == set()


def run_time_imports(path: Path) -> set[str]:
    """The modules of ours that a module imports when it runs, at its top or in a function; not for its types alone."""
    package = name_of(path) if path.name == "__init__.py" else name_of(path).rpartition(".")[0]
    found: set[str] = set()
    waiting: list[ast.AST] = [ast.parse(path.read_text("utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting += node.orelse
            continue
        waiting += ast.iter_child_nodes(node)
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            inner = {f"{base}.{alias.name}" for alias in node.names} & NAMES
            found |= inner or {base}
    return (found & NAMES) - {name_of(path)}


def circle(arrows: dict[str, set[str]]) -> list[str]:
    """A way along *arrows* that ends where it began; empty where there is none."""
    done: set[str] = set()
    for start in sorted(arrows):
        way = [start]
        turns = [iter(sorted(arrows[start]))]
        while turns:
            following = next(turns[-1], None)
            if following is None:
                done.add(way.pop())
                turns.pop()
            elif following in way:
                return [*way[way.index(following) :], following]
            elif following not in done:
                way.append(following)
                turns.append(iter(sorted(arrows.get(following, ()))))
    return []


def test_no_module_imports_itself_by_a_detour() -> None:
    """There is no circle between modules, nor between rooms, whether they are imported at the top or in a function."""
    modules_of = {name_of(path): run_time_imports(path) for path in modules()}
    assert circle(modules_of) == []
    rooms: dict[str, set[str]] = {}
    for module, imported in modules_of.items():
        rooms.setdefault(room_of(module), set()).update(map(room_of, imported))
    assert circle({room: others - {room} for room, others in rooms.items() if room}) == []


@each_module
def test_rooms_of_sources_import_only_what_they_may(path: Path) -> None:
    """Shapes of evidence stand on common modules and on few other shapes, never in a circle."""
    inside = name_of(path).split(".")[2:]
    if room_of(name_of(path)) != "sources" or inside[:1] == ["reading"] or not inside:
        return
    rooms = {folder.name for folder in (PACKAGE / "sources").iterdir() if folder.is_dir()} - {"__pycache__"}
    known = {name.split(".")[2] for name in imports(path) if name.startswith("migrator.sources.")}
    above = rooms | ABOVE_THE_ROOMS_OF_SOURCES
    assert (known & above) - {inside[0]} - ALLOWED_IN_SOURCES.get(inside[0], set()) == set()


def test_allowed_imports_of_sources_have_no_circle() -> None:
    """What the list allows has no circle: room after room, all that a room needs is there before it."""
    done: set[str] = set()
    waiting = dict(ALLOWED_IN_SOURCES)
    while ready := {room for room, needed in waiting.items() if needed <= done}:
        done |= ready
        waiting = {room: needed for room, needed in waiting.items() if room not in ready}
    assert not waiting


@each_module
def test_packages_are_known_in_one_place(path: Path) -> None:
    """Each large package is known to the rooms that own it, and to no other."""
    room = room_of(name_of(path))
    known = {name.split(".")[0] for name in imports(path)}
    assert {package for package in known & set(OWNED) if room not in OWNED[package]} == set()


@each_module
def test_command_line_and_wizard_print_through_the_terminal_room(path: Path) -> None:
    """What `cli` and `wizard` show is a call of a function of `terminal`; they know no console and no stream."""
    if room_of(name_of(path)) not in {"cli", "wizard"}:
        return
    tree = ast.parse(path.read_text("utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert (names | attributes) & {"print", "echo", "secho", "stdout", "stderr", "Console"} == set()


@each_module
def test_command_modules_import_heavy_packages_late(path: Path) -> None:
    """A module of the command line, or of what it imports at once, names no heavy package at its top."""
    if room_of(name_of(path)) not in {"cli", "terminal", "app"}:
        return
    top = [node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {(n.module or "") if isinstance(n, ast.ImportFrom) else n.names[0].name for n in top}
    assert {name.split(".")[0] for name in names} & HEAVY == set()


@each_module
def test_module_is_small_and_says_what_it_is(path: Path) -> None:
    """A module has a docstring and knows one thing: at most 400 lines."""
    text = path.read_text("utf-8")
    assert ast.get_docstring(ast.parse(text))
    assert len(text.splitlines()) <= 400


LIGHT = """
import sys
from migrator.__main__ import main
main(["--help"])
print([name for name in sys.argv[1:] if name in sys.modules], file=sys.stderr)
"""


def test_help_loads_no_more_than_it_shows() -> None:
    """`--help` answers at once: neither the kinds nor the rules nor a heavy package is loaded for it."""
    heavy = sorted(HEAVY | {"msgspec", "migrator.estate.catalogue", "migrator.rules.engine.model"})
    done = subprocess.run([sys.executable, "-c", LIGHT, *heavy], check=True, capture_output=True, text=True)
    assert done.stderr.strip() == "[]"
