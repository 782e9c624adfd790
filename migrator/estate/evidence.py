"""What evidence shows besides configuration: listeners, events, traces, logs, rows of databases, other files."""

from __future__ import annotations

from datetime import datetime

import attrs

from .diagnosis import Diagnosis
from .kinds import Item, boolean, declared, integer, kind, parts, text, text_list, timestamp

#: the area of what happened and what was found, as opposed to what an estate is made of
EVIDENCE = "Evidence"


@kind("listener", "Listeners", area=EVIDENCE, of_machine=True)
@declared(kw_only=True)
class Listener(Item):
    """A socket of a server that netstat shows: a listener, or a connection to a peer."""

    protocol: str | None = text("Protocol")
    local_address: str | None = text("Local address")
    local_port: int | None = integer("Local port")
    remote_address: str | None = text("Remote address")
    remote_port: int | None = integer("Remote port")
    state: str | None = text("State")
    listening: bool | None = boolean("Listening")
    pid: int | None = integer("Process id")
    process: str | None = text("Process")
    component: str | None = text("Component")
    machine: str | None = text("Machine", refers_to="machine")


@kind("port_test", "Port tests", area=EVIDENCE)
@declared(kw_only=True)
class PortTest(Item):
    """A test of one firewall rule, as somebody wrote its result into the sheet, or as a live look saw it.

    Attributes:
        rule: id of the firewall rule (`network.firewall`).
        result: as it was written; None where the cell is empty.
    """

    rule: str | None = text("Rule")
    edge_pool: str | None = text("Edge pool", refers_to="edge_pool")
    source: str | None = text("From")
    destination: str | None = text("To")
    protocol: str | None = text("Protocol")
    port: str | None = text("Port")
    result: str | None = text("Result")
    details: str | None = text("Details")


@kind("event", "Events", area=EVIDENCE, of_machine=True)
@declared(kw_only=True)
class Event(Item):
    """An entry of a Windows event log; EVTX files have the inserted strings, rendered XML also the message."""

    at: datetime | None = timestamp("Time")
    log: str | None = text("Log")
    source: str | None = text("Source")
    event_id: int | None = integer("Event id")
    level: str | None = text("Level")
    machine: str | None = text("Machine", refers_to="machine")
    message: str | None = text("Message")
    data: tuple[str, ...] = text_list("Inserted strings")


@kind("trace_record", "Trace records", area=EVIDENCE)
@declared(kw_only=True)
class TraceRecord(Item):
    """A SIP message of a trace, or a server's note about one, with its diagnosis."""

    at: datetime | None = timestamp("Time")
    machine: str | None = text("Machine", refers_to="machine")
    component: str | None = text("Component")
    level: str | None = text("Level")
    direction: str | None = text("Direction")
    peer: str | None = text("Peer")
    start_line: str | None = text("Start line")
    call_id: str | None = text("Call-ID")
    from_uri: str | None = text("From", personal=True)
    to_uri: str | None = text("To", personal=True)
    user_agent: str | None = text("User agent")
    diagnostics: tuple[Diagnosis, ...] = parts("ms-diagnostics")
    severity: str | None = text("Severity")
    explanation: str | None = text("Text")
    result_code: str | None = text("Result code")


@attrs.frozen
class LoggedException:
    """An exception of .NET as a report shows it: its type without namespace, its message and its stack."""

    type: str
    message: str | None = None
    stack: str | None = None

    def __str__(self) -> str:
        return f"{self.type}: {self.message or ''}".rstrip(": ")


@kind("log_line", "Migration log lines", area=EVIDENCE)
@declared(kw_only=True)
class LogLine(Item):
    """A line that a deployment or migration cmdlet logged, or the end of one of its actions or of the cmdlet itself.

    Attributes:
        actions: the actions in which it was logged, the outermost first.
        exceptions: the exception, then the exceptions inside it.
        result: how an action or the cmdlet ended; only the line of its end has one, and the time when it ended.
    """

    at: datetime | None = timestamp("Time")
    cmdlet: str | None = text("Cmdlet")
    machine: str | None = text("Machine", refers_to="machine")
    actions: tuple[str, ...] = text_list("Actions")
    level: str | None = text("Level")
    heading: str | None = text("Title")
    message: str | None = text("Text")
    exceptions: tuple[LoggedException, ...] = parts("Exceptions")
    result: str | None = text("Result")
    ended: datetime | None = timestamp("Ended")


@kind("console_command", "Console commands", area=EVIDENCE)
@declared(kw_only=True)
class ConsoleCommand(Item):
    """A command line that somebody typed, as a transcript or a pasted console shows it; secrets are hidden."""

    command: str | None = text("Command")
    machine: str | None = text("Machine", refers_to="machine")


@kind("console_message", "Console messages", area=EVIDENCE)
@declared(kw_only=True)
class ConsoleMessage(Item):
    """An error, a warning or a line of output that a console shows, with the lines joined into which it was wrapped.

    Attributes:
        level: ERROR, WARNING, VERBOSE or DEBUG; None for what a command wrote as its output.
        cmdlet: of an error, the command that failed.
        command: the command line before it, where a prompt shows it.
        error_id: FullyQualifiedErrorId.
        category: CategoryInfo: category, object, command and type of the exception.
        place: where in the command line or the script the error happened.
    """

    level: str | None = text("Level")
    cmdlet: str | None = text("Cmdlet")
    message: str | None = text("Text")
    error_id: str | None = text("Error id")
    category: str | None = text("Category")
    place: str | None = text("Place")
    command: str | None = text("Command")
    machine: str | None = text("Machine", refers_to="machine")


@kind("opaque_file", "Other files", area=EVIDENCE)
@declared(kw_only=True)
class OpaqueFile(Item):
    """A file of an unpublished format: its size, its hash and how many elements of each name it has."""

    name: str | None = text("Name")
    format: str | None = text("Format")
    size_bytes: int | None = integer("Size (bytes)")
    sha256: str | None = text("SHA-256")
    elements: tuple[str, ...] = text_list("Elements")


@kind("collection_block", "Collected blocks", area=EVIDENCE)
@declared(kw_only=True)
class CollectionBlock(Item):
    """One block of a script of the collection kit, from its manifest: what was run, when, and how it ended."""

    name: str | None = text("Block")
    role: str | None = text("Role")
    machine: str | None = text("Machine")
    file: str | None = text("File")
    command: str | None = text("Command")
    started: datetime | None = timestamp("Started")
    ended: datetime | None = timestamp("Ended")
    rows: int | None = integer("Objects")
    error: str | None = text("Error")
    sha256: str | None = text("SHA-256")
    collected_by: str | None = text("Collected by", personal=True)
    kit_version: str | None = text("Kit version")


@kind("audio_file", "Audio files", area="Response groups")
@declared(kw_only=True)
class AudioFileItem(Item):
    """An audio file of a response group export."""

    name: str | None = text("Name")
    owner: str | None = text("Used by", refers_to=("workflow", "queue", "rgs_settings"))
    size_bytes: int | None = integer("Size (bytes)")
    sha256: str | None = text("SHA-256")
    format: str | None = text("Format")
    encoding: str | None = text("Encoding")
    channels: int | None = integer("Channels")
    sample_rate_hz: int | None = integer("Sample rate (Hz)")
    bits_per_sample: int | None = integer("Bits per sample")


@kind("owner_pool", "Owner pools", area="Response groups")
@declared(kw_only=True)
class OwnerPool(Item):
    """A row of the owner table of rgsconfig."""

    name: str | None = text("Name")
    database: str | None = text("Database")


@kind("ownership", "Ownership", area="Response groups")
@declared(kw_only=True)
class Ownership(Item):
    """How many rows of one table of rgsconfig have which owner."""

    table: str | None = text("Table")
    database: str | None = text("Database")
    rows: int | None = integer("Rows")
    without_owner: int | None = integer("Owner NULL")
    one_owner: int | None = integer("Owner in the owner table")
    foreign_owner: int | None = integer("Other owner")


@kind("client_version", "Client versions", area="Users")
@declared(kw_only=True)
class ClientVersion(Item):
    """A client version and how many endpoints use it (rtcdyn)."""

    user_agent: str | None = text("Client")
    endpoints: int | None = integer("Endpoints")
    pool: str | None = text("Pool", refers_to="pool")


@kind("database_use", "Use of databases", area="Users")
@declared(kw_only=True)
class DatabaseUse(Item):
    """How much data a live rtc or rtcdyn database has: counts, no names."""

    database: str | None = text("Database")
    endpoints: int | None = integer("Registered endpoints")
    users: int | None = integer("Users with an endpoint")
    last_registered_at: datetime | None = timestamp("Last new registration")
    addresses: int | None = integer("SIP addresses")
    conferences: int | None = integer("Conferences")
