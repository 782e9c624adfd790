"""Reads what a console shows besides objects: errors, warnings and verbose lines, each on several lines.

Windows PowerShell shows an error as ``Cmdlet : text``, where it happened (in the language of the system), the command,
``+ CategoryInfo`` and ``+ FullyQualifiedErrorId``; PowerShell 7 shows ``Cmdlet: text``, in a script with a drawing of
the line. Web pages put all of it on one line.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import attrs

from ..text.cells import width
from ..text.wrapping import is_usual, joined_tail, one_line
from .format_list import begins_list
from .lines import ConsoleLines
from .secrecy import without_secrets

#: the word before a message, in the languages of Windows PowerShell that are known here
_LEVELS = {
    "WARNING": "WARNING",
    "WARNUNG": "WARNING",
    "AVERTISSEMENT": "WARNING",
    "ADVERTENCIA": "WARNING",
    "AVVISO": "WARNING",
    "VERBOSE": "VERBOSE",
    "AUSFÜHRLICH": "VERBOSE",
    "DEBUG": "DEBUG",
    "ERROR": "ERROR",
    "Error": "ERROR",
}
_LABELLED = re.compile(rf"(?P<label>{'|'.join(_LEVELS)}) ?:(?: (?P<text>.*)|$)")
_VERBS = (
    "Add|Backup|Clear|Convert|ConvertFrom|ConvertTo|Copy|Debug|Disable|Enable|Export|ForEach|Format|Get|Grant|Import|"
    "Install|Invoke|Lock|Merge|Move|New|Out|Publish|Read|Register|Remove|Restore|Resume|Revoke|Select|Set|Start|Stop|Sync|"
    "Test|Uninstall|Unlock|Unpublish|Update|Where|Write"
)
_ERROR = re.compile(rf"(?P<source>(?:{_VERBS})-[A-Za-z]\w*|[A-Za-z]:\\[^:*?\"<>|]+\.ps1) ?: (?P<text>\S.*)")
_UNKNOWN_TERM = re.compile(r"The term '[^']*' is not recognized ")
_TRANSCRIBED = re.compile(r"(?:PS>|>> ?)TerminatingError\((?P<source>[^)]*)\): \"?(?P<text>.*?)\"?")
_BEGINS = re.compile(
    "|".join(re.sub(r"\?P<\w+>", "?:", each.pattern) for each in (_LABELLED, _ERROR, _UNKNOWN_TERM, _TRANSCRIBED))
)
_TAIL = re.compile(r"\+ (?:CategoryInfo|FullyQualifiedErrorId)\s*:")
#: At line:1 char:1, In Zeile:1 Zeichen:1, At C:\script.ps1:12 char:5
_AT = re.compile(r"\s*\w+ .*:\s?\d+ [^\s\d:]*\s?: ?\d+\s*")
_AT_INSIDE = re.compile(r"\sAt (?:line|[^\s\"']+):\d+ char:\d+\s")
_DRAWN = re.compile(r"\s*\d*\s*\|(?P<text>.*)")
_ID = re.compile(r"\+ FullyQualifiedErrorId\s*: ?(.*)")
_CATEGORY = re.compile(r"\+ CategoryInfo\s*: ?(.*?)(?=\s*\+ FullyQualifiedErrorId|$)")
#: lines of an error above its tail
_LONGEST_ERROR = 20
#: lines of one message
_MAX_LINES = 200


@attrs.frozen(kw_only=True)
class ShownMessage:
    """What a command wrote besides objects.

    Attributes:
        number: of its first line.
        level: ERROR, WARNING, VERBOSE or DEBUG; "" for text that a command wrote as its output.
        cmdlet: of an error, the command that failed.
        text: in one line, without secrets.
        error_id: FullyQualifiedErrorId.
        position: where in a script or command line.
    """

    number: int
    level: str
    text: str
    cmdlet: str = ""
    error_id: str = ""
    category: str = ""
    position: str = ""


def begins_message(line: str) -> bool:
    """Whether the line is the first of an error, a warning or a verbose message."""
    return _BEGINS.match(line) is not None


def has_tail(lines: list[str]) -> bool:
    """Whether an error ends in these lines, before a blank one or another message."""
    for line in lines:
        if not line or line.isspace() or begins_message(line):
            return False
        if "+ " in line and _TAIL.search(line):
            return True
    return False


def read_message(lines: ConsoleLines, first: str, is_other: Callable[[str], bool], *, is_wrapped: bool) -> ShownMessage:
    """The message that begins with *first*; *is_wrapped* says that the console broke lines at its width."""
    number = lines.number
    if match := _TRANSCRIBED.fullmatch(first):
        return _error(number, match["source"], match["text"], [first])
    if match := _LABELLED.match(first):
        below = _broken(lines, first, is_other) if is_wrapped else []
        text = one_line([match["text"] or "", *below], [first, *below])
        return ShownMessage(number=number, level=_LEVELS[match["label"]], text=without_secrets(text))
    match = _ERROR.match(first)
    source, text = (match["source"], match["text"]) if match else ("", first)
    if [ahead.strip() for ahead in lines.peek(1)] == ["Line |"]:
        return _drawn(lines, number, source, text)
    return _error(number, source, text, [first, *_below(lines, first, is_other)])


def _broken(lines: ConsoleLines, first: str, is_other: Callable[[str], bool]) -> list[str]:
    """The lines on which a warning goes on: each begins with a word for which the line above had no room."""
    found: list[str] = []
    above = first
    while (line := lines.take()) is not None and len(found) < _MAX_LINES:
        words = line.strip().partition(" ")[0]
        edge = max(79, width(above), width(line))
        if not words or is_other(line) or width(above.rstrip()) + 1 + width(words) <= edge:
            break
        if has_tail([line, *lines.peek(_LONGEST_ERROR)]):
            break
        found.append(line)
        above = line
    if line is not None:
        lines.back()
    return found


def _below(lines: ConsoleLines, first: str, is_other: Callable[[str], bool]) -> list[str]:
    """The lines of an error below its first, to the end of its id."""
    found: list[str] = []
    above = first
    while (line := lines.take()) is not None:
        has_ended = _ID.search(above) and not _goes_on(above, line)
        if has_ended or not line.strip() or is_other(line) or begins_list(line, lines.peek(3)):
            break
        found.append(line)
        above = line
        if len(found) == _MAX_LINES:
            return found
    if line is not None:
        lines.back()
    return found


def _goes_on(above: str, line: str) -> bool:
    """Whether the id of an error goes on in the line below it."""
    is_full = is_usual(width(above)) and " " not in line.strip()
    return above.strip().endswith(":") or line.startswith("   ") or is_full


def _drawn(lines: ConsoleLines, number: int, source: str, position: str) -> ShownMessage:
    """An error of PowerShell 7 in a script: a drawing of the line, and the text below what is underlined."""
    lines.take()
    pieces: list[str] = []
    while (line := lines.take()) is not None and (match := _DRAWN.fullmatch(line)):
        pieces.append(match["text"].strip())
    if line is not None:
        lines.back()
    after = next((at for at, piece in enumerate(pieces, start=1) if piece and not piece.strip("~")), 1)
    return ShownMessage(
        number=number,
        level="ERROR",
        cmdlet=source,
        text=without_secrets(" ".join(filter(None, pieces[after:]))),
        position=position,
    )


def _error(number: int, source: str, first: str, lines: list[str]) -> ShownMessage:
    """An error of its lines, with *first* as what the first says: the text, the place, the command, category and id."""
    pieces = [first, *lines[1:]]
    command = next((at for at, piece in enumerate(pieces) if piece.lstrip().startswith("+ ")), len(pieces))
    at = command - 1 if 0 < command < len(pieces) and _AT.fullmatch(pieces[command - 1]) else command
    text, position = one_line(pieces[:at], lines), "".join(pieces[at:command]).strip()
    rest = joined_tail(pieces[command:])
    if match := _AT_INSIDE.search(f" {text} "):
        rest = f"{text[match.end() - 1 :]} {rest}"
        text, position = text[: match.start()].strip(), match[0].strip()
    error_id, category = _ID.search(rest), _CATEGORY.search(rest)
    return ShownMessage(
        number=number,
        level="ERROR",
        cmdlet=source,
        text=without_secrets(text),
        error_id=error_id[1].replace(" ", "") if error_id else "",
        category=without_secrets(category[1].strip()) if category else "",
        position=position,
    )
