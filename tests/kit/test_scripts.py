"""The scripts of the kit: PowerShell 2.0 without syntax errors, reading only, and complete. No PowerShell runs here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest
import tree_sitter_powershell
from tree_sitter import Language, Node, Parser

from migrator.estate.collection import EDGE_CLASSES, OF_ONE_SERVER, lync_commands, wmi_classes
from migrator.estate.products import PRODUCTS
from migrator.kit.blocks import domain_controller_blocks, edge_blocks, front_end_blocks
from migrator.kit.scripts import kit_files, scripts_of
from migrator.resources import sql_file

PARSER = Parser(Language(tree_sitter_powershell.language()))
SCRIPTS = {
    f"{product}/{name}": text
    for product in PRODUCTS
    for name, text in kit_files(product, "0.1.0").items()
    if name.endswith(".ps1")
}
#: cmdlets of PowerShell 2.0 that scripts may use; those that write are looked at by themselves
BUILT_IN = {
    "Export-Clixml",
    "ForEach-Object",
    "Get-ChildItem",
    "Get-Command",
    "Get-Content",
    "Get-Date",
    "Get-WmiObject",
    "Join-Path",
    "Move-Item",
    "New-Object",
    "Out-Null",
    "Select-Object",
    "Set-Content",
    "Sort-Object",
    "Split-Path",
    "Test-Path",
    "Where-Object",
    "Write-Host",
    "Write-Progress",
}
PROGRAMS = {"netstat", "wevtutil", "ldifde", "nslookup"}
#: programs that can change things -> the one call of each that reads
READING_CALLS = {
    "certutil": r"certutil -store (?:Root|CA)|certutil -v -store My",
    "ipconfig": r"ipconfig /all",
    "route": r"route print",
    "sc.exe": r"sc\.exe queryex state= all",
}
PRODUCT_CMDLET = re.compile(r"(?:Get|Export|Test)-Cs[A-Za-z]+")
#: what came after 2.0, and what would write by .NET, COM or another program
REFUSED = re.compile(
    r"-(?:not)?in\b(?!to)|\[ordered\]|\[pscustomobject\]|\$PSItem|\$PSScriptRoot|-LiteralPath|::new\(|Invoke-Expression"
    r"|ExecuteNonQuery|-ComObject|\.Put\(|\.Delete\(|CommitChanges|Invoke-WmiMethod|Start-Process|-RemoveExported(?!Conf)"
    r"|GetNewClosure|-shl\b|-shr\b|FileMode\]::(?!CreateNew|Open\b)",
    re.IGNORECASE,
)
#: static members of .NET that are called
STATIC = {
    "Escape",
    "Administrator",
    "Compress",
    "CreateDirectory",
    "CreateNew",
    "Exists",
    "Floor",
    "GetCurrent",
    "GetIPGlobalProperties",
    "GetLastWriteTime",
    "InvariantCulture",
    "IsPathRooted",
    "Join",
    "Max",
    "Open",
    "OpenRead",
    "Read",
    "ReadWrite",
    "ToString",
    "UTF8",
    "UserDomainName",
    "UserName",
}
#: the one file that is deleted: the zip that the script itself began and could not finish
OWN_ZIP = "[System.IO.File]::Delete($Path)"
each_script = pytest.mark.parametrize("text", SCRIPTS.values(), ids=SCRIPTS)


def nodes(text: str) -> Iterator[Node]:
    """Every node of the syntax tree."""
    waiting = [PARSER.parse(text.encode()).root_node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.children


def source(node: Node) -> str:
    """The source of a node."""
    return (node.text or b"").decode()


def complaints(text: str) -> list[str]:
    """What a script may not hold."""
    all_nodes = list(nodes(text))
    found = [f"syntax: {source(n)[:60]}" for n in all_nodes if n.type == "ERROR" or n.is_missing]
    own = {source(n) for n in all_nodes if n.type == "function_name"}
    for node in all_nodes:
        if node.type == "command_name":
            found += _about_command(source(node), source(node.parent) if node.parent else "", own)
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    if "function New-Zip" in code:
        code = code.replace(OWN_ZIP, "", 1)
    found += [match[0] for match in REFUSED.finditer(code)]
    found += [member for member in re.findall(r"\]::(\w+)", code) if member not in STATIC]
    return found


def _about_command(name: str, command: str, own: set[str]) -> list[str]:
    if name in ("Set-Content", "Export-Clixml"):
        fits = re.search(r"-Path \$(Path|New)\b", command)
        unicode = re.search(r"-Encoding Unicode\b", command)
        return [] if fits and unicode else [f"writes elsewhere or without an encoding: {command}"]
    if name == "wevtutil" and not re.match(r"wevtutil (?:qe|epl) (?:'|System '/q:)", command):
        return [command]
    if name == "Move-Item" and not command.startswith("Move-Item -Path $New -Destination $Manifest "):
        return [command]
    if name == "ldifde" and re.search(r" -i\b", command):
        return [command]
    if name in READING_CALLS:
        return [] if re.fullmatch(READING_CALLS[name], command.strip()) else [command]
    known = name in own or name in BUILT_IN or name in PROGRAMS or PRODUCT_CMDLET.fullmatch(name)
    return [] if known else [f"unknown command {name}"]


@each_script
def test_script_parses_and_only_reads(text: str) -> None:
    """The grammar finds no error, and every command is of PowerShell 2.0, a program of Windows or a reading cmdlet."""
    assert complaints(text) == []


@pytest.mark.parametrize(
    "line",
    [
        "if (",
        "Get-FileHash -Path $Path",
        "Set-CsVoicePolicy -Identity Global",
        "Remove-Item -Path $Path",
        "Move-Item -Path $Path -Destination C:\\Windows",
        "Enable-CsTopology",
        "Get-CsUser | Export-Clixml -Path C:\\x.xml -Depth 8 -Encoding Unicode",
        "netstat | Set-Content -Path $Path",
        "wevtutil cl 'Lync Server'",
        "ldifde -i -f $Path",
        "certutil -delstore Root 1",
        "route delete 10.0.0.0",
        "ipconfig /flushdns",
        "sc.exe stop RTCSRV",
        "$Row = [pscustomobject]@{ A = 1 }",
        "$Found = $Name -in $Names",
        "[System.IO.File]::Delete($Path)",
        "$Query.ExecuteNonQuery()",
    ],
)
def test_what_may_not_be_is_found(line: str) -> None:
    """The check of the scripts is able to fail: for each kind of mistake it says so."""
    assert complaints(line + "\r\n") != []


@each_script
def test_script_is_plain_ascii_with_windows_line_ends(text: str) -> None:
    """PowerShell 2.0 reads a file without a BOM in the code page of the server; no placeholder is left."""
    assert text.isascii()
    assert text.count("\n") == text.count("\r\n")
    assert "@@" not in text
    assert "\t" not in text


@pytest.mark.parametrize("product", PRODUCTS)
def test_kit_is_the_same_each_time(product: str) -> None:
    """Two runs give the same bytes: nothing of the clock, the machine or the order of sets is in it."""
    assert kit_files(product, "0.1.0") == kit_files(product, "0.1.0")
    assert list(kit_files(product, "0.1.0")) == [*(s.file for s in scripts_of(product)), "README.txt"]


def collected(text: str) -> Counter[str]:
    """Names of the blocks a script runs."""
    return Counter(re.findall(r"^\s*Add-Block -Name '([^']+)'", text, re.MULTILINE))


@pytest.mark.parametrize("product", ["lync2010", "lync2013"])
def test_every_declared_cmdlet_has_one_block(product: str) -> None:
    """Each cmdlet that the product has is run by one block of the Front End; those of one server on the Edge too."""
    front, edge = (collected(SCRIPTS[f"{product}/{role}.ps1"]) for role in ("front-end", "edge"))
    commands = lync_commands(product)
    assert {name: front[name] for name in commands} == dict.fromkeys(commands, 1)
    assert {name for name in edge if name in commands} == {name for name in commands if name in OF_ONE_SERVER}


def test_every_declared_class_has_one_block() -> None:
    """Each class of R2 is read in one place: on the Edge what only it holds, else on the Front End; its own on both."""
    front, edge = (collected(SCRIPTS[f"ocs2007r2/{role}.ps1"]) for role in ("front-end", "edge"))
    for name in wmi_classes():
        wanted = (1, 1) if name in OF_ONE_SERVER else (0, 1) if name in EDGE_CLASSES else (1, 0)
        assert (front[name], edge[name]) == wanted, name


def test_classes_nobody_named_are_collected_once() -> None:
    """The loop over other classes leaves out every class that a block of any script reads."""
    text = SCRIPTS["ocs2007r2/front-end.ps1"]
    listed = re.search(r"\$Named = @\((.*?)\)", text, re.DOTALL)
    assert listed
    assert set(re.findall(r"'(\w+)'", listed[1])) == set(wmi_classes())


@pytest.mark.parametrize("name", SCRIPTS)
def test_names_and_files_of_blocks_are_unique(name: str) -> None:
    """No block writes over the file of another, and the manifest can tell them apart."""
    calls = re.findall(r"^\s*Add-Block -Name '([^']+)' -File '([^']+)'", SCRIPTS[name], re.MULTILINE)
    assert calls
    for column in zip(*calls, strict=True):
        assert len(column) == len({each.casefold() for each in column})


def test_objects_are_exported_deep_enough() -> None:
    """WMI needs 4 levels, cmdlets 8, workflows with menus in menus 16: what lies deeper is cut off."""
    depths = {name: set(re.findall(r" -Depth (\d+) (?:-Part '.*' )?-Collect", text)) for name, text in SCRIPTS.items()}
    assert depths["ocs2007r2/front-end.ps1"] == depths["ocs2007r2/edge.ps1"] == {"4"}
    for product in ("lync2010", "lync2013"):
        assert (depths[f"{product}/front-end.ps1"], depths[f"{product}/edge.ps1"]) == ({"8", "16"}, {"8"})
        text = SCRIPTS[f"{product}/front-end.ps1"]
        assert set(re.findall(r"-Depth (\d+) -Collect \{ Get-CsRgsWorkflow", text)) == {"16"}


def test_response_groups_are_asked_as_the_version_can() -> None:
    """-ShowAll (asked with and without) and the export exist from 2013 on; settings are asked of each pool on both."""
    old, new = SCRIPTS["lync2010/front-end.ps1"], SCRIPTS["lync2013/front-end.ps1"]
    assert ("-ShowAll" in old, "{ Get-CsRgsQueue -ShowAll }" in new) == (False, True)
    assert ("-visible" in old, new.count("-visible.xml' -Depth 8 -Collect { Get-CsRgs")) == (False, 4)
    assert ("Export-CsRgsConfiguration" in old, "Export-CsRgsConfiguration -Source" in new) == (False, True)
    for text in (old, new):
        assert "Get-CsRgsConfiguration -Identity $_.Identity" in text


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_block_tells_its_rights(product: str) -> None:
    """A person who prepares the accounts finds what each block needs."""
    for block in (*front_end_blocks(product), *edge_blocks(product), *domain_controller_blocks()):
        assert f"# Rights: {block.rights}" in "".join(
            text for name, text in SCRIPTS.items() if name.startswith(product)
        )


def test_statements_of_the_kit_only_read() -> None:
    """The SQL that the script sends is SELECT, and SET of the session."""
    for path in sorted(sql_file("kit").glob("*.sql")):
        statement = path.read_text("utf-8").partition("*/")[2]
        assert {s.split()[0] for s in statement.split(";") if s.strip()} == {"SET", "SELECT"}
        assert statement.strip() in SCRIPTS["lync2013/sql-server.ps1"].replace("\r\n", "\n")


@pytest.mark.parametrize("product", PRODUCTS)
def test_readme_names_every_script_on_its_first_page(product: str) -> None:
    """The person on site has the scripts on the first page, in lines that fit a console."""
    readme = kit_files(product, "0.1.0")["README.txt"]
    lines = readme.splitlines()
    assert len(lines) <= 160
    assert max(len(line) for line in lines if not re.match("  [0-9a-f]{64}  ", line)) < 80
    assert [s.file for s in scripts_of(product) if not any(line.endswith(f". {s.file}") for line in lines[:45])] == []
    assert readme.isascii()
    assert "@@" not in readme


@pytest.mark.ledger("S1-04")
@pytest.mark.ledger("S1-05")
@pytest.mark.parametrize("product", ["lync2010", "lync2013"])
def test_readme_says_where_the_log_of_the_client_lies(product: str) -> None:
    """The step that collects a client log names the option in Lync and the folder of the files."""
    readme = " ".join(kit_files(product, "0.1.0")["README.txt"].split())
    assert "Options > General > Turn on Logging in Lync" in readme
    assert r"*.uccapilog files from %USERPROFILE%\Tracing (C:\Users\NAME\Tracing)" in readme


@pytest.mark.ledger("S1-10")
@pytest.mark.parametrize("product", PRODUCTS)
def test_readme_has_both_tests_of_the_federation_port(product: str) -> None:
    """Port 5061 is tested from outside to the own Edge and from there to the partner's, with the picture to expect."""
    readme = kit_files(product, "0.1.0")["README.txt"]
    ways = [line.split(":")[0].split(". ")[1] for line in readme.splitlines() if re.search(r"telnet \S+ 5061$", line)]
    assert ways == ["From a computer on the internet", "From your Edge"]
    assert "A blank window means that it connects" in readme
