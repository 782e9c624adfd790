"""What no reader can know of damaged logs, traces and events."""

from __future__ import annotations

from tests.damage.exemption import (
    ATTRIBUTES,
    CUTS,
    DOUBLES,
    MOVES,
    OF_TRACE,
    OUTPUTS,
    REMOVALS,
    TEXTS,
    VALUES,
    Untold,
    field_is,
    invented,
    is_shorter,
)

OF_LOGS = (
    Untold(
        "text of PowerShell",
        OUTPUTS,
        "where a stamped log stands beside it, its lines are lines of a log",
        lambda one: one.theirs is None and one.item.kind.startswith("console_"),
    ),
    Untold(
        "event text",
        frozenset({"strange_line"}),
        "a line of an event in another that lacks it",
        field_is("level"),
    ),
    Untold(
        "migration log",
        REMOVALS,
        "text above the first stamp is a line of its own",
        lambda one: one.ours is None and getattr(one.theirs, "at", None) is None,
    ),
    *(
        Untold(
            form,
            OUTPUTS,
            "a trace below pasted headers is read as a trace, and they as a loss: of those that are "
            "placed by their lines the most alike are compared",
            field_is(*OF_TRACE),
        )
        for form in ("SIP text",)
    ),
    Untold(
        "report XML", REMOVALS, "how an action has ended is known by the lines in it alone", field_is("level", "result")
    ),
    Untold(
        "server trace",
        MOVES | REMOVALS,
        "a header of the body that stands above its start is one of the message",
        field_is("from_uri", "to_uri"),
    ),
    Untold(
        "server trace",
        REMOVALS,
        "a record without a mark of its begin belongs to the entry above it",
        field_is("level", "at", "component", "machine"),
    ),
    *(
        Untold(
            form,
            REMOVALS | MOVES,
            "a message need not have a header of a diagnosis",
            lambda one: one.field == "diagnostics" and is_shorter(one),
        )
        for form in ("server trace", "client trace")
    ),
    # the log of a run in which the cmdlet printed just these sentences, lists and blanks: nothing counts them, and a
    # line below an entry is a line of it unless it begins a time, other evidence or an entry of its own
    Untold("migration log", TEXTS, "the words of an entry are free", field_is("message", "exceptions")),
    Untold(
        "migration log",
        MOVES | VALUES | CUTS,
        "text above the first stamp is a line of its own",
        lambda one: one.ours is None and getattr(one.theirs, "at", None) is None,
    ),
    *(
        Untold(form, TEXTS, "the words of a line are free", field_is("message", "exceptions", kind="log_line"))
        for form in ("report XML", "report HTML")
    ),
    Untold(
        "report XML",
        ATTRIBUTES | REMOVALS,
        "a line need not have a title, an action not a name",
        lambda one: one.field == "heading" or (one.field == "actions" and "Action" in one.after),
    ),
    Untold("report XML", MOVES, "a line of the same second may stand in this action or in that", field_is("actions")),
    Untold(
        "report XML",
        frozenset({"lines_swapped"}),
        "how an action has ended is known by the lines in it alone",
        field_is("level", "result"),
    ),
    Untold("report XML", VALUES, "a word before a colon is a heading", field_is("heading")),
    Untold(
        "event text",
        frozenset({"lines_swapped", "strange_line"}),
        "in a language without published labels a part of an event is known by its place",
        field_is("level", "log", "source"),
    ),
    Untold(
        "server trace",
        frozenset({"lines_swapped"}),
        "a record without a mark of its begin belongs to the entry above it",
        field_is("level", "at", "component", "machine"),
    ),
    Untold(
        "server trace",
        frozenset({"lines_are_gone"}),
        "two records of which the end of the first and the begin of the second are gone are one",
        field_is(*OF_TRACE),
    ),
    Untold(
        "client trace",
        frozenset({"lines_are_gone"}),
        "the first line of a body may be a start line, where the message before it is gone",
        field_is(*OF_TRACE),
    ),
    Untold(
        "SIP text",
        frozenset({"lines_are_gone"}),
        "without the blank line between two messages they are one",
        field_is("diagnostics"),
    ),
    Untold(
        "SIP text",
        frozenset({"cut_in_record", "text_is_cut"}),
        # the first part of a message that someone copied, up to a shorter value
        "what is pasted has no end mark, and its last line need not have a line end",
        lambda one: one.theirs is None or str(one.before).startswith(str(one.after)),
    ),
    Untold(
        "SIP text",
        frozenset({"line_is_cut_in_its_name", "heading_changed"}),
        "a line behind the body of a message is one more of it",
        lambda one: one.theirs is None,
    ),
    Untold(
        "server trace",
        frozenset({"line_is_cut_in_its_name"}),
        "a record without a mark of its begin belongs to the entry above it",
        field_is("level", "at", "component", "machine"),
    ),
    Untold("event log XML", DOUBLES, "a value may be there twice", field_is("data")),
    # the event of a provider with just this sentence: its words are in any language, and no length stands beside them
    *(
        Untold(form, TEXTS, "the words of an event are free", field_is("message", kind="event"))
        for form in ("event text", "event list", "event table")
    ),
    Untold("event text", REMOVALS, "labelled lines above the first event may be those of one", invented("event")),
    Untold("event list", REMOVALS, "the machine stood in a line that is gone", invented("event")),
    Untold("event table", MOVES, "a line in a quoted cell is a part of it", lambda one: one.theirs is None),
    Untold("event table", VALUES, "headings are in any language", field_is("source", "log", "level", "machine")),
)
