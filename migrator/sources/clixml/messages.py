"""What PowerShell writes beside objects: errors, warnings, and the layout that Format-Table makes of objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..format import ReadResult, Remark
from ..record import Record, Rejected

_AUTOMATION = "System.Management.Automation."
_LAYOUT = "Microsoft.PowerShell.Commands.Internal.Format."
_ERROR, _PROGRESS = _AUTOMATION + "ErrorRecord", _AUTOMATION + "ProgressRecord"
_NOTES = {
    _AUTOMATION + "WarningRecord": "a warning",
    _AUTOMATION + "VerboseRecord": "a message",
    _AUTOMATION + "DebugRecord": "a message",
    _AUTOMATION + "InformationRecord": "a message",
}
#: type of the objects in a stream, by the attribute S of an element in what PowerShell itself writes as CLIXML
STREAMS = {
    "error": _ERROR,
    "warning": _AUTOMATION + "WarningRecord",
    "verbose": _AUTOMATION + "VerboseRecord",
    "debug": _AUTOMATION + "DebugRecord",
    "information": _AUTOMATION + "InformationRecord",
    "progress": _PROGRESS,
}
_TEXTS = ("Value", "InformationalRecord_Message", "Message", "MessageData", "Exception", "ToString")
_LONGEST = 500


def message(record: Record) -> Iterator[ReadResult] | None:
    """What the user must know of a record that is not an object of the estate; None of another one."""
    name = record.type_name
    if name.startswith(_LAYOUT):
        return _layout(record)
    if name in (_ERROR, _PROGRESS) or name in _NOTES:
        return _from_stream(record)
    return None


def _layout(record: Record) -> Iterator[ReadResult]:
    if record.type_name == _LAYOUT + "FormatEntryData":
        why = "it is the layout that Format-Table or Format-List made of an object; export without that command"
        yield Rejected(record.position, why)


def _from_stream(record: Record) -> Iterator[ReadResult]:
    text = _text(record.properties)
    if record.type_name == _ERROR:
        yield Rejected(record.position, f"the command gave an error, so that objects may be missing: {text}")
    elif what := _NOTES.get(record.type_name):
        yield Remark(f"{record.position}: the command gave {what}: {text}")


def _text(properties: Mapping[str, Any]) -> str:
    """The text of a message, wherever it stands."""
    for name in _TEXTS:
        value = properties.get(name)
        if isinstance(value, Mapping):
            value = _text(value)
        if isinstance(value, str) and value:
            return " ".join(value.split())[:_LONGEST]
    return ""
