"""The path: evidence, findings, workbook, repair; a menu between the steps, and one line after an error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ..database.connection import redact
from ..errors import READ_WITH_LOSSES, MigratorError
from ..estate.counting import counted
from ..terminal.answers import say_kept
from ..terminal.board import print_board
from ..terminal.console import print_line, progress_bar, say
from ..terminal.inventory import print_conflicts, print_inventory_kinds
from ..terminal.losses import say_losses
from ..terminal.prediction import print_prediction
from ..terminal.sources_table import print_totals
from .answers import ask_answers
from .edge import EDGE_STEPS
from .evidence import evidence_of
from .evidence_prompts import SNAPSHOT_NAME
from .interview import Interview
from .prompts import (
    ANSWERS_FILE,
    EXPLAIN,
    LEAVE,
    OVERWRITE,
    PEOPLE,
    STEP,
    STEPS,
    SYMPTOM,
    SYMPTOM_ANSWERS,
    TARGET,
    TRACK,
    WORKBOOK,
    Step,
)
from .repair import repair_owners
from .state import Reply, SessionState
from .symptoms import chosen_symptom, explain_symptom

if TYPE_CHECKING:
    from ..app.settings import Settings


def walk(settings: Settings, given: Mapping[str, Reply], *, interactive: bool) -> int:
    """Take the steps that *given* asks for, or those of the menu; returns the exit code.

    Raises:
        NotInteractiveError: nobody can be asked and an answer is missing; nothing was done.
        KeyboardInterrupt: Ctrl-C at a question or while something is read.
        MigratorError: a step failed and nobody can be asked.
    """
    state = SessionState(now=settings.now())
    interview = Interview(state=state, given=dict(given), interactive=interactive)
    assistant = Assistant(settings, interview)
    assistant.look()
    wanted = _wanted(interview)
    interview.require(prompt for step in wanted for prompt in step.prompts)
    for step in wanted:
        if not assistant.take(step):
            wanted = []
            break
    if not wanted:
        assistant.use_menu()
    return assistant.exit_code


def _wanted(interview: Interview) -> list[Step]:
    """The steps of ``--step``; without it those that an option of the command line belongs to."""
    interview.require([STEP] if not interview.given else [])
    named = interview.given.pop(STEP.name, ())
    if isinstance(named, tuple) and named:
        return [step for name in named for step in STEPS if step.name == name]
    asking = {prompt.name: step for step in reversed(STEPS) for prompt in step.prompts}
    return [step for step in STEPS if any(asking[name] is step for name in interview.given)]


class Assistant:
    """One session: takes steps, and remembers what they left."""

    def __init__(self, settings: Settings, interview: Interview) -> None:
        self._settings = settings
        self._interview = interview
        self._session = interview.state
        self.exit_code = 0

    def look(self) -> None:
        """Look what the project holds already."""
        from ..store.project import is_new, open_project

        if not is_new(self._settings.project_url):
            opened = open_project(self._settings.project_url)
            self._session.snapshots = tuple(opened.snapshots())
            self._session.track = opened.checklist.track()

    def use_menu(self) -> None:
        """Show the board and take one step after the other until the user leaves."""
        while True:
            self._print_board()
            self._interview.forget([STEP])
            name = self._interview.answer(STEP)
            if name == LEAVE:
                break
            self.take(next(step for step in STEPS if step.name == name))

    def take(self, step: Step) -> bool:
        """Take *step*; False where it failed and can be tried again.

        Raises:
            MigratorError: it failed and nobody can be asked.
        """
        self._session.now = self._settings.now()
        print_line()
        print_line(step.title, "bold")
        self._session.failed = step.name
        try:
            _TAKE[step.name](self)
        except MigratorError as error:
            if not self._interview.interactive:
                raise
            say(error.message, "red")
            if error.hint:
                say(f"  {error.hint}")
            self._interview.offer_again(step.prompts)
            return False
        finally:
            self._interview.forget(prompt for prompt in step.prompts if prompt is not TARGET)
        self._session.failed = ""
        self._session.retry.clear()
        return True

    def read_evidence(self) -> None:
        """Read evidence into a new snapshot, and show what was read."""
        from ..app.inventory import compare_sources, take_inventory

        sources, databases = evidence_of(self._interview)
        if not sources and not databases:
            return
        name = self._interview.text(SNAPSHOT_NAME)
        with progress_bar("Reading") as progress:
            snapshot = take_inventory(
                self._settings.project_url,
                sources,
                name=name,
                now=self._session.now,
                progress=progress,
                databases=databases,
            )
        print_inventory_kinds(snapshot)
        print_conflicts(compare_sources(self._settings.project_url, snapshot).conflicts)
        print_totals(snapshot.sources)
        self._session.snapshots = (*self._session.snapshots, snapshot)
        self._session.done.clear()
        if any(report.has_losses for report in snapshot.sources):
            self.exit_code = READ_WITH_LOSSES

    def say_answers(self) -> None:
        """Ask what only the user knows, or take it from a file that was given, and keep it in the project."""
        from ..app.answers import import_answers, keep_answers
        from ..app.prediction import PredictionRequest, run_prediction
        from ..rules.engine.answers import asked_for

        project, now = self._settings.project_url, self._session.now
        if ANSWERS_FILE.name in self._interview.given:
            say_kept(import_answers(project, Path(self._interview.text(ANSWERS_FILE)), now=now))
        else:
            assessment = run_prediction(project, PredictionRequest(), now=now)
            lacking = asked_for(need for outcome in assessment.prediction.outcomes for need in outcome.needs)
            asked = [a for a in assessment.decisions.answers if a.text or a.question.name in lacking]
            say_kept(keep_answers(project, ask_answers(asked, self._session), now=now))
        self._session.done["answers"] = "kept in the project; `migrator answers list` shows them"

    def show_findings(self) -> None:
        """Show findings and the lines that the move will print."""
        from ..app.prediction import PredictionRequest, run_prediction
        from ..rules.engine.suppression import open_findings

        if "findings" in self._session.done:
            self._interview.forget([TARGET])
        target = self._interview.text(TARGET)
        request = PredictionRequest(target=target)
        assessment = run_prediction(self._settings.project_url, request, now=self._session.now)
        prediction = assessment.prediction
        print_prediction(prediction, assessment.applied, assessment.losses)
        real = len(open_findings(prediction.findings))
        waiting = sum(outcome.outcome == "not evaluated" for outcome in prediction.outcomes)
        missing = f"; {counted(waiting, 'rule waits', 'rules wait')} for data" if waiting else ""
        self._session.done["findings"] = f"{counted(real, 'finding')} for Lync Server {target}{missing}"

    def write_workbook(self) -> None:
        """Write the Excel workbook; one that is there is replaced only if the user says so."""
        from ..app.prediction import PredictionRequest
        from ..app.workbook import PeopleAs, write_workbook

        target = self._interview.text(TARGET)
        answer = self._interview.text(WORKBOOK)
        if not answer:
            return
        output = Path(answer)
        if OVERWRITE.when(self._session) and not self._interview.answer(OVERWRITE):
            print_line(f"{output} is left as it was")
            return
        self._say_losses()
        people: PeopleAs = "labels" if self._interview.text(PEOPLE) == "labels" else "names"
        with progress_bar("Writing") as progress:
            summary = write_workbook(
                self._settings.project_url,
                output,
                request=PredictionRequest(target=target),
                now=self._session.now,
                people=people,
                progress=progress,
            )
        cut = f", {counted(summary.cut_cells, 'cell')} cut (see the sheet Notes)" if summary.cut_cells else ""
        self._session.done["workbook"] = f"{output}: {counted(len(summary.sheets), 'sheet')}{cut}"
        print_line(self._session.done["workbook"])

    def look_at_edge(self, name: str) -> None:
        """Take a step that looks at the Edge; *name* is that of the step."""
        self._session.done[name] = EDGE_STEPS[name](self._settings, self._interview)

    def explain_message(self) -> None:
        """Explain a pasted message, or the messages of a file."""
        from ..app.explain import explain_given
        from ..terminal.explain import print_explanation

        if not (given := self._interview.text(EXPLAIN)):
            return
        explanation = explain_given(self._settings.project_url, given, now=self._session.now)
        self._say_losses()
        print_explanation(explanation, details=False)
        known = counted(len(explanation.explained), "known message")
        self._session.done["explain"] = f"{known}, {len(explanation.unknown)} unknown"

    def follow_checklist(self) -> None:
        """Show where the migration stands and the next step; the checklist is begun where there is none."""
        from ..app.checklist import read_checklist, start_checklist
        from ..terminal.checklist import print_checklist

        project, now = self._settings.project_url, self._session.now
        if self._session.track:
            made = read_checklist(project, now=now)
        else:
            track = self._interview.text(TRACK)
            made = start_checklist(project, track, snapshot=None, now=now)
            self._session.track = track
        say_losses(made.snapshot)
        print_checklist(made)
        done = sum(step.is_done for step in made.steps)
        self._session.done["checklist"] = f"{done} of {counted(len(made.steps), 'step')} done"

    def explain(self) -> None:
        """Ask what does not work and what separates its causes, and show the checks in order."""
        is_typed = self._interview.interactive and SYMPTOM.name not in self._interview.given
        words = self._interview.text(SYMPTOM)
        if is_typed:
            words = chosen_symptom(words, self._session)
        if not words:
            return
        self._say_losses()
        typed = self._interview.given.get(SYMPTOM_ANSWERS.name)
        given = typed if isinstance(typed, tuple) else None if self._interview.interactive else ()
        self._session.done["symptom"] = explain_symptom(self._settings.project_url, words, given, self._session)

    def repair(self) -> None:
        """Repair response groups that have lost their owner."""
        if became := repair_owners(self._settings, self._interview):
            self._session.done["repair"] = became
            print_line(became)

    def _say_losses(self) -> None:
        for newest in self._session.snapshots[-1:]:
            say_losses(newest)

    def _print_board(self) -> None:
        names = [step.name for step in STEPS]
        proposed = STEP.default(self._session)
        print_board(
            redact(self._settings.project_url),
            [(step.title, self._state(step)) for step in STEPS],
            names.index(str(proposed)) if proposed in names else None,
        )

    def _state(self, step: Step) -> str:
        if step.name == "evidence" and self._session.snapshots:
            newest = self._session.snapshots[-1]
            lost = sum(report.has_losses for report in newest.sources)
            losses = f", {lost} of them with losses" if lost else ""
            objects = counted(sum(newest.items.values()), "object")
            return f"snapshot {newest.name}: {objects} from {counted(len(newest.sources), 'source')}{losses}"
        return self._session.done.get(step.name, step.waiting)


_TAKE: Mapping[str, Callable[[Assistant], None]] = {
    "evidence": Assistant.read_evidence,
    "answers": Assistant.say_answers,
    "findings": Assistant.show_findings,
    "workbook": Assistant.write_workbook,
    "explain": Assistant.explain_message,
    "checklist": Assistant.follow_checklist,
    "symptom": Assistant.explain,
    "repair": Assistant.repair,
    **{name: partial(Assistant.look_at_edge, name=name) for name in EDGE_STEPS},
}
