"""The scripts of the kit and its README as text: what `blocks` says, in the templates of ``reports/kit/``.

Lines end with CR LF and all is ASCII: PowerShell 2.0 reads a script without a BOM in the code page of the server.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence

from ..estate.collection import CMDLET_DEPTH, RGS_POOLS, WMI_DEPTH, wmi_classes
from ..estate.products import FULL_NAMES, LYNC2013, R2
from ..powershell import Code, literal, rendered
from ..resources import sql_file
from .blocks import (
    THIS_SERVER,
    Block,
    domain_controller_blocks,
    edge_blocks,
    front_end_blocks,
    sql_server_blocks,
)
from .readme import README, readme
from .script import KitScript

#: a cmdlet by which the shells are told apart (`collection.SINCE_2013`)
_ONLY_IN_2013 = "Get-CsTrunk"
_SIP_DOMAIN = "[string[]]$SipDomain"


def scripts_of(product: str) -> tuple[KitScript, ...]:
    """The scripts for *product*, in the order in which they are run."""
    makers: list[Callable[[str], KitScript]] = [_front_end, _edge, _domain_controller]
    if product != R2:
        makers.append(_sql_server)
    return tuple(make(product) for make in makers)


def kit_files(product: str, version: str) -> dict[str, str]:
    """File name -> text of every file of the kit; the same for the same product and version."""
    scripts = scripts_of(product)
    files = {script.file: _as_windows(_script_text(script, product, version)) for script in scripts}
    return {**files, README: _as_windows(readme(scripts, files, product, version))}


def _as_windows(text: str) -> str:
    return text.replace("\n", "\r\n")


def _front_end(product: str) -> KitScript:
    if product == R2:
        return KitScript(
            role="front-end",
            title="Front End of OCS 2007 R2",
            where="on one Front End of each pool; with -ThisServerOnly on each other server of OCS, Mediation too",
            rights="local administrator, with read access to OCS in Active Directory and in RTCConfig",
            parameters=("[string]$Backend", _SIP_DOMAIN, "[switch]$ThisServerOnly"),
            head=("wmi", "dns"),
            domains="Get-WmiObject -Namespace root\\cimv2 -Class MSFT_SIPDomainData | ForEach-Object { $_.Address }",
            blocks=front_end_blocks(product),
            tail=("other_classes",),
            elevated=True,
        )
    return KitScript(
        role="front-end",
        title=f"Front End of {FULL_NAMES[product]}",
        where="on one Front End, in the Lync Server Management Shell as administrator; -ThisServerOnly on the others",
        rights="RTCUniversalServerAdmins and local administrator; with less see Rights",
        parameters=(_SIP_DOMAIN, "[switch]$ThisServerOnly"),
        head=("lync", "dns"),
        domains="Get-CsSipDomain | ForEach-Object { $_.Name }",
        blocks=front_end_blocks(product),
        tail=("response_groups",) if product == LYNC2013 else (),
        elevated=True,
        has_forest_for_readers=True,
    )


def _edge(product: str) -> KitScript:
    is_lync = product != R2
    return KitScript(
        role="edge",
        title=f"Edge Server of {FULL_NAMES[product]}",
        where=f"on each Edge Server{', in the Lync Server Management Shell' if is_lync else ''} as administrator",
        rights="local administrator",
        parameters=(_SIP_DOMAIN,) if is_lync else ("[string]$Backend", _SIP_DOMAIN),
        head=("lync" if is_lync else "wmi", "dns"),
        blocks=edge_blocks(product),
        tail=() if is_lync else ("other_classes",),
        tail_of_forest=False,
        elevated=True,
    )


def _domain_controller(_product: str) -> KitScript:
    return KitScript(
        role="domain-controller",
        title="domain controller",
        where="on one domain controller of each domain that has contacts or servers, best of the root domain too",
        rights="read access to the configuration partition and the domain",
        head=("domain_controller",),
        blocks=domain_controller_blocks(),
    )


def _sql_server(product: str) -> KitScript:
    return KitScript(
        role="sql-server",
        title=f"SQL Server of {FULL_NAMES[product]}",
        where="wherever the instance can be reached: once for the instance of xds, once for each that has rgsconfig",
        rights="a Windows login with CONNECT and SELECT on xds and rgsconfig; give it nothing more",
        parameters=(r"[string]$Server = '(local)\RTC'",),
        head=("sql_server",),
        blocks=sql_server_blocks(),
        tail=("sql_server_tables",),
    )


def _script_text(script: KitScript, product: str, version: str) -> str:
    parameters = [*(["[string[]]$Without"] if script.parts else []), *script.parameters]
    values: dict[str, object] = {
        "version": version,
        "title": script.title,
        "where": script.where,
        "rights": script.rights,
        "parameters": [Code(parameter) for parameter in parameters],
        "parts": Code(", ".join(map(literal, script.parts))),
        "parts_text": _listed(script.parts),
        "elevated": script.elevated,
        "may_be_without": script.has_forest_for_readers,
        "product": product,
        "product_is_2013": product == LYNC2013,
        "telling": Code(_ONLY_IN_2013),
        "role": script.role,
        "domains": Code(script.domains) if script.domains else None,
        "rgs_pools": Code(RGS_POOLS),
        "named": wmi_classes(),
        "depth": WMI_DEPTH if product == R2 else CMDLET_DEPTH,
        "documents": _statement("read_documents.sql"),
        "table_names": _statement("read_table_names.sql"),
    }
    begin = [_filled(name, values) for name in ("common", *script.head, "folder")]
    return "".join(begin) + _body(script, values) + _filled("end", values)


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _statement(file: str) -> dict[str, str | Code]:
    """The statement of a file, and the purpose that its header gives."""
    header, _, statement = sql_file("kit", file).read_text("utf-8").partition("*/\n")
    purpose = next(line for line in header.splitlines() if line.startswith("Purpose: "))
    return {"statement": Code(statement.strip()), "purpose": purpose}


def _body(script: KitScript, values: Mapping[str, object]) -> str:
    everywhere = [block for block in script.blocks if block.every_server]
    once = [block for block in script.blocks if not block.every_server]
    tail = "".join(_filled(name, values) for name in script.tail)
    of_server = THIS_SERVER if script.has_forest_for_readers else ""
    if not (once and everywhere):
        return _calls(script.blocks) + tail
    forest = _calls(once) + (tail if script.tail_of_forest else "")
    here = "" if script.tail_of_forest else tail
    indented = textwrap.indent(forest, "    ").strip("\n")
    return f"\nif (-not $ThisServerOnly) {{\n{indented}\n}}\n" + _calls(everywhere, of_server) + here


def _calls(blocks: Iterable[Block], of_server: str = "") -> str:
    """One call for each block, under the rights it needs where these change."""
    lines: list[str] = []
    rights = ""
    for block in blocks:
        if block.rights != rights:
            rights = block.rights
            lines += ["", f"# Rights: {rights}"]
        given = f" -Depth {block.depth}" if block.depth else " -Lines" if block.lines else ""
        parts = [part for part in (block.part, of_server) if part]
        given += f" -Part {', '.join(map(literal, parts))}" if parts else ""
        command = textwrap.dedent(block.command).strip()
        inside = f" {command} " if "\n" not in command else f"\n{textwrap.indent(command, '    ')}\n"
        named = f"-Name {literal(block.name)} -File {literal(block.file)}"
        lines.append(f"Add-Block {named}{given} -Collect {{{inside}}}")
    return "\n".join(lines) + "\n"


def _filled(template: str, values: Mapping[str, object]) -> str:
    return rendered("kit", f"{template}.ps1", **values)
