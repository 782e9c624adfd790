"""`wave`: which users move together, what that breaks, and the script that moves them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import InputError
from ..estate.counting import counted
from ..terminal.console import one_line, print_json, print_line, say
from ..terminal.losses import say_losses
from .losses import say_losses_of
from .options import EXISTING_FILE, json_option, snapshot_option
from .outputs import into_option, write_scripts

if TYPE_CHECKING:
    from ..app.settings import Settings


@click.group()
def wave() -> None:
    """Move users in waves: who moves together, what a wave breaks and waits for, the script that moves it.

    \b
    Example:
      migrator wave plan
    """


@wave.command()
@snapshot_option
@json_option
@click.pass_obj
def plan(settings: Settings, snapshot: str | None, as_json: bool) -> None:
    """Show the users who are tied to each other: delegates, shared lines, agents and the response groups of a pool.

    Cut where you want: what a wave breaks is shown with it.

    \b
    Example:
      migrator wave plan
    """
    from ..app.waves import bundles
    from ..documents.shapes.waves import bundles_document
    from ..store.project import open_project
    from ..terminal.waves import print_bundles
    from ..waves.ties import KINDS_READ

    found = bundles(settings.project_url, snapshot=snapshot)
    read = open_project(settings.project_url).snapshot(snapshot)
    say_losses(read, KINDS_READ)
    if as_json:
        print_json(bundles_document(found, read.sources))
        return
    print_bundles(found)


@wave.command()
@click.argument("name")
@click.option("--users", type=EXISTING_FILE, help="A list of users: CSV, or one SIP address a line.")
@click.option("--pool", metavar="FQDN", help="All users of this legacy pool, and its response groups.")
@click.option(
    "--where",
    multiple=True,
    metavar="FIELD=VALUE",
    help="Users of whom a field, or a property of the evidence such as department, has this value; may be repeated.",
)
@click.option(
    "--response-groups",
    "groups",
    multiple=True,
    metavar="FQDN",
    help="The response groups of this legacy pool move with the wave; may be repeated.",
)
@snapshot_option
@click.pass_obj
def new(
    settings: Settings,
    name: str,
    users: Path | None,
    pool: str | None,
    where: tuple[str, ...],
    groups: tuple[str, ...],
    snapshot: str | None,
) -> None:
    """Keep a new wave, which moves after those that there are.

    \b
    Example:
      migrator wave new pilot --users pilot.csv
      migrator wave new london --pool ocspool.contoso.local
    """
    from ..app.waves import WaveChoice, make_wave
    from ..waves.ties import KINDS_READ

    choice = WaveChoice(users=users, pool=pool, where=dict(map(_condition, where)), groups=groups)
    say_losses_of(settings, snapshot, KINDS_READ)
    made = make_wave(settings.project_url, name, choice, snapshot=snapshot, now=settings.now())
    print_line(f"Wave {one_line(name)}: {counted(made.users, 'user')}")
    for each in made.pools:
        print_line(f"  with the response groups of {each}")
    if made.elsewhere:
        print_line(f"  {counted(made.elsewhere, 'other is', 'others are')} in an earlier wave")


def _condition(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name.strip() and equals and value.strip()):
        raise InputError(f"--where: {text!r} is not FIELD=VALUE", hint="For example --where voice_policy=Sales")
    return name, value


@wave.command("list")
@snapshot_option
@json_option
@click.pass_obj
def list_(settings: Settings, snapshot: str | None, as_json: bool) -> None:
    """List the waves in the order of the moves, with what each breaks and waits for.

    \b
    Example:
      migrator wave list
    """
    from ..app.waves import waves_of
    from ..documents.shapes.waves import wave_list_document
    from ..terminal.waves import print_waves

    made = waves_of(settings.project_url, snapshot=snapshot, now=settings.now())
    say_losses(made.snapshot)
    if as_json:
        print_json(wave_list_document(made.waves))
        return
    print_waves(made)


@wave.command()
@click.argument("name")
@snapshot_option
@json_option
@click.pass_obj
def show(settings: Settings, name: str, snapshot: str | None, as_json: bool) -> int:
    """Show a wave: what moves, what it breaks, what it waits for; exit code 1 where it is not ready.

    \b
    Example:
      migrator wave show pilot
    """
    from ..app.waves import waves_of
    from ..documents.shapes.waves import wave_document
    from ..terminal.waves import print_wave
    from ..waves.waves import WaveState

    made = waves_of(settings.project_url, snapshot=snapshot, now=settings.now())
    found = made.named(name)
    lost = say_losses(made.snapshot)
    if as_json:
        print_json(wave_document(found, made.snapshot.sources))
    else:
        print_wave(found)
    return 1 if found.state is WaveState.NOT_READY else lost


@wave.command()
@click.argument("name")
@click.option("--to", "target_pool", required=True, metavar="FQDN", help="The pool to which the users move.")
@into_option("Folder for list, script and README; it is made if it does not exist.")
@snapshot_option
@click.pass_obj
def script(settings: Settings, name: str, target_pool: str, into: Path, snapshot: str | None) -> int:
    """Write the user list of a wave and the PowerShell that moves it; exit code 1 where the wave is not ready.

    Move-CsLegacyUser moves users of OCS 2007 R2, Move-CsUser those of Lync Server 2010. The script changes nothing
    until it is run with -Apply, looks each user up after the move, and prints the sum also after a failure.

    \b
    Example:
      migrator wave script pilot --to lyncpool.contoso.local --into pilot
    """
    from ..app.waves import files_of_wave, waves_of
    from ..terminal.waves import held_lines, print_files
    from ..waves.waves import WaveState

    made = waves_of(settings.project_url, snapshot=snapshot, now=settings.now())
    found = made.named(name)
    held = held_lines(found)
    lost = say_losses(made.snapshot)
    files = files_of_wave(made, found, target_pool=target_pool, held=held)
    write_scripts(into, files.texts)
    print_files(into, files)
    for line in held:
        say(f"Not ready: {line}", "yellow")
    return 1 if found.state is WaveState.NOT_READY or files.left_out else lost


@wave.command()
@click.argument("file", type=EXISTING_FILE)
@snapshot_option
@click.pass_obj
def together(settings: Settings, file: Path, snapshot: str | None) -> None:
    """Keep who has to move together and no evidence shows it: two people a row, and a reason if wanted.

    The list takes the place of the one before; a list of headings alone takes it back.

    \b
    Example:
      migrator wave together assistants.csv
    """
    from ..app.waves import keep_companions
    from ..estate.users import User

    say_losses_of(settings, snapshot, {User.kind})
    kept = keep_companions(settings.project_url, file, snapshot=snapshot, now=settings.now())
    print_line(f"{counted(kept, 'pair')} of people who move together")


@wave.command()
@click.argument("name")
@click.pass_obj
def remove(settings: Settings, name: str) -> None:
    """Forget a wave; its users are in no wave then.

    \b
    Example:
      migrator wave remove pilot
    """
    from ..app.waves import remove_wave

    remove_wave(settings.project_url, name)
    print_line(f"Wave {one_line(name)} is removed")
