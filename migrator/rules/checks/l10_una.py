"""Ranges of unassigned numbers (L10-UNA-001 to 005)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import attrs

from ...estate.estate import Estate
from ...estate.kinds import Item
from ...estate.numbers import Use, assigned_numbers, numbers_of, overlapping_ranges
from ...estate.references import announcement_of, pool_named
from ...estate.topology import Pool
from ...estate.voice import Announcement, UnassignedNumber
from ...powershell import literal
from ..engine.departures import pools_to_remove
from ..engine.model import LYNC2010, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import B_POST, B_REMOVE
from ..engine.scope import LYNC
from ..engine.values import Number, Text, Value, items, kind_of, numbers
from .r2_um import left_on

#: the pattern on the page of New-CsUnassignedNumber, whose text says up to 17 digits
_NUMBER = re.compile(r"(?:tel:)?\+?[1-9][0-9]{0,17}(?:;ext=[1-9][0-9]{0,9})?", re.IGNORECASE)


NO_ANNOUNCEMENT = "Callers of the range {range} hear no announcement."
NOT_FORWARDED = "Calls to {range} are no longer forwarded to {target}."
#: all that decides what callers hear and where they are forwarded (help of New-CsAnnouncement)
RECREATE_ANNOUNCEMENT = (
    "{audio}Create the same announcement on the new pool: New-CsAnnouncement -Identity ApplicationServer:POOL -Name "
    "{announcement}{parameters}{forward}; then Set-CsUnassignedNumber -Identity {name} -AnnouncementService "
    "ApplicationServer:POOL -AnnouncementName {announcement}."
)
UNREAD_ANNOUNCEMENT = (
    "The announcement was not read: look at it (Get-CsAnnouncement) and create it on the new pool with everything that "
    "it has: New-CsAnnouncement -Identity ApplicationServer:POOL -Name {announcement} with -TextToSpeechPrompt and "
    "-Language, -AudioFilePrompt, -TargetUri; then Set-CsUnassignedNumber -Identity {name} -AnnouncementService "
    "ApplicationServer:POOL -AnnouncementName {announcement}."
)


@rule(
    id="L10-UNA-001",
    title="Announcement of unassigned numbers on a pool to be removed",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=(LYNC2010,),
    needs=(UnassignedNumber, Pool),
    answers=("pools_to_remove",),
    targets=("2013",),
    message="Unassigned number range {item!r} is on {pool}, which will be removed",
    effect=NO_ANNOUNCEMENT,
    remediation=RECREATE_ANNOUNCEMENT,
    variants={
        "redirect": Wording(effect=NOT_FORWARDED),
        "unread": Wording(remediation=UNREAD_ANNOUNCEMENT),
    },
    references=("new-csannouncement", "set-csunassignednumber", "new-csunassignednumber"),
    basis="inferred: no migration page names it",
    minutes=30,
    phases=(B_REMOVE,),
)
def announcement_left_behind(estate: Estate, context: Context) -> Iterator[Hit]:
    """A range of unassigned numbers uses the announcement service of a pool that will be removed.

    Why it matters: callers of unassigned numbers hear nothing after the service is removed, and no page of the
    migration guide moves announcements or their audio files.

    When it is wrong: the range will no longer be used.
    """
    for hit in left_on(estate, context, LYNC2010, UnassignedNumber, "announcement_service"):
        if isinstance(hit.item, UnassignedNumber):
            yield with_announcement(estate, hit, hit.item)


def with_announcement(estate: Estate, hit: Hit, item: UnassignedNumber) -> Hit:
    """*hit* with what the announcement of a range does, and the parameters that make the same one again."""
    found = announcement_of(estate, item)
    places: dict[str, Value] = {
        **hit.places,
        "name": Text(literal(item.name or item.key)),
        "announcement": Text(literal(item.announcement or "NAME")),
        "range": Number(_shown(item)),
    }
    if found is None:
        return attrs.evolve(hit, variant="unread", places=places)
    target = Number(literal(found.target_uri or ""))
    values = {
        "-TextToSpeechPrompt": found.text_to_speech,
        "-Language": found.language,
        "-AudioFilePrompt": found.audio_file,
    }
    parameters = "".join(f" {name} {literal(value)}" for name, value in values.items() if value)
    audio = "Import the audio file on the new pool first (Import-CsAnnouncementFile). " if found.audio_file else ""
    places |= {
        "audio": Text(audio),
        "parameters": Text(parameters),
        "target": Number(found.target_uri or ""),
        "forward": Number(f" -TargetUri {target.text}") if found.target_uri else Text(""),
    }
    return attrs.evolve(hit, variant="redirect" if found.target_uri else "", places=places)


def _shown(item: UnassignedNumber) -> str:
    """The numbers of a range without their scheme: one, or the first and the last."""
    ends = [re.sub("^tel:", "", end or "", flags=re.IGNORECASE) for end in (item.range_start, item.range_end)]
    return " to ".join(dict.fromkeys(filter(None, ends))) or item.title


@rule(
    id="L10-UNA-002",
    title="Ranges of unassigned numbers overlap",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    needs=(UnassignedNumber,),
    targets=("2013",),
    message="Range {item!r} overlaps {other!r}",
    effect="The priority decides which announcement callers hear.",
    remediation="Set the order: Set-CsUnassignedNumber -Identity NAME -Priority N, or separate the ranges.",
    basis="that a range made again may get another priority is inferred",
    references=("l13-unassigned", "new-csunassignednumber", "set-csunassignednumber"),
    minutes=10,
    phases=(B_POST,),
)
def ranges_overlap(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Two ranges of unassigned numbers have numbers in common.

    Why it matters: a range that is created again for the new pool may get a different priority.

    When it is wrong: the order is intended and will be kept.
    """
    for item, other in overlapping_ranges(estate).items():
        if isinstance(item.item, UnassignedNumber) and isinstance(other.item, UnassignedNumber):
            yield _overlap(item.item, other.item)


def _overlap(item: UnassignedNumber, other: UnassignedNumber) -> Hit:
    return Hit(
        item=item,
        places={"other": other},
        evidence={
            "from": Number(item.range_start or ""),
            "to": Number(item.range_end or ""),
            "priority": Text("" if item.priority is None else str(item.priority)),
            "other from": Number(other.range_start or ""),
            "other to": Number(other.range_end or ""),
            "other priority": Text("" if other.priority is None else str(other.priority)),
        },
    )


@rule(
    id="L10-UNA-003",
    title="Range of unassigned numbers is invalid",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    needs=(UnassignedNumber,),
    targets=("2013",),
    message="Range {item!r} cannot begin or end with {wrong!r: or }",
    effect="The range may be refused when it is created or changed.",
    remediation="Correct it: Set-CsUnassignedNumber -Identity NAME -NumberRangeStart A -NumberRangeEnd B.",
    references=("new-csunassignednumber", "set-csunassignednumber"),
    basis=(
        "what a number must be is documented (the expression of the page takes up to 18 digits, its text says 17); "
        "that another one is refused is inferred"
    ),
    minutes=10,
    phases=(B_POST,),
)
def invalid_range(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The start or end of a range has a wrong form.

    A number has 1 to 18 digits without a leading zero; ``tel:``, a plus and ``;ext=`` with 1 to 10 such digits are
    optional.

    Why it matters: the range may be created again for the new pool, and may then be refused.

    When it is wrong: a longer form was accepted when the range was created.
    """
    for item in estate.each(UnassignedNumber):
        wrong = [n for n in (item.range_start, item.range_end) if n and not _NUMBER.fullmatch(n)]
        if wrong:
            yield Hit(
                item=item,
                places={"wrong": numbers(wrong)},
                evidence={"from": Number(item.range_start or ""), "to": Number(item.range_end or "")},
            )


@rule(
    id="L10-UNA-004",
    title="Assigned numbers in a range of unassigned numbers",
    severity=Severity.INFO,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    needs=(UnassignedNumber,),
    targets=("2013",),
    message="Numbers of the range {item!r} are assigned",
    effect="Calls reach the holder; the announcement of the range is for the other numbers.",
    remediation="None where the table lists all numbers of the organisation; else narrow the range.",
    references=("l13-unassigned-table", "new-csunassignednumber"),
    basis="whether to narrow the range is inferred",
    minutes=5,
)
def numbers_are_assigned(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Numbers in a range of unassigned numbers are those of users, phones, workflows or other objects.

    Why it matters: the table is asked only where nobody has the number, so these callers hear no announcement.

    When it is wrong: the table lists all valid numbers on purpose, so that callers of those who leave hear it.
    """
    for entry, inside in assigned_numbers(estate).items():
        yield Hit(
            item=entry.item,
            evidence={
                "range": Number(entry.text),
                "numbers": numbers(dict.fromkeys(each.text for each in inside)),
                "holders": items({id(each.item): each.item for each in inside}.values()),
            },
        )


@rule(
    id="L10-UNA-005",
    title="Range of unassigned numbers leads to what has to be moved",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(LYNC2010,),
    needs=(UnassignedNumber, Pool),
    answers=("pools_to_remove",),
    targets=("2013",),
    message="Range {item!r} leads to {target}, the {kind} {holder!r} on {pool}, which will be removed",
    effect="Calls to the range reach nobody once the pool is gone, unless what they lead to was moved.",
    remediation="Move it before the pool is removed, then call a number of the range.",
    references=("new-csunassignednumber", "set-csunassignednumber"),
    basis="inferred: no migration page names it",
    minutes=15,
    phases=(B_REMOVE,),
)
def leads_to_what_moves(estate: Estate, context: Context) -> Iterator[Hit]:
    """The auto attendant of a range, or the target of its announcement, is on a pool that will be removed.

    Why it matters: ranges are also used to forward numbers, and nobody thinks of them when a pool is emptied.

    When it is wrong: the target was moved after the evidence was collected.
    """
    going = {pool.key for pool in pools_to_remove(estate, context, LYNC2010)}
    if not going:
        return
    holders: dict[str, list[Item]] = defaultdict(list)
    targets: dict[str, list[str]] = defaultdict(list)
    for entry in numbers_of(estate).entries:
        if entry.use is Use.TARGET:
            targets[f"{entry.item.kind}/{entry.item.title.casefold()}"].append(entry.text)
        elif entry.use in (Use.LINE, Use.PRIVATE_LINE, Use.ADDRESS):
            holders[entry.text.casefold()].append(entry.item)
    for item in estate.each(UnassignedNumber, product=LYNC2010):
        leads = (f"{item.kind}/{item.title.casefold()}", f"{Announcement.kind}/{(item.announcement or '').casefold()}")
        for target in dict.fromkeys(text for name in leads for text in targets[name]):
            for holder in holders[target.casefold()]:
                pool = pool_named(estate, getattr(holder, "pool", None), LYNC2010)
                if pool is not None and pool.key in going:
                    yield Hit(
                        item=item,
                        part=f"{target}/{holder.key}",
                        places={"kind": kind_of(holder)},
                        evidence={"target": Number(target), "holder": holder, "pool": pool},
                    )
