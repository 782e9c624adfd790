"""Counts the messages of a source by what they are, and looks closer at the few that nothing knows."""

from __future__ import annotations

import re
from collections.abc import Iterable

import attrs

from ..knowledge.clues import clue_of_text
from ..knowledge.known_message import KnownMessage
from ..knowledge.lines import Seen
from ..knowledge.recognition import By, Recogniser, Recognition
from ..knowledge.shelf import candidates
from .explain_input import Reader

#: unknown messages that are kept, each of its own wording, and those that can be parts of messages
_MOST_UNKNOWN, _FEW_UNKNOWN = 500, 5
_QUIET = "SIP message without an error"
_DIGITS = re.compile(r"\d+")
#: what a text about OCS or Lync names
_PRODUCT = re.compile(
    r"(?<!\w)(?:lync|ocs|communications server|communicator|skype|federat|edge|front[ -]?end|sip|rtc|mediation|ls )",
    re.IGNORECASE,
)


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
    """Take unknown texts that are a part of known messages for what they are a part of, where they are few."""
    if not groups.unknown or len(groups.unknown) > _FEW_UNKNOWN:
        return
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


def doubt_bare_ids(groups: MessageGroups, text: str) -> None:
    """Take an event that is known by its id alone for near only, where the rest of *text* speaks of something else.

    Other programs number their events alike; small numbers are theirs rather than those of OCS or Lync.
    """
    if not groups.unknown or _PRODUCT.search(text):
        return
    for id_, count in list(groups.known.items()):
        found = count.recognition
        if found and found.by is By.EVENT_ID and not found.matched:
            del groups.known[id_]
            groups.unknown[(count.seen.text, None, id_)] = MessageCount(count.seen, None, (found.entry,), count.number)


def near_mentioned(groups: MessageGroups, reader: Reader) -> None:
    """Take the known events whose numbers unknown sentences about OCS or Lync mention for near, where they are few."""
    if len(groups.unknown) > _FEW_UNKNOWN:
        return
    for count in groups.unknown.values():
        if count.seen.clue.event_id is None and not count.near and _PRODUCT.search(count.seen.text):
            count.near = tuple(each for each in reader.mentioned(count.seen.text) if each.id not in groups.known)


def _in_other_quotes(text: str) -> tuple[KnownMessage, ...]:
    clue = clue_of_text(text)
    found = Recogniser(candidates(text, clue)).recognise(clue)
    return tuple(one.entry for one in found if one.by is By.TEXT)
