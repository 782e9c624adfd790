"""What the wizard asks, as data: every question, with the option that answers it and the steps that need it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import attrs

from ..app.repair import PLAN_FILE, REPAIR_FILE, UNDO_FILE
from ..estate.products import LYNC2010, TARGETS, can_move_to
from .edge_prompts import CALENDAR, CERTIFICATES, EDGE_FILES, ENDPOINTS, PARTNER, PROBE, RESOLVERS, VANTAGE, ZONES
from .evidence_prompts import DATABASES, EVIDENCE, SERVER, SNAPSHOT_NAME, address_complaint
from .prompt import Choice, Prompt
from .state import Reply, SessionState

LEAVE = "leave"


@attrs.frozen
class Step:
    """One step of the path: what the menu says, what it needs, which questions it asks.

    Attributes:
        waiting: what the board says before the step was taken.
        needs_snapshot: it cannot be taken before evidence was read.
    """

    name: str
    title: str
    waiting: str
    prompts: tuple[Prompt, ...]
    needs_snapshot: bool = True


def _answers_complaint(answer: str, _state: SessionState) -> str | None:
    return None if Path(answer).is_file() else f"{answer}: there is no such file"


def _workbook_complaint(answer: str, _state: SessionState) -> str | None:
    if not answer.lower().endswith(".xlsx"):
        return "the name of a workbook ends in .xlsx"
    path = Path(answer)
    if path.is_dir():
        return f"{answer} is a folder"
    return None if path.parent.is_dir() else f"{path.parent}: there is no such folder"


def _workbook_exists(state: SessionState) -> bool:
    return os.path.lexists(state.text("workbook"))


def _folder_complaint(answer: str, _state: SessionState) -> str | None:
    folder = Path(answer)
    if not answer or (folder.exists() and not folder.is_dir()):
        return "name a folder"
    for name in (PLAN_FILE, REPAIR_FILE, UNDO_FILE):
        if os.path.lexists(folder / name):
            return f"{folder / name} exists already: name another folder"
    return None


def _confirm_complaint(answer: str, state: SessionState) -> str | None:
    if answer in ("", state.place) or not state.place:
        return None
    return f"type {state.place}, or press Enter to stop"


def _pools(state: SessionState) -> Sequence[Choice]:
    pools = [Choice(pool.id, f"{pool.name} ({pool.id})" if pool.name else pool.id) for pool in state.pools or ()]
    return (Choice("", "none of them: stop here without a change"), *pools)


def _targets(state: SessionState) -> Sequence[Choice]:
    """The targets, newest first; one to which the newest snapshot cannot move says why."""
    products = state.snapshots[-1].products if state.snapshots else ()
    only = "only OCS 2007 R2 moves there"
    return tuple(
        Choice(target, title, None if can_move_to(target, products) else only)
        for target, title in sorted(TARGETS.items(), reverse=True)
    )


TARGET = Prompt(
    name="target",
    text="Where do you migrate to?",
    kind="choice",
    option="--target",
    help="The Lync Server that the estate moves to.",
    default=lambda _state: "2013",
    values=tuple(TARGETS),
    choices=_targets,
)
ANSWERS_FILE = Prompt(
    name="answers",
    text="File with answers:",
    kind="path",
    option="--answers",
    help="File with answers that are kept in the project, instead of being asked.",
    complaint=_answers_complaint,
)
WORKBOOK = Prompt(
    name="workbook",
    text="Workbook to write (empty skips):",
    kind="path",
    option="--workbook",
    help="The Excel workbook to write.",
    skips=True,
    default=lambda _state: "estate.xlsx",
    complaint=_workbook_complaint,
)
PEOPLE = Prompt(
    name="people",
    text="How shall the workbook show people?",
    kind="choice",
    option="--people",
    help="Whether the workbook shows people by name or as labels that only this project can resolve.",
    default=lambda _state: "names",
    values=("names", "labels"),
    choices=lambda _state: (
        Choice("names", "by name, as response groups need them"),
        Choice("labels", "as labels (person 17), to give the workbook away"),
    ),
    when=lambda state: bool(state.answers.get("workbook")),
)
OVERWRITE = Prompt(
    name="overwrite",
    text="That file exists. Replace it?",
    kind="confirm",
    option="--overwrite",
    help="Whether an existing workbook of that name is replaced.",
    default=lambda _state: False,
    when=_workbook_exists,
)
SYMPTOM = Prompt(
    name="symptom",
    text="What does not work, in your words? Enter alone lists what is known:",
    kind="text",
    option="--symptom",
    help="The symptom to explain, by its id or in words.",
)
SYMPTOM_ANSWERS = Prompt(
    name="symptom_answers",
    text="Answers about the symptom:",
    kind="text",
    option="--symptom-answer",
    help="NAME=VALUE: an answer to a question of the symptom, instead of being asked; empty for none, may be repeated.",
    many=True,
    when=lambda state: state.answers.get("symptom") != "",
)
EXPLAIN = Prompt(
    name="explain",
    text="Paste a message, or name a file with messages (empty skips):",
    kind="text",
    option="--explain",
    help="A message to explain, or a file with messages: events, a trace, a log, a transcript.",
    skips=True,
    complaint=lambda answer, _state: None if answer else "give a message or a file",
)
REPAIR_SQL = Prompt(
    name="repair_sql",
    text="SQL Server of the pool, like SQL1\\RTC or SQL1,1433; or a URL (empty skips):",
    kind="address",
    option="--repair-sql",
    help=r"The SQL Server whose rgsconfig is repaired, as SQL1\RTC or SQL1,1433; or the database as an SQLAlchemy URL.",
    skips=True,
    complaint=address_complaint,
)
OWNER = Prompt(
    name="owner",
    text="Which pool gets the rows without an owner?",
    kind="choice",
    option="--owner",
    help="The owner pool for rows without one: its id or FQDN.",
    choices=_pools,
)
REPAIR_FOLDER = Prompt(
    name="repair_folder",
    text="Folder for the plan, the scripts and the journal:",
    kind="path",
    option="--repair-folder",
    help="Folder for the plan, both scripts and the journal of the repair.",
    default=lambda state: state.now.strftime("rgs-repair-%Y%m%d-%H%M%S"),
    complaint=_folder_complaint,
)
CONFIRM = Prompt(
    name="confirm",
    text="Type SERVER/DATABASE to change it now; Enter alone stops here:",
    kind="text",
    option="--confirm",
    help="SERVER/DATABASE that may be changed; if it is empty, only the plan and the scripts are written.",
    complaint=_confirm_complaint,
)


def _likely_track(state: SessionState) -> Reply:
    """Track B where evidence of Lync Server 2010 was read, else A."""
    return "B" if state.snapshots and LYNC2010 in state.snapshots[-1].products else "A"


UNDO = Prompt(
    name="undo",
    text="Undo the repair now?",
    kind="confirm",
    option="--undo",
    help="Whether the repair is undone after it was made.",
    default=lambda _state: False,
    when=lambda state: state.answers.get("confirm") != "",
)

TRACK = Prompt(
    name="track",
    text="Which way does this migration go?",
    kind="choice",
    option="--track",
    help="The track of the checklist; used only where the project has no checklist yet.",
    default=_likely_track,
    values=("A", "B", "C"),
    choices=lambda _state: (
        Choice("A", "OCS 2007 R2 to Lync Server 2013"),
        Choice("B", "Lync Server 2010 to Lync Server 2013"),
        Choice("C", "OCS 2007 R2 to Lync Server 2010"),
    ),
    when=lambda state: not state.track,
)
_DNS = (ZONES, VANTAGE, RESOLVERS, PARTNER)
STEPS = (
    Step(
        "evidence",
        "Read evidence",
        "nothing read yet: a file, folder or zip that was collected on site, or databases",
        (EVIDENCE, SERVER, DATABASES, SNAPSHOT_NAME),
        needs_snapshot=False,
    ),
    Step("findings", "See findings and predicted messages", "not looked at yet", (TARGET,)),
    Step("answers", "Answer questions that need you", "some rules need them, e.g. planned names", (ANSWERS_FILE,)),
    Step("workbook", "Write the Excel workbook", "not written yet", (TARGET, WORKBOOK, OVERWRITE, PEOPLE)),
    Step(
        "explain",
        "Explain a message, an event log or a trace",
        "what a line on the screen means, and what to check",
        (EXPLAIN,),
        needs_snapshot=False,
    ),
    Step("federation", "Check federation and the Edge", "the check list, if people come from outside", ()),
    Step("dns", "Compare DNS records", "what the topology needs, against files and name servers", _DNS),
    Step(
        "ports",
        "Compare ports and services of the Edge",
        "netstat and others, against its topology",
        (EDGE_FILES, PROBE),
    ),
    Step(
        "certificates",
        "Check certificates of the Edge",
        "names, chains, and when each expires",
        (CERTIFICATES, ENDPOINTS, CALENDAR),
    ),
    Step("transition", "See how federation moves to the new Edge", "step by step, with the way back", ()),
    Step("checklist", "See what comes next in the migration", "the checklist, step by step", (TRACK,)),
    Step(
        "symptom",
        "Explain what does not work",
        "if something fails: questions, then the checks in order",
        (SYMPTOM, SYMPTOM_ANSWERS),
        needs_snapshot=False,
    ),
    Step(
        "repair",
        "Repair response groups",
        "only if the move removed their owner pool (rgsconfig)",
        (REPAIR_SQL, OWNER, REPAIR_FOLDER, CONFIRM, UNDO),
        needs_snapshot=False,
    ),
)
#: steps that not every estate needs
_ON_REQUEST = frozenset(
    {
        "answers",
        "certificates",
        "checklist",
        "dns",
        "explain",
        "federation",
        "ports",
        "repair",
        "symptom",
        "transition",
    }
)


def _next_step(state: SessionState) -> Reply:
    """The step that failed, else the first that can be taken and was not; some are never proposed (`_ON_REQUEST`)."""
    if state.failed:
        return state.failed
    for step in STEPS:
        if step.name in state.done or step.name in _ON_REQUEST:
            continue
        if not (step.name == "evidence" and state.snapshots):
            return step.name
    return LEAVE


def _menu(state: SessionState) -> Sequence[Choice]:
    missing = None if state.snapshots else "read evidence first"
    offered = [Choice(step.name, step.title, missing if step.needs_snapshot else None) for step in STEPS]
    return (*offered, Choice(LEAVE, "Leave"))


STEP = Prompt(
    name="step",
    text="What next?",
    kind="choice",
    option="--step",
    help="A step to take, instead of the menu; may be repeated.",
    many=True,
    default=_next_step,
    values=tuple(step.name for step in STEPS),
    choices=_menu,
)
PROMPTS = (STEP, *dict.fromkeys(prompt for step in STEPS for prompt in step.prompts))
