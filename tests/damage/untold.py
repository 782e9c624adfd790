"""What no reader can know of damaged text: differences that honest evidence of the same form has too.

Each exemption names one form, some damages of one kind, and what differs, with the reason. The last ones are of every
form. A difference that none of them names is a silent one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from tests.damage.comparing import Difference

#: lines or elements that are no longer there
REMOVALS = frozenset({"line_is_gone", "lines_are_gone", "element_gone", "text_is_cut", "cut_in_record"})
#: those after which the file ends
FILE_CUTS = frozenset({"text_is_cut", "cut_in_record"})
#: a line or an element that is there again
DOUBLES = frozenset({"line_is_doubled", "twice", "element_doubled"})
#: two lines that are now one, or one that is now two
LINE_ENDS = frozenset({"line_is_glued", "line_is_broken"})
#: a line that has moved, or one of another output
MOVES = frozenset({"lines_swapped", "strange_line"})
#: all of another output
OUTPUTS = frozenset({"another_output_follows", "two_outputs"})
#: other letters in a value, or two values of one line in the place of each other
VALUES = frozenset({"heading_changed", "name_is_changed", "cells_swapped"})
#: a mark, or the end of a line, that is no longer there
CUTS = frozenset({"mark_is_gone", "line_is_cut_in_its_name"})
ATTRIBUTES = frozenset({"attribute_gone", "attribute_renamed", "name_is_changed"})
#: what a mark belongs to is a free text
TEXTS = LINE_ENDS | MOVES | OUTPUTS | VALUES | CUTS | REMOVALS | DOUBLES


class Untold(NamedTuple):
    """A difference that nothing tells.

    Attributes:
        form: the format of the evidence.
        damages: by name.
        reason: why no reader can know.
        fits: whether a difference is this one.
    """

    form: str
    damages: frozenset[str]
    reason: str
    fits: Callable[[Difference], bool]


def _field(*names: str, kind: str = "") -> Callable[[Difference], bool]:
    return lambda one: one.field in names and kind in ("", one.item.kind)


def _invented(kind: str) -> Callable[[Difference], bool]:
    return lambda one: one.ours is None and one.item.kind == kind


def _is_shorter(one: Difference) -> bool:
    """Whether members of a list are gone."""
    is_list = bool(one.field) and isinstance(one.before, tuple) and isinstance(one.after, tuple)
    return is_list and len(one.after) < len(one.before) and set(map(repr, one.after)) <= set(map(repr, one.before))


#: all that a record of a trace shows
_OF_TRACE = (
    "at",
    "component",
    "level",
    "direction",
    "peer",
    "start_line",
    "from_uri",
    "to_uri",
    "call_id",
    "user_agent",
    "result_code",
    "severity",
    "explanation",
    "diagnostics",
    "machine",
)


def _is_text_of_command(one: Difference) -> bool:
    """Whether what differs is a line of text without a label."""
    sides = (one.ours, one.theirs)
    return one.item.kind == "console_message" and any(side is not None and not getattr(side, "level") for side in sides)  # noqa: B009 - of a kind


def _none_is_gone(one: Difference) -> bool:
    """Whether a field that lines of the file filled is now none."""
    return bool(one.field) and one.after in (None, (), False, "")


def _key_is(text: str) -> Callable[[Difference], bool]:
    return lambda one: one.ours is None and text in one.item.key


UNTOLD = (
    Untold(
        "text of PowerShell",
        MOVES,
        "a value may begin with a line end",
        lambda one: bool(one.field) and str(one.after).startswith("\n"),
    ),
    Untold("event list", VALUES, "a number of other digits is a number", _field("event_id")),
    Untold(
        "event text", frozenset({"strange_line"}), "a line of an event in another event that lacks it", _field("level")
    ),
    Untold(
        "migration log",
        REMOVALS,
        "text above the first stamp is a line of its own",
        lambda one: one.ours is None and getattr(one.theirs, "at", None) is None,
    ),
    Untold("nslookup", VALUES, "an option of another name is another option", lambda one: not one.field),
    Untold(
        "text of PowerShell",
        MOVES,
        "a message may stand above a prompt or below it",
        lambda one: one.ours is None and one.item.kind == "console_message",
    ),
    Untold(
        "text of PowerShell",
        OUTPUTS,
        "where a stamped log follows, the lines above it are lines of a log",
        lambda one: one.theirs is None and one.item.kind.startswith("console_"),
    ),
    Untold("text of PowerShell", DOUBLES, "a line of a command may be there twice", _field("command")),
    Untold("Central Management XML", REMOVALS, "a port need not be there", _field("web_conferencing_fqdn")),
    Untold(
        "HTML of ConvertTo-Html",
        MOVES,
        "a line end in a cell is a part of it",
        lambda one: bool(one.field) and "\n" in str(one.before) + str(one.after),
    ),
    Untold(
        "text of PowerShell",
        REMOVALS,
        "a value may have fewer lines",
        lambda one: bool(one.field) and "\n" in str(one.before),
    ),
    *(
        Untold(
            form,
            OUTPUTS,
            "a trace below pasted headers is read as a trace, and they as a loss: of those that are "
            "placed by their lines the most alike are compared",
            _field(*_OF_TRACE),
        )
        for form in ("SIP text",)
    ),
    Untold(
        "text of PowerShell",
        DOUBLES,
        "a line of a value of several lines may be there twice",
        lambda one: bool(one.field) and "\n" in str(one.after),
    ),
    Untold(
        "text of PowerShell",
        LINE_ENDS,
        "a prompt without a command, and a text",
        lambda one: one.theirs is None and one.item.kind == "console_command",
    ),
    Untold(
        "CSV of Export-Csv",
        frozenset({"cells_swapped"}),
        "of two headings that have changed places, both are texts",
        lambda one: bool(one.field),
    ),
    Untold(
        "HTML of ConvertTo-Html",
        frozenset({"cells_swapped"}),
        "parts of two texts have changed places",
        lambda one: bool(one.field),
    ),
    Untold(
        "certutil",
        frozenset({"strange_line"}),
        "labels are in any language: the first number is the serial number",
        _field("serial"),
    ),
    Untold("event text", VALUES, "a date of other digits is a date", _field("at", "event_id")),
    Untold("LDIF", VALUES, "another class is the class of another object", lambda one: not one.field),
    Untold("LDIF", MOVES, "a blank line that has moved ends the entry above it", _is_shorter),
    Untold(
        "report XML", REMOVALS, "how an action has ended is known by the lines in it alone", _field("level", "result")
    ),
    Untold(
        "migration log",
        CUTS,
        "a page is only stripped: a broken tag swallows the words behind it",
        lambda one: one.theirs is None,
    ),
    Untold(
        "Central Management XML",
        REMOVALS,
        "a service says of which version its pool is",
        _field("version", "mediation_server"),
    ),
    Untold("Central Management XML", ATTRIBUTES, "a port of another name is another port", _field("ports")),
    Untold(
        "text of PowerShell",
        TEXTS,
        "a line without a label is text that a command printed: any line may be one, alone or beside another",
        _is_text_of_command,
    ),
    Untold(
        "text of PowerShell",
        REMOVALS,
        "a prompt is gone with its command: what it printed stands below the command before",
        _field("command", kind="console_message"),
    ),
    Untold("text of PowerShell", TEXTS, "the words of a message are free", _field("message", kind="console_message")),
    Untold(
        "text of PowerShell",
        frozenset({"line_is_broken", "mark_is_gone"}),
        "a command line that is broken behind a whole word: the rest is text that it printed",
        _field("command"),
    ),
    Untold(
        "text of PowerShell",
        frozenset({"strange_line"}) | REMOVALS,
        "a line with a blank at each border of a table of texts is a row",
        lambda one: one.ours is None and one.item.kind == "user",
    ),
    Untold(
        "text of PowerShell",
        frozenset({"line_is_broken"}),
        "a row that ends behind a whole cell: the cells behind it are empty, and the line below is a row",
        lambda one: bool(one.field) and one.after is None,
    ),
    Untold(
        "text of PowerShell",
        frozenset({"list_is_cut"}),
        "a row of which the cells behind a shorter list have moved to the left, where letters are as wide as two",
        lambda one: one.field in ("priority", "description"),
    ),
    Untold(
        "server trace",
        MOVES | REMOVALS,
        "a header of the body that stands above its start is one of the message",
        _field("from_uri", "to_uri"),
    ),
    Untold(
        "server trace",
        REMOVALS,
        "a record without a mark of its begin belongs to the entry above it",
        _field("level", "at", "component", "machine"),
    ),
    *(
        Untold(
            form,
            REMOVALS | MOVES,
            "a message need not have a header of a diagnosis",
            lambda one: one.field == "diagnostics" and _is_shorter(one),
        )
        for form in ("server trace", "client trace", "SIP text")
    ),
    Untold("migration log", TEXTS, "the words of an entry are free", _field("message", "exceptions")),
    Untold(
        "migration log",
        MOVES | VALUES | CUTS,
        "text above the first stamp is a line of its own",
        lambda one: one.ours is None and getattr(one.theirs, "at", None) is None,
    ),
    *(
        Untold(form, TEXTS, "the words of a line are free", _field("message", "exceptions", kind="log_line"))
        for form in ("report XML", "report HTML")
    ),
    Untold(
        "report XML",
        ATTRIBUTES | REMOVALS,
        "a line need not have a title, an action not a name",
        lambda one: one.field == "heading" or (one.field == "actions" and "Action" in one.after),
    ),
    Untold("report XML", MOVES, "a line of the same second may stand in this action or in that", _field("actions")),
    Untold("netstat", REMOVALS, "an owner stands below the last row above it", _field("process", "component", "extra")),
    Untold("hosts file", REMOVALS, "a file of comments has no entries", _key_is("(no entries)")),
    Untold("route print", REMOVALS, "the word that says that there are none remains", _key_is("(none)")),
    Untold(
        "zone file",
        REMOVALS,
        "the comment or line that names the zone is gone: the file's name is taken",
        lambda one: one.ours is None or one.field == "zone",
    ),
    Untold(
        "zone file",
        MOVES | VALUES | CUTS,
        "the numbers of a zone's record are told by their order alone",
        lambda one: " SOA " in one.item.key,
    ),
    *(
        Untold(
            form,
            REMOVALS,
            "what answered, or what was asked, stood in a line that is gone",
            lambda one: one.ours is None or one.field in ("server", "zone", "authoritative"),
        )
        for form in ("nslookup", "dig", "host")
    ),
    Untold(
        "certutil",
        REMOVALS,
        "the name of the store stood in a line that is gone",
        lambda one: one.ours is None and getattr(one.theirs, "store", "") is None,
    ),
    Untold("ipconfig", REMOVALS, "the suffix of the host stood in a line that is gone", _invented("network_interface")),
    *(
        Untold(form, OUTPUTS, "the other output names the machine", _field("machine"))
        for form in (
            "certutil",
            "netstat",
            "route print",
            "sc query",
            "net start",
            "ipconfig",
            "hosts file",
            "nslookup",
        )
    ),
    *(
        Untold(
            form,
            OUTPUTS,
            "the other output answers the same question, and tells more of it",
            lambda one: bool(one.field) and one.before is None,
        )
        for form in ("host", "nslookup")
    ),
    Untold(
        "netstat",
        frozenset({"lines_swapped"}),
        "an owner stands below the row above it",
        _field("process", "component", "extra"),
    ),
    Untold("netstat", CUTS, "a component of a process is a text", _field("component")),
    Untold(
        "text of PowerShell",
        frozenset({"heading_changed"}),
        "what is no prompt any more is text that the command above it printed",
        _field("command", kind="console_message"),
    ),
    Untold(
        "text of PowerShell",
        frozenset({"lines_swapped"}),
        "a line of a value may stand below another value",
        lambda one: bool(one.field) and "\n" in str(one.before),
    ),
    Untold("LDIF", frozenset({"mark_is_gone"}), "a quotation mark of a name is a letter of it", _field("display_name")),
    *(
        Untold(
            "ipconfig",
            LINE_ENDS | REMOVALS,
            "nothing shows the width of the window: a description may end there",
            lambda one, field=field: one.field == field and str(one.before).startswith(str(one.after)),
        )
        for field in ("description",)
    ),
    Untold(
        "ipconfig",
        REMOVALS,
        "a line without a label is one more value of the label above it",
        lambda one: one.field == "gateways" and len(one.after) > len(one.before),
    ),
    Untold(
        "ipconfig",
        frozenset({"heading_changed"}),
        "the word for a sort of adapter, before the name of it, may be of any language",
        lambda one: not one.field and one.item.kind == "network_interface",
    ),
    Untold(
        "zone file",
        frozenset({"lines_swapped"}),
        "a record without a name is of the name above it, and of the zone of the directive above it",
        lambda one: not one.field,
    ),
    Untold(
        "zone file",
        frozenset({"cells_swapped", "line_is_broken", "strange_line", "zero_bytes"}),
        "the comment that names the zone says nothing any more: the file's name is taken",
        _field("zone"),
    ),
    Untold(
        "zone file",
        REMOVALS,
        "a record without a time to live has that of the record above it, or the default",
        _field("ttl"),
    ),
    Untold(
        "report XML",
        frozenset({"lines_swapped"}),
        "how an action has ended is known by the lines in it alone",
        _field("level", "result"),
    ),
    Untold("report XML", VALUES, "a word before a colon is a heading", _field("heading")),
    Untold(
        "event text",
        frozenset({"lines_swapped", "strange_line"}),
        "in a language without published labels a part of an event is known by its place",
        _field("level", "log", "source"),
    ),
    Untold(
        "server trace",
        frozenset({"lines_swapped"}),
        "a record without a mark of its begin belongs to the entry above it",
        _field("level", "at", "component", "machine"),
    ),
    Untold(
        "server trace",
        frozenset({"lines_are_gone"}),
        "two records of which the end of the first and the begin of the second are gone are one",
        _field(*_OF_TRACE),
    ),
    Untold(
        "client trace",
        frozenset({"lines_are_gone"}),
        "the first line of a body may be a start line, where the message before it is gone",
        _field(*_OF_TRACE),
    ),
    Untold(
        "SIP text",
        frozenset({"lines_are_gone"}),
        "without the blank line between two messages they are one",
        _field("diagnostics"),
    ),
    Untold(
        "SIP text",
        frozenset({"cut_in_record", "text_is_cut"}),
        "what is pasted has no end mark, and its last line need not have a line end",
        lambda one: one.theirs is None or str(one.before).startswith(str(one.after)),
    ),
    Untold(
        "SIP text",
        frozenset({"line_is_cut_in_its_name", "heading_changed"}),
        "a line behind the body of a message is one more of it",
        lambda one: one.theirs is None,
    ),
    *(
        Untold(
            form,
            frozenset({"two_outputs"}),
            "the other output holds an object of the same name, and this one is a loss",
            lambda one: one.item.kind == "voice_route" and bool(one.field),
        )
        for form in ("JSON of ConvertTo-Json", "HTML of ConvertTo-Html")
    ),
    Untold(
        "server trace",
        frozenset({"line_is_cut_in_its_name"}),
        "a record without a mark of its begin belongs to the entry above it",
        _field("level", "at", "component", "machine"),
    ),
    Untold("nslookup", CUTS, "the name of a zone is a text", lambda one: not one.field and " SOA " in one.item.key),
    Untold(
        "dig",
        frozenset({"lines_swapped"}),
        "an address of a short answer answers the command above it",
        lambda one: not one.field,
    ),
    *(
        Untold(
            "Central Management XML",
            ATTRIBUTES,
            "a default instance of SQL Server has no name",
            lambda one, kind=kind: one.item.kind == kind and one.field in ("", "sql_instance"),
        )
        for kind in ("sql_instance", "service", "pool")
    ),
    Untold(
        "Central Management XML",
        REMOVALS,
        "a service need not depend on others, nor have a setting",
        _field("sql_instance", "file_store", "alternate_media_address"),
    ),
    Untold(
        "Central Management XML",
        frozenset({"heading_changed"}),
        "a role, or the usage of a port, of another name is another one",
        lambda one: (
            one.item.kind in ("service", "edge_pool", "mediation_server", "gateway", "trunk", "pool")
            or one.item.kind.startswith(("trusted_application", "sql_instance"))
        ),
    ),
    Untold("ipconfig", VALUES | CUTS, "a description that is broken at the window is a text", _field("description")),
    Untold("net start", VALUES | CUTS, "the name of a service is a text", lambda one: not one.field),
    Untold("sc query", VALUES | CUTS, "the name of a service is a text", lambda one: not one.field),
    Untold(
        "LDIF",
        REMOVALS | ATTRIBUTES,
        "absence means none in a directory: an attribute may be absent",
        lambda one: not one.field or _none_is_gone(one),
    ),
    Untold(
        "Central Management XML",
        ATTRIBUTES,
        "absence means the schema's default in settings documents",
        lambda one: one.after is None if one.field else False,
    ),
    Untold(
        "Central Management XML",
        REMOVALS,
        "a service need not depend on others",
        _field("next_hop", "registrar", "edge", "depends_on"),
    ),
    Untold("Central Management XML", ATTRIBUTES, "a list of ports has those that are given", _is_shorter),
    Untold("event log XML", DOUBLES, "a value may be there twice", _field("data")),
    *(
        Untold(form, TEXTS, "the words of an event are free", _field("message", kind="event"))
        for form in ("event text", "event list", "event table", "event log XML")
    ),
    Untold("event text", REMOVALS, "labelled lines above the first event may be those of one", _invented("event")),
    Untold("event list", REMOVALS, "the machine stood in a line that is gone", _invented("event")),
    Untold("event table", MOVES, "a line in a quoted cell is a part of it", lambda one: one.theirs is None),
    Untold(
        "CSV of Export-Csv",
        VALUES,
        "what stands before a colon in an identity may be a part of the name",
        lambda one: not one.field,
    ),
    Untold("event table", VALUES, "headings are in any language", _field("source", "log", "level")),
    Untold(
        "CSV of Export-Csv",
        LINE_ENDS | MOVES,
        "a line in a quoted cell is a part of it",
        lambda one: bool(one.field) and "\n" in str(one.before) + str(one.after),
    ),
    Untold(
        "HTML of ConvertTo-Html",
        LINE_ENDS | REMOVALS,
        "a line end in a cell is a part of it",
        lambda one: bool(one.field) and "\n" in str(one.before) + str(one.after),
    ),
)


def is_untold(form: str, damage: str, one: Difference) -> bool:
    """Whether a difference is one that nothing tells."""
    if any(each.form == form and damage in each.damages and each.fits(one) for each in UNTOLD):
        return True
    # of every form: what the undamaged file does not show either
    if damage in VALUES and one.ours is not None and one.field and not one.ours.knows(one.field):
        return True
    # what is of no known kind counts as a loss
    if one.item.kind == "other" and one.field:
        return True
    # the objects of another output
    if damage in OUTPUTS and one.ours is None:
        return True
    # the order of the members of a list, where lines have changed places
    if damage in MOVES and one.field and isinstance(one.after, tuple) and _is_reordered(one.before, one.after):
        return True
    # a record, or a member of a list, that is gone or there again between complete ones; the end of a file is told
    if damage in REMOVALS - FILE_CUTS and (one.theirs is None or _is_shorter(one)):
        return True
    return damage in DOUBLES and one.ours is None


def _is_reordered(before: Any, after: Any) -> bool:
    return sorted(map(repr, before)) == sorted(map(repr, after))


def without_other_values(damage: str, change: tuple[str, str], found: Sequence[Difference]) -> list[Difference]:
    """The differences without those that only show the other letters that the damage has put into a value.

    Another letter, or another value of the same sort, is as another digit: only a manifest tells it.

    Args:
        change: the text that the damage has taken away, and the text that it has put there.
    """
    if damage not in VALUES:
        return list(found)
    gone = [one.item.key for one in found if one.theirs is None]
    new = [one.item.key for one in found if one.ours is None]
    left = []
    for one in found:
        if one.field:
            pairs = [(one.before, one.after)]
        else:
            key = one.item.key
            pairs = [(key, other) for other in new] if one.theirs is None else [(other, key) for other in gone]
        if not any(_follows(change, before, after) for before, after in pairs):
            left.append(one)
    return left


def change_of(before: str, after: str) -> tuple[str, str]:
    """What was taken away from a text, and what was put there."""
    start = next(
        (at for at, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    limit = min(len(before), len(after)) - start
    end = next((at for at in range(limit) if before[-1 - at] != after[-1 - at]), limit)
    return before[start : len(before) - end], after[start : len(after) - end]


def _follows(change: tuple[str, str], before: Any, after: Any) -> bool:
    """Whether two values differ as the texts do: by the same letters, or by one of two that have changed places."""
    if before is None or after is None:
        # a word that is gone may have been all of a value, and a value may have taken the place of none
        return (str(before) if after is None else str(after)) in " ".join(change)
    if isinstance(before, str) and before.replace(change[0].strip(), change[1].strip()).strip() == after:
        return True
    ours, theirs = change_of(repr(before), repr(after))
    if sorted(ours) == sorted(change[0]) and sorted(theirs) == sorted(change[1]):
        return True
    if sorted(repr(before)) == sorted(repr(after)):
        return True  # its parts have changed places
    text = " ".join(change)
    new = [str(each) for each in after if each not in before] if isinstance(after, tuple) else [str(after)]
    old = [str(each) for each in before if each not in after] if isinstance(after, tuple) else []
    return bool(new or old) and all(each in text for each in (*new, *old))
