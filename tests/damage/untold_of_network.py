"""What no reader can know of damaged outputs of network commands and of zone files."""

from __future__ import annotations

from tests.damage.exemption import CUTS, FILE_CUTS, MOVES, OUTPUTS, REMOVALS, VALUES, Untold, field_is, invented, key_is

OF_NETWORK = (
    Untold(
        "nslookup",
        CUTS,
        "a prompt at which something else was typed asks nothing",
        lambda one: not one.field and one.item.kind == "dns_answer",
    ),
    Untold(
        "nslookup",
        FILE_CUTS,
        "a prompt at which nothing was typed ends the output of a command",
        lambda one: one.theirs is None,
    ),
    Untold(
        "certutil",
        frozenset({"strange_line"}),
        "labels are in any language: the first number is the serial number",
        field_is("serial"),
    ),
    Untold("netstat", REMOVALS, "an owner stands below the row above it", field_is("process", "component", "extra")),
    Untold("hosts file", REMOVALS, "a file of comments has no entries", key_is("(no entries)")),
    Untold("route print", REMOVALS, "the word that says that there are none remains", key_is("(none)")),
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
            # the console of someone who copied the records without the lines above them: nslookup and host print no
            # count of records, and each record stands for itself
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
    Untold("ipconfig", REMOVALS, "the suffix of the host stood in a line that is gone", invented("network_interface")),
    *(
        Untold(form, OUTPUTS, "the other output names the machine", field_is("machine"))
        for form in ("certutil", "netstat", "route print", "sc query", "net start")
    ),
    *(
        Untold(
            form,
            OUTPUTS,
            "the other output answers the same question, and tells more of it",
            lambda one: bool(one.field) and one.before is None,
        )
        for form in ("host",)
    ),
    Untold(
        "netstat",
        frozenset({"lines_swapped"}),
        "an owner stands below the row above it",
        field_is("process", "component", "extra"),
    ),
    Untold("netstat", CUTS, "a component of a process is a text", field_is("component")),
    Untold(
        "ipconfig",
        REMOVALS,
        "nothing shows the width of the window: a description may end there",
        lambda one: one.field == "description" and str(one.before).startswith(str(one.after)),
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
        field_is("zone"),
    ),
    Untold(
        "zone file",
        REMOVALS,
        "a record without a time to live has that of the record above it, or the default",
        field_is("ttl"),
    ),
    Untold("nslookup", CUTS, "the name of a zone is a text", lambda one: not one.field and " SOA " in one.item.key),
    Untold(
        "dig",
        frozenset({"lines_swapped"}),
        "an address of a short answer answers the command above it",
        lambda one: not one.field,
    ),
    Untold("ipconfig", VALUES | CUTS, "a description that is broken at the window is a text", field_is("description")),
    Untold("net start", VALUES | CUTS, "the name of a service is a text", lambda one: not one.field),
)
