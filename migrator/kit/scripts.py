"""The scripts of the kit and its README as text: what `blocks` says, in the templates of ``reports/kit/``.

Lines end with CR LF and all is ASCII: PowerShell 2.0 reads a script without a BOM in the code page of the server.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Mapping

import attrs

from ..estate.collection import CMDLET_DEPTH, RGS_POOLS, WMI_DEPTH, wmi_classes
from ..estate.products import FULL_NAMES, LYNC2013, R2
from ..powershell import Code, literal, rendered
from ..resources import sql_file
from .blocks import Block, domain_controller_blocks, edge_blocks, front_end_blocks, sql_server_blocks


@attrs.frozen(kw_only=True)
class KitScript:
    """One script of the kit.

    Attributes:
        head: templates before the blocks, which define what the blocks call.
        domains: PowerShell that gives the SIP domains; "" where the server does not know them.
        tail: templates after the blocks: loops over what is known only at the site.
        tail_of_forest: the tail reads the forest or pool, so -ThisServerOnly leaves it out.
    """

    role: str
    title: str
    where: str
    rights: str
    parameters: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    domains: str = ""
    blocks: tuple[Block, ...]
    tail: tuple[str, ...] = ()
    tail_of_forest: bool = True

    @property
    def file(self) -> str:
        """Its file name."""
        return f"{self.role}.ps1"


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
    files = {script.file: _script_text(script, product, version) for script in scripts}
    files["README.txt"] = _readme(scripts, product, version)
    return {name: text.replace("\n", "\r\n") for name, text in files.items()}


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
        )
    return KitScript(
        role="front-end",
        title=f"Front End of {FULL_NAMES[product]}",
        where="on one Front End, in the Lync Server Management Shell as administrator; -ThisServerOnly on the others",
        rights="RTCUniversalServerAdmins (Export-CsConfiguration needs it) and local administrator",
        parameters=(_SIP_DOMAIN, "[switch]$ThisServerOnly"),
        head=("lync", "dns"),
        domains="Get-CsSipDomain | ForEach-Object { $_.Name }",
        blocks=front_end_blocks(product),
        tail=("response_groups",) if product == LYNC2013 else (),
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
    values = {
        "version": version,
        "title": script.title,
        "where": script.where,
        "rights": script.rights,
        "parameters": [Code(parameter) for parameter in script.parameters],
        "product": product,
        "role": script.role,
        "domains": Code(script.domains) if script.domains else None,
        "rgs_pools": Code(RGS_POOLS),
        "named": wmi_classes(),
        "depth": WMI_DEPTH if product == R2 else CMDLET_DEPTH,
        "documents": _statement("read_documents.sql"),
        "table_names": _statement("read_table_names.sql"),
    }
    parts = [_filled("common", values), *(_filled(name, values) for name in script.head), _body(script, values)]
    return "".join(parts) + _filled("end", values)


def _statement(file: str) -> dict[str, str | Code]:
    """The statement of a file, and the purpose that its header gives."""
    header, _, statement = sql_file("kit", file).read_text("utf-8").partition("*/\n")
    purpose = next(line for line in header.splitlines() if line.startswith("Purpose: "))
    return {"statement": Code(statement.strip()), "purpose": purpose}


def _body(script: KitScript, values: Mapping[str, object]) -> str:
    everywhere = [block for block in script.blocks if block.every_server]
    once = [block for block in script.blocks if not block.every_server]
    tail = "".join(_filled(name, values) for name in script.tail)
    if not (once and everywhere):
        return _planned(script.blocks) + _calls(script.blocks) + tail
    forest = _planned(once, add=True) + _calls(once)
    here = tail if not script.tail_of_forest else ""
    forest += tail if script.tail_of_forest else ""
    return (
        _planned(everywhere)
        + "\nif (-not $ThisServerOnly) {\n"
        + textwrap.indent(forest, "    ").strip("\n")
        + "\n}\n"
        + _calls(everywhere)
        + here
    )


def _planned(blocks: Iterable[Block], *, add: bool = False) -> str:
    names = ",\n".join(f"    {literal(block.name)}" for block in blocks)
    return f"\n$Planned {'+=' if add else '='} @(\n{names}\n)\nSave-Manifest\n"


def _calls(blocks: Iterable[Block]) -> str:
    """One call for each block, under the rights it needs where these change."""
    lines: list[str] = []
    rights = ""
    for block in blocks:
        if block.rights != rights:
            rights = block.rights
            lines += ["", f"# Rights: {rights}"]
        depth = f" -Depth {block.depth}" if block.depth else ""
        command = textwrap.dedent(block.command).strip()
        inside = f" {command} " if "\n" not in command else f"\n{textwrap.indent(command, '    ')}\n"
        named = f"-Name {literal(block.name)} -File {literal(block.file)}"
        lines.append(f"Invoke-Block {named}{depth} -Collect {{{inside}}}")
    return "\n".join(lines) + "\n"


def _readme(scripts: Iterable[KitScript], product: str, version: str) -> str:
    steps = [
        {
            "file": script.file,
            "lines": [
                *textwrap.wrap(f"Run it {script.where}.", 74),
                *textwrap.wrap(f"Rights: {script.rights}.", 74),
            ],
        }
        for script in scripts
    ]
    text = rendered("kit", "README.txt", version=version, title=FULL_NAMES[product], steps=steps)
    return text + rendered("kit", "R2.txt" if product == R2 else "Lync.txt")


def _filled(template: str, values: Mapping[str, object]) -> str:
    return rendered("kit", f"{template}.ps1", **values)
