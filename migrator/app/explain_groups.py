"""Counts the messages of a source by what they are, and looks closer at the few that nothing knows."""

from __future__ import annotations

import re
from collections.abc import Iterable

import attrs

from ..knowledge.clues import clue_of_text
from ..knowledge.known_message import KnownMessage
from ..knowledge.lines import Seen
from ..knowledge.products import names_other, names_own
from ..knowledge.recognition import By, Recogniser, Recognition
from ..knowledge.shelf import candidates
from .explain_input import Reader

#: unknown messages that are kept, each of its own wording, and those that can be parts of messages
_MOST_UNKNOWN, _FEW_UNKNOWN = 500, 5
#: characters of unknown texts that can quote messages
_MOST_QUOTING = 4000
_QUIET = "SIP message without an error"
_DIGITS = re.compile(r"\d+")
#: numbers of events from here on are those of OCS and Lync rather than of Windows
_LARGE = 10_000


@attrs.define
class MessageCount:
    """A message and how often it is there.

    Attributes:
        seen: the first of its kind.
        recognition: None where nothing knows it.
        near: known messages that share its number, and none of which it need be.
    """

    seen: Seen
    recognition: Recognition | None = None
    near: tuple[KnownMessage, ...] = ()
    number: int = 0


class MessageGroups:
    """Counts messages: the known by what they are, the unknown by their words."""

    def __init__(self) -> None:
        self.known: dict[str, MessageCount] = {}
        self.unknown: dict[tuple[str, int | None, str], MessageCount] = {}
        self.total = self.further = 0

    def add(self, seen: Seen) -> None:
        """Count a message: once for each known one that it is."""
        self.total += 1
        for one in seen.recognitions:
            count = self.known.setdefault(one.entry.id, MessageCount(seen, one))
            count.number += 1
        if seen.recognitions:
            return
        clue = seen.clue
        key = (clue.source, clue.event_id, _DIGITS.sub("0", seen.text[:300]) if clue.event_id is None else "")
        if key in self.unknown or len(self.unknown) < _MOST_UNKNOWN:
            self.unknown.setdefault(key, MessageCount(seen)).number += 1
        else:
            self.further += 1


def grouped(reader: Reader, messages: Iterable[Seen]) -> MessageGroups:
    """The messages counted; of SIP messages without an error only the number is kept, in what the reader heard."""
    groups = MessageGroups()
    for seen in messages:
        if seen.is_quiet:
            reader.heard.others[_QUIET] += 1
        else:
            groups.add(seen)
    return groups


def recognise_parts(groups: MessageGroups) -> None:
    """Take unknown texts that are or quote a part of known messages for that, where they are few."""
    if not groups.unknown:
        return
    _recognise_quoted(groups)
    if len(groups.unknown) <= _FEW_UNKNOWN:
        _recognise_cut(groups)


def _recognise_cut(groups: MessageGroups) -> None:
    from ..knowledge.fragments import messages_with

    for key, count in list(groups.unknown.items()):
        text = count.seen.text
        entries = messages_with(text) if count.seen.clue.event_id is None else ()
        if not entries and "'" in text and '"' not in text:
            entries = _in_other_quotes(text.replace("'", '"')) or messages_with(text.replace("'", '"'))
        for entry in entries:
            found = Recognition(entry=entry, by=By.FRAGMENT)
            groups.known.setdefault(entry.id, MessageCount(count.seen, found)).number += count.number
        if entries:
            del groups.unknown[key]


def _recognise_quoted(groups: MessageGroups) -> None:
    """Take sentences that somebody quotes in his own for what they are a part of, whatever lines they are on."""
    own = {key: count.seen.text for key, count in groups.unknown.items() if count.seen.clue.event_id is None}
    text = "\n".join(own.values())
    if len(text) > _MOST_QUOTING:
        return
    from ..knowledge.fragments import messages_quoted_in

    for quoted in messages_quoted_in(text):
        holding = [key for key, line in own.items() if quoted.is_in(line) and key in groups.unknown]
        if not holding:
            continue
        seen = groups.unknown[holding[0]].seen
        for entry in quoted.entries:
            found = Recognition(entry=entry, by=By.FRAGMENT)
            groups.known.setdefault(entry.id, MessageCount(seen, found)).number += 1
        for key in holding:
            del groups.unknown[key]


def doubt_bare_ids(groups: MessageGroups, text: str) -> None:
    """Take an event that is known by its id alone for near only, where the rest of *text* speaks of something else.

    Other programs number their events alike; small numbers are theirs rather than those of OCS or Lync.
    """
    if not groups.unknown or names_own(text):
        return
    for id_, count in list(groups.known.items()):
        found = count.recognition
        if found and found.by is By.EVENT_ID and not found.matched and not _is_ours(found.entry, text):
            del groups.known[id_]
            groups.unknown[(count.seen.text, None, id_)] = MessageCount(count.seen, None, (found.entry,), count.number)


def recognise_mentioned(groups: MessageGroups, reader: Reader) -> None:
    """Take the known events whose numbers unknown sentences give for known, or for near where they may be others'."""
    for key, count in list(groups.unknown.items()) if len(groups.unknown) <= _FEW_UNKNOWN else ():
        text = count.seen.text
        if count.seen.clue.event_id is not None or count.near:
            continue
        mentioned = [each for each in reader.mentioned(text) if each.id not in groups.known]
        ours = [each for each in mentioned if _is_ours(each, text)]
        for entry in ours:
            value = str(entry.events[0])
            found = Recognition(entry=entry, by=By.EVENT_ID, value=value, is_worded=True)
            groups.known.setdefault(entry.id, MessageCount(count.seen, found)).number += count.number
        if ours:
            del groups.unknown[key]
        elif names_own(text):
            count.near = tuple(mentioned)


def _is_ours(entry: KnownMessage, text: str) -> bool:
    """Whether an event whose source is not given is one of OCS or Lync: its number is large, and no other is named."""
    return all(number >= _LARGE for number in entry.events) and not names_other(text)


def _in_other_quotes(text: str) -> tuple[KnownMessage, ...]:
    clue = clue_of_text(text)
    found = Recogniser(candidates(text, clue)).recognise(clue)
    return tuple(one.entry for one in found if one.by is By.TEXT)
