"""A real log against the prediction on the terminal: what needs action first, then what is expected, then the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from textwrap import shorten
from typing import TYPE_CHECKING

from ..estate.counting import counted
from .console import print_line, print_table, shown, shown_severity

if TYPE_CHECKING:
    from rich.text import Text

    from ..rules.engine.log_comparison import ExplainedLine, LogComparison, Match, UnknownLine

#: rows of a table, and characters of a text, where no details are asked for
_ROWS, _TEXT = 6, 240
_LEVELS = {"ERROR": "error", "WARNING": "warning"}
_ORDER = {"ERROR": 0, "WARNING": 1}


def print_log_comparison(comparison: LogComparison, *, details: bool) -> None:
    """Print the counts, then the lines by what they ask of the reader; all of them, with sources, for *details*."""
    _print_counts(comparison)
    urgent = [line for line in comparison.explained if line.needs_action]
    _print_explained("Needs action", urgent, details=details)
    _print_predicted(comparison.matches, details=details)
    _print_expected([line for line in comparison.explained if not line.needs_action], details=details)
    _print_unknown(comparison.unknown, details=details)
    if not details and comparison.lines:
        print_line("Every line, with its step, sources and grade: --details; for other programs: --json", "dim")


def _print_counts(comparison: LogComparison) -> None:
    urgent = sum(line.count for line in comparison.explained if line.needs_action)
    known = sum(line.count for line in comparison.explained) - urgent
    seen = sum(match.seen for match in comparison.matches)
    unknown = sum(line.count for line in comparison.unknown)
    missing = sum(match.sought and not match.seen for match in comparison.matches)
    print_line(
        f"{counted(comparison.lines, 'entry', 'entries')}: "
        f"{counted(urgent, 'line needs action', 'lines need action')}, {seen:,} predicted and seen, "
        f"{known:,} explained, {unknown:,} unknown; {counted(missing, 'predicted line')} not seen",
        "bold",
    )
    now = comparison.now
    if now.phase is not None:
        said = f" or later ({now.because}); `migrator answers set current_phase` says it" if now.because else ""
        print_line(f"Phase of the migration: {now.phase}{said}")


def _print_explained(title: str, lines: Sequence[ExplainedLine], *, details: bool) -> None:
    """Print each line, what it means and what to do, the worst first."""
    ordered = sorted(lines, key=lambda line: _ORDER.get(line.level, 2))
    each = ordered if details else _one_of_each(ordered)
    kept = each if details else each[:_ROWS]
    if kept:
        counts = Counter[str]()
        for line in lines:
            counts[line.entry.id] += line.count
        rows = [
            (_level(line.level), line.count if details else counts[line.entry.id], _explanation(line, details=details))
            for line in kept
        ]
        print_table(title, ("Level", "Times", "What"), rows, numeric="lr")
    _print_more(len(each) - len(kept))


def _one_of_each(lines: Iterable[ExplainedLine]) -> list[ExplainedLine]:
    """The first line of each known message that says something by itself."""
    return list({line.entry.id: line for line in reversed(list(lines))}.values())[::-1]


def _explanation(line: ExplainedLine, *, details: bool) -> Text:
    entry = line.entry
    text = shown(line.text if details else _short(line.text))
    parts = [
        f"\n{entry.meaning}" if entry.meaning else "",
        f"\nDo: {entry.cure}" if entry.cure and line.needs_action else "",
    ]
    if details:
        parts.append(f"\nStep: {entry.step}" if entry.step else "")
        parts.append(f"\n{entry.id}, {line.expectation.text}, {entry.grade}: {', '.join(entry.references)}")
        parts.append(f"\n{entry.basis}" if entry.basis else "")
        parts.append(f"\n{line.source}")
    elif line.needs_action:
        parts.append("\n" + "; ".join(filter(None, [entry.step, line.source])))
    for part in filter(None, parts):
        text.append_text(shown(part, "dim"))
    return text


def _print_predicted(matches: Sequence[Match], *, details: bool) -> None:
    """Print what was predicted, by kind of line: how often, how often seen, and an example that was not."""
    groups: dict[str, list[Match]] = {}
    for match in matches:
        if match.sought:
            groups.setdefault(match.message.id, []).append(match)
    rows = []
    for id_, group in groups.items():
        for each in [[match] for match in group] if details else [group]:
            missing = next((match for match in each if not match.seen), None)
            example = (missing or each[0]).message.text
            predicted, seen = sum(match.message.count for match in each), sum(match.seen for match in each)
            state = shown("seen", "green") if seen == predicted else shown("differs", "yellow")
            rows.append((state, id_, predicted, seen, example if details else _short(example)))
    if rows:
        print_table("Predicted", ("In the log", "Line", "Predicted", "Seen", "Text"), rows, numeric="llrr")
    for cmdlet, count in Counter(match.message.cmdlet for match in matches if not match.sought).items():
        print_line(f"{counted(count, 'predicted line')} of {cmdlet}: no log of it is among the files")


def _print_expected(lines: Sequence[ExplainedLine], *, details: bool) -> None:
    """Print what is known and asks for nothing; the lines that every run prints only for details."""
    if details:
        _print_explained("Explained", lines, details=True)
        return
    usual = [line for line in lines if line.expectation.now and not _is_loud(line)]
    others = [line for line in lines if line not in usual]
    if others:
        rows = [
            (_level(line.level), sum(each.count for each in others if each.entry.id == line.entry.id), _brief(line))
            for line in sorted(_one_of_each(others), key=lambda line: _ORDER.get(line.level, 2))
        ]
        print_table("Explained", ("Level", "Times", "What"), rows[:_ROWS], numeric="lr")
        _print_more(len(rows) - len(rows[:_ROWS]))
    if usual:
        kinds = counted(len({line.entry.id for line in usual}), "kind")
        more = counted(sum(line.count for line in usual), "more line", "more lines")
        print_line(f"{more} of {kinds} that every run prints: nothing to do")


def _is_loud(line: ExplainedLine) -> bool:
    return line.level in _LEVELS or bool(line.entry.phases)


def _brief(line: ExplainedLine) -> Text:
    text = shown(_short(line.text))
    note = "; rules predict such lines, but not this one" if line.entry.predicted else ""
    meaning = f"{line.entry.meaning} " if line.entry.meaning else ""
    when = "; ".join(filter(None, [line.entry.step, line.expectation.text + note]))
    return text.append_text(shown(f"\n{meaning}({when})", "dim"))


def _print_unknown(lines: Sequence[UnknownLine], *, details: bool) -> None:
    ordered = sorted(lines, key=lambda line: _ORDER.get(line.level, 2))
    kept = ordered if details else ordered[:_ROWS]
    if kept:
        rows = [(_level(line.level), line.count, _unknown(line, details=details)) for line in kept]
        print_table("Unknown", ("Level", "Times", "Text"), rows, numeric="lr")
        _print_more(len(ordered) - len(kept))
        print_line('Keep one as a template: migrator log template "TEXT" --into messages.toml --id U1', "dim")


def _unknown(line: UnknownLine, *, details: bool) -> Text:
    text = shown(line.text if details else _short(line.text))
    if line.contains:
        text.append_text(shown(f"\ncontains the known message {', '.join(line.contains)}", "dim"))
    return text.append_text(shown(f"\n{line.source}", "dim"))


def _print_more(count: int) -> None:
    if count > 0:
        print_line(f"... and {count} more (--details)", "dim")


def _level(level: str) -> Text:
    return shown_severity(_LEVELS[level]) if level in _LEVELS else shown(level.lower(), "dim")


def _short(text: str) -> str:
    return shorten(text, _TEXT, placeholder=" ...")
