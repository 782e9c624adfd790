"""No text and no script names a cmdlet that the product version lacks, or a parameter that the cmdlet lacks.

`cmdlets.txt` has the cmdlets and parameters of Lync Server 2010 and 2013 as the published cmdlet reference lists them;
OCS 2007 R2 has no cmdlets. A name that the table lacks is looked up on its page and added there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from migrator.estate.catalogue import KINDS
from migrator.estate.collection import how_to_collect
from migrator.estate.estate import Estate
from migrator.estate.products import LYNC2010, LYNC2013, PRODUCTS, R2
from migrator.kit.scripts import kit_files
from migrator.repair.route import IN_SHORT, supported_route
from migrator.resources import fixture
from migrator.response_groups import repairs
from migrator.response_groups.rebuild.script import readme, scripts
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.model import Rule
from migrator.rules.engine.pages import undecidable
from migrator.sources.reading import Reading

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BOTH = frozenset({"2010", "2013"})
#: a function of the Resource Kit's RgsImportExport.ps1, which is what Lync Server 2010 has in its place
RESOURCE_KIT = {("export-csrgsconfiguration", "2010"): frozenset({"source", "filename"})}
#: parameters that every cmdlet has
COMMON = frozenset(
    ["confirm", "whatif", "verbose", "debug", "erroraction", "warningaction", "errorvariable", "outvariable"]
)
#: operators of expressions, which look like parameters
OPERATORS = frozenset(
    [
        "eq",
        "ne",
        "gt",
        "ge",
        "lt",
        "le",
        "like",
        "notlike",
        "match",
        "notmatch",
        "contains",
        "notcontains",
        "and",
        "or",
        "not",
        "is",
        "as",
        "f",
    ]
)
#: a text in quotes within a script is a name, not a command
QUOTED = re.compile(r"'(?:[^'\n]|'')*'|\"[^\"\n]*\"")
#: Get-CsX, Get-CsRgs* and Import-CsLegacy... stand for several cmdlets
CMDLET = re.compile(r"\b(?P<name>[A-Z][a-z]+-Cs(?!v\b)[A-Za-z]+\b)(?!\.\w)(?P<more>\*|\.\.\.|\{)?")
ENDS = re.compile(r"[|;\n]|\.\s|,\s(?:then|and)\b|\)\s|\bthen\b|\s[–—]\s|\"\s*$")
PARAMETER = re.compile(r"(?<![\w'\"$.-])-(?P<name>[A-Za-z][A-Za-z0-9]*)(?P<more>\.\.\.)?")
SPLAT = re.compile(r"\$(?P<hash>\w+) = @\{\n(?P<body>.*?)\n\s*\}\n\s*(?P<cmdlet>\w+-Cs\w+) @(?P=hash)\b", re.DOTALL)
KEY = re.compile(r"^        (\w+) = ", re.MULTILINE)


@attrs.frozen
class Call:
    """A cmdlet and one of its parameters as a text names them; no parameter for the cmdlet itself."""

    cmdlet: str
    parameter: str = ""


def read_table() -> dict[str, dict[str, frozenset[str]]]:
    """Version -> cmdlet -> its parameters."""
    table: dict[str, dict[str, frozenset[str]]] = {"2010": {}, "2013": {}}
    for line in (HERE / "cmdlets.txt").read_text("ascii").splitlines():
        if line.startswith("#") or not line:
            continue
        name, versions, *parameters = line.split()
        for version in versions.split(","):
            other = "*" if version == "2010" else "!"
            named = (parameter.rstrip("*!") for parameter in parameters if not parameter.endswith(other))
            table[version][name.casefold()] = frozenset(map(str.casefold, named))
    return table


TABLE = read_table()


def has(call: Call, version: str) -> bool:
    """Whether the cmdlet of that version exists and has the parameter."""
    name = call.cmdlet.casefold()
    known = TABLE[version].get(name, RESOURCE_KIT.get((name, version)))
    return known is not None and (not call.parameter or call.parameter.casefold() in known | COMMON)


def calls(text: str) -> Iterator[Call]:
    """What a text names: cmdlets, and the parameters behind each up to the end of its command."""
    found = list(CMDLET.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    for match, end in zip(found, ends, strict=False):
        if match["more"] or match["name"] == "Get-CsX":
            continue
        yield Call(match["name"])
        rest = text[match.end() : end]
        stop = ENDS.search(rest)
        for parameter in PARAMETER.finditer(rest[: stop.start()] if stop else rest):
            if not parameter["more"] and parameter["name"].casefold() not in OPERATORS:
                yield Call(match["name"], parameter["name"])
    for splat in SPLAT.finditer(text):
        for key in KEY.findall(splat["body"]):
            yield Call(splat["cmdlet"], key)


def lacking(text: str, versions: frozenset[str], *, any_of: bool = False) -> list[str]:
    """What *text* names that a version, or with *any_of* every version, lacks."""
    found: list[str] = []
    for call in calls(text):
        looked_up = [version for version in sorted(versions) if not call.parameter or has(Call(call.cmdlet), version)]
        missing = [version for version in looked_up if not has(call, version)]
        if missing and (not any_of or len(missing) == len(versions if not call.parameter else looked_up)):
            found.append(f"{call.cmdlet} -{call.parameter}".rstrip(" -") + f" ({', '.join(missing)})")
    return found


def code(script: str) -> str:
    """A script with its quoted texts left out."""
    return QUOTED.sub("''", script)


def texts_of(rule: Rule) -> Iterator[str]:
    """Everything that people read of a rule, text by text."""
    yield rule.title
    yield rule.basis
    yield from rule.page.values()
    for wording in rule.wordings.values():
        yield from (wording.message, wording.effect, wording.remediation)


def test_the_table_is_read_by_version() -> None:
    """A cmdlet of 2013 is not one of 2010, a parameter has its versions too, and a shorthand is no cmdlet."""
    assert lacking("New-CsXmppAllowedPartner -Identity x", BOTH) == ["New-CsXmppAllowedPartner (2010)"]
    assert lacking("Get-CsRgsQueue -ShowAll; Get-CsRgs* and Import-CsLegacy...", BOTH) == [
        "Get-CsRgsQueue -ShowAll (2010)"
    ]
    assert lacking("Set-CsUser -Identity A -Colour red, then Set-CsNothing -Identity A", frozenset({"2013"})) == [
        "Set-CsUser -Colour (2013)",
        "Set-CsNothing (2013)",
    ]
    splatted = "$settings = @{\n        Name = 'x'\n        Mood = 'y'\n    }\n    New-CsRgsQueue @settings"
    assert lacking(splatted, frozenset({"2013"})) == ["New-CsRgsQueue -Mood (2013)"]
    assert lacking("Get-CsUser -Filter {Enabled -eq 'x'} | Where-Object { $_.A -match 'b' }", BOTH) == []


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_rules_name_what_the_product_version_has(rule: Rule) -> None:
    """A rule about a move to 2010 names only what 2010 and 2013 have; another what the source or 2013 has.

    A rule that is made of a known message is about the version that printed it, whatever the target.
    """
    to_2010 = R2 in rule.products and "2010" in rule.targets and not rule.family
    versions = BOTH if to_2010 or LYNC2010 in rule.products else frozenset({"2013"})
    assert [each for text in texts_of(rule) for each in lacking(text, versions, any_of=not to_2010)] == []


@pytest.mark.parametrize("product", PRODUCTS)
def test_the_kit_names_what_its_product_has(product: str) -> None:
    """Scripts and README of the kit of OCS name no cmdlet of Lync; those of Lync only cmdlets of that version."""
    versions = frozenset({"2010"} if product == LYNC2010 else {"2013"})
    for name, text in kit_files(product, "1.0").items():
        if product == R2:
            assert CMDLET.findall(code(text)) == [], name
        else:
            assert lacking(code(text) if name.endswith(".ps1") else text, versions) == [], name


@pytest.mark.parametrize(("product", "version"), [(LYNC2010, "2010"), (LYNC2013, "2013")])
def test_how_to_collect_names_what_the_product_has(product: str, version: str) -> None:
    """The command that would supply a kind is one of that version; that it has none is said with a name too."""
    for kind in KINDS:
        text = how_to_collect(kind, product)
        if not text.startswith("nothing: "):
            assert lacking(text, frozenset({version})) == [], kind


@pytest.mark.parametrize("source", ["contoso-ocs2007r2", "contoso-lync2010"])
def test_rebuild_scripts_name_what_2013_has(source: str) -> None:
    """The scripts that recreate response groups, their splatted settings and their README."""
    reading = Reading([fixture(source)])
    made = scripts(Estate(reading.items()))
    assert made
    named = [each for script in made for each in lacking(code(script.text), frozenset({"2013"}))]
    assert named + lacking(readme(made), frozenset({"2013"})) == []


def test_repair_and_comparison_name_what_2013_has() -> None:
    """The route by cmdlets before a repair, and what the script of a comparison is made of."""
    made = "\n".join([*supported_route("pool.contoso.com"), IN_SHORT, Path(repairs.__file__).read_text("utf-8")])
    assert lacking(made, frozenset({"2013"})) == []


@pytest.mark.parametrize(
    "path",
    [
        *sorted((ROOT / "reports" / "knowledge").glob("*.toml")),
        *sorted((ROOT / "reports" / "checklist").glob("*.toml")),
        *sorted(
            path for folder in ("kit", "push", "rebuild", "waves") for path in (ROOT / "reports" / folder).iterdir()
        ),
        *(ROOT / name for name in ("README.md", "CHANGELOG.md", "reports/rules.html")),
    ],
    ids=lambda path: path.name,
)
def test_shipped_texts_name_published_cmdlets(path: Path) -> None:
    """Templates, what is known of lines, and documents for readers: one of the versions has what they name."""
    text = path.read_text("utf-8")
    assert lacking(code(text) if path.suffix == ".ps1" else text, BOTH, any_of=True) == []


def test_reasons_name_published_cmdlets() -> None:
    """Reasons why a rule of the documents is not implemented."""
    assert [each for text in undecidable().values() for each in lacking(text, BOTH, any_of=True)] == []
