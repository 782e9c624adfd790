"""`rgs`: call flows, and the script that recreates response groups."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import InputError
from ..files import write_file
from ..terminal.console import one_line, print_json, say
from ..terminal.losses import say_losses
from .options import json_option, snapshot_option
from .outputs import into_option, output_option, write_scripts

if TYPE_CHECKING:
    from ..app.settings import Settings


@click.group()
def rgs() -> None:
    """Response groups: call flows, recreation, comparison after the move.

    \b
    Example:
      migrator rgs flow "Help Desk"
    """


@rgs.command()
@click.argument("workflow", required=False)
@snapshot_option
@json_option
@output_option("--mermaid", "mermaid_file", help="Write the flows as Mermaid text.")
@output_option("--svg", "svg_file", help="Write the flows as a drawing (SVG).")
@click.pass_obj
def flow(
    settings: Settings,
    workflow: str | None,
    snapshot: str | None,
    as_json: bool,
    mermaid_file: Path | None,
    svg_file: Path | None,
) -> None:
    """Show the path of a call through each workflow; loops and dead ends are marked.

    WORKFLOW is a name, GUID or SIP address; without it every workflow is shown.

    \b
    Example:
      migrator rgs flow "Help Desk" --svg helpdesk.svg
    """
    from ..app.call_flows import chosen_flows
    from ..app.response_groups import KINDS_READ
    from ..documents.shapes.call_flow import flow_document
    from ..store.project import open_project
    from ..terminal.call_flow import print_flows

    project = open_project(settings.project_url)
    say_losses(project.snapshot(snapshot), KINDS_READ)
    flows = chosen_flows(project.estate(snapshot), workflow)
    if mermaid_file:
        from ..documents.drawing.call_flow_mermaid import mermaid

        _write(mermaid_file, mermaid(flows))
    if svg_file:
        from ..documents.drawing.call_flow_svg import svg

        _write(svg_file, svg(flows))
    if as_json:
        print_json([flow_document(each) for each in flows])
        return
    print_flows(flows)


@rgs.command()
@into_option()
@snapshot_option
@click.option("--pool", metavar="FQDN", help="Recreate the response groups of this pool only.")
@click.option("--target-pool", metavar="FQDN", help="Pool that gets them. Default: the script asks.")
@click.option(
    "--replace", is_flag=True, help="On the pools of Lync Server 2013 themselves: delete each, then recreate."
)
@click.pass_obj
def rebuild(
    settings: Settings, into: Path, snapshot: str | None, pool: str | None, target_pool: str | None, *, replace: bool
) -> int:
    """Write PowerShell that recreates the response groups on Lync Server 2013; exit code 1 where gaps remain.

    One script for each pool and a README.txt. A script changes nothing until it is run with -Apply. With --replace it
    is the way to owners without SQL: it exports, then asks for each workflow, queue and agent group of the pool of Lync
    Server 2013 whether to delete and recreate it. Response groups of older pools are never deleted.

    \b
    Example:
      migrator rgs rebuild --into recreate --target-pool lyncpool.contoso.com
    """
    from ..app.response_groups import KINDS_READ
    from ..response_groups.rebuild.replacement import replacements
    from ..response_groups.rebuild.script import readme, scripts
    from ..store.project import open_project
    from ..terminal.rebuild import print_scripts

    if replace and target_pool:
        raise InputError("--replace works on the pool itself", hint="leave out --target-pool, or name it with --pool")
    project = open_project(settings.project_url)
    estate = project.estate(snapshot)
    made = replacements(estate, pool=pool) if replace else scripts(estate, pool=pool, target_pool=target_pool)
    lost = say_losses(project.snapshot(snapshot), KINDS_READ)
    if not made:
        where = f" on pool {one_line(pool)}" if pool else ""
        of = " of Lync Server 2013" if replace else ""
        hint = "collect that pool with the kit, then `migrator inventory`" if replace else None
        raise InputError(
            f"the snapshot has no response groups{of}{where}", hint=hint or "`migrator show queue` lists what it has"
        )
    write_scripts(into, {script.file_name: script.text for script in made} | {"README.txt": readme(made)})
    print_scripts(into, made)
    return 1 if any(script.omissions for script in made) else lost


@rgs.command()
@snapshot_option
@output_option("--output", required=True, help="The form to write (xlsx).")
@click.pass_obj
def form(settings: Settings, snapshot: str | None, output: Path) -> None:
    """Write a form for what evidence of OCS 2007 R2 cannot hold: hours, holidays, menus, texts, music, time zones.

    One row for each workflow, to be filled in from the console. Read it together with the evidence; `rgs flow`,
    `rgs compare` and `rgs rebuild` then use it.

    \b
    Example:
      migrator rgs form --output workflows.xlsx
      migrator inventory evidence workflows.xlsx
    """
    from ..app.response_groups import KINDS_READ
    from ..documents.workflow_form import write_form
    from ..estate.counting import counted
    from ..estate.products import R2
    from ..estate.response_groups import Workflow
    from ..store.project import open_project

    project = open_project(settings.project_url)
    estate = project.estate(snapshot)
    say_losses(project.snapshot(snapshot), KINDS_READ)
    if not any(estate.of(Workflow, product=R2)):
        raise InputError(
            "the snapshot has no workflow of OCS 2007 R2", hint="`migrator show workflow` lists what it has"
        )
    rows = write_form(output, estate)
    say(f"{output} written: {counted(rows, 'workflow')}. Next: migrator inventory EVIDENCE {output}")


def _write(path: Path, text: str) -> None:
    write_file(path, text.encode())
    say(f"{path} written")
