"""What no reader can know of damaged objects: printed, exported, of a directory or a topology."""

from __future__ import annotations

from tests.damage.exemption import (
    ATTRIBUTES,
    DOUBLES,
    FILE_CUTS,
    LINE_ENDS,
    MOVES,
    REMOVALS,
    TEXTS,
    VALUES,
    Untold,
    field_is,
    has_lines,
    invented,
    is_text_of_command,
    none_is_gone,
)

OF_OBJECTS = (
    Untold(
        "text of PowerShell",
        MOVES,
        "a message may stand above a prompt or below it",
        lambda one: one.ours is None and one.item.kind == "console_message",
    ),
    Untold("text of PowerShell", DOUBLES, "a line of a command may be there twice", field_is("command")),
    Untold("Central Management XML", REMOVALS, "a port need not be there", field_is("web_conferencing_fqdn")),
    Untold(
        "HTML of ConvertTo-Html",
        MOVES,
        "a line end in a cell is a part of it",
        lambda one: bool(one.field) and "\n" in str(one.before) + str(one.after),
    ),
    Untold(
        "text of PowerShell",
        REMOVALS - FILE_CUTS,
        # a value of just these lines would be printed so: nothing marks the first or the last of them
        "a value may have fewer lines, or those of the value below it, of which the first is gone",
        lambda one: bool(one.field) and (has_lines(one) or str(one.before).startswith(str(one.after))),
    ),
    Untold(
        "CSV of Export-Csv",
        frozenset({"cells_swapped"}),
        # an export of a policy that parks no calls and rings at once, or whose description is "True": the columns of
        # Select-Object come in any order, and a cell of the same type fits below either heading
        "of two headings that have changed places, both are texts",
        lambda one: bool(one.field),
    ),
    Untold(
        "HTML of ConvertTo-Html",
        frozenset({"cells_swapped"}),
        # as with CSV: a table of the same columns in another order, with the values of another policy
        "parts of two texts have changed places",
        lambda one: bool(one.field),
    ),
    Untold("LDIF", VALUES, "another class is the class of another object", lambda one: not one.field),
    Untold(
        "Central Management XML",
        REMOVALS,
        "a service says of which version its pool is",
        field_is("version", "mediation_server"),
    ),
    Untold("Central Management XML", ATTRIBUTES, "a port of another name is another port", field_is("ports")),
    Untold(
        "text of PowerShell",
        TEXTS,
        "a line without a label is text that a command printed: any line may be one, alone or beside another",
        is_text_of_command,
    ),
    Untold(
        "text of PowerShell",
        REMOVALS,
        "a prompt is gone with its command: what it printed stands below the command before",
        field_is("command", kind="console_message"),
    ),
    Untold("text of PowerShell", TEXTS, "the words of a message are free", field_is("message", kind="console_message")),
    Untold(
        "text of PowerShell",
        frozenset({"line_is_broken", "mark_is_gone"}),
        "a command line that is broken behind a whole word: the rest is text that it printed",
        field_is("command"),
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
        "text of PowerShell",
        frozenset({"heading_changed"}),
        "what is no prompt any more is text that the command above it printed",
        field_is("command", kind="console_message"),
    ),
    Untold(
        "text of PowerShell",
        frozenset({"lines_swapped"}),
        "a line of a value may stand below another value: any text may have two lines, and be whole without the second",
        lambda one: bool(one.field) and (has_lines(one) or str(one.before).startswith(str(one.after))),
    ),
    Untold(
        "text of PowerShell",
        frozenset({"line_is_gone", "lines_are_gone"}),
        # the transcript of a script that printed these objects without a prompt, in a file called Get-CsVoiceRoute
        "the prompt above objects is gone, and the file's name says what they are: two properties fit both kinds",
        invented("voice_route"),
    ),
    Untold("LDIF", frozenset({"mark_is_gone"}), "a quotation mark is a letter of a name", field_is("display_name")),
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
        "Central Management XML",
        ATTRIBUTES,
        "a default instance of SQL Server has no name",
        lambda one: one.field == "sql_instance" or (not one.field and one.item.kind == "sql_instance"),
    ),
    Untold(
        "Central Management XML",
        REMOVALS,
        "a service need not depend on others, nor have a setting",
        field_is("sql_instance", "file_store", "alternate_media_address"),
    ),
    Untold(
        "Central Management XML",
        frozenset({"heading_changed"}),
        # a topology of a version with a role or a usage of that name: no source lists all of them, for any version;
        # where the element of the settings names the role too, the reader tells that they differ
        "a role, or the usage of a port, of another name is another one",
        lambda one: (
            one.item.kind in ("service", "edge_pool", "mediation_server", "gateway", "trunk", "pool")
            or one.item.kind.startswith(("trusted_application", "sql_instance"))
        ),
    ),
    Untold(
        "LDIF",
        REMOVALS - FILE_CUTS,
        # an export of a user who was never given the attribute, or of a directory without the entry: LDIF has no count
        # of entries or attributes, and ldifde writes only what is filled
        "absence means none in a directory: an attribute may be absent",
        lambda one: not one.field or none_is_gone(one),
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
        field_is("next_hop", "registrar", "edge", "depends_on"),
    ),
    Untold(
        "CSV of Export-Csv",
        VALUES,
        "what stands before a colon in an identity may be a part of the name",
        lambda one: not one.field,
    ),
    Untold(
        "HTML of ConvertTo-Html",
        LINE_ENDS | REMOVALS,
        "a line end in a cell is a part of it",
        lambda one: bool(one.field) and "\n" in str(one.before) + str(one.after),
    ),
)
