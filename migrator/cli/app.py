"""The `migrator` command; `migrator.__main__` adds the assistant to it."""

from __future__ import annotations

from pathlib import Path

import click

from .. import __version__
from ..app.settings import DEFAULT_PROJECT, Settings


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="Exit codes: 0 clean, 1 findings at or above the threshold, 2 usage or input, 3 guard refused (nothing "
    "changed), 4 target failed (state unknown), 5 evidence was read with losses, 130 interrupted.",
)
@click.option(
    "--project",
    default=DEFAULT_PROJECT,
    envvar="MIGRATOR_PROJECT",
    show_default=True,
    metavar="FILE_OR_URL",
    help="The project: snapshots, decisions, journals.",
)
@click.option(
    "--log",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Append what is done to this file: steps, counts, times; no password and no person.",
)
@click.option("--debug", is_flag=True, help="Show each step and the traceback of an error on stderr.")
@click.version_option(__version__, message="migrator %(version)s")
@click.pass_context
def app(context: click.Context, project: str, log: Path | None, debug: bool) -> None:
    """Document an OCS 2007 R2 or Lync 2010 estate, predict its migration to Lync Server 2013, repair response groups.

    Without a command the interactive assistant starts.

    \b
    Example:
      migrator inventory C:\\evidence
      migrator predict
      migrator export xlsx --output estate.xlsx
    """
    from ..app.diagnostics import start_logging

    context.obj = Settings(project)
    start_logging(log, debug=debug, command=context.invoked_subcommand or "wizard")
    if context.invoked_subcommand is None:
        context.invoke(app.commands["wizard"])


def _register() -> None:
    from .answers import answers
    from .checklist import checklist
    from .demo import demo
    from .diff import diff
    from .edge import edge
    from .edge_certificates import certificates
    from .edge_check import check
    from .edge_dns import dns
    from .edge_events import events, trace
    from .edge_ports import ports
    from .edge_push import push
    from .edge_transition import transition
    from .explain import explain
    from .export import export
    from .inventory import inventory, show, snapshots
    from .journal import journal, note
    from .kit import kit
    from .log import log
    from .numbers import numbers
    from .predict import predict
    from .repair import repair
    from .rgs import rgs
    from .rgs_compare import compare
    from .rules import rules
    from .suppress import suppress
    from .voice import voice
    from .wave import wave

    rgs.add_command(compare)
    edge.add_command(dns)
    edge.add_command(ports)
    edge.add_command(certificates)
    edge.add_command(check)
    edge.add_command(transition)
    edge.add_command(push)
    edge.add_command(events)
    edge.add_command(trace)
    evidence = (demo, kit, inventory, snapshots, show, diff, numbers, edge)
    reading = (*evidence, predict, rules, log, explain, export, rgs, voice)
    for command in (*reading, answers, suppress, checklist, wave, note, journal, repair):
        app.add_command(command)


_register()
