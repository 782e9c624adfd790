"""Says what a file is that is no evidence, and what to do about it: by its first bytes, then by its name.

Signatures: the formats' own specifications; TAPE is the media header of Microsoft Tape Format, in which SQL Server
writes its backups (aa196679).
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Collection

from .recognise import text_encoding, xml_root

_PICTURE = ("a picture", "copy the text that it shows, or run the command again and export its output")
_ARCHIVE = "unpack it and give the folder"
_SAVE_TEXT = "save what it shows as text (.txt), its tables as CSV"
_RUN_IT = "run it on a server, and give its output"
_OF_SQL = 'restore it to a SQL Server and read it there: migrator inventory --sql "mssql+pyodbc://<server>/<database>"'
_BINARY_TRACE = "format it as text on the server (OCSLogger: View, or Snooper), and save that text"

#: first bytes -> what such a file is, and the way out
_SIGNATURES: tuple[tuple[bytes, tuple[str, str]], ...] = (
    (b"\x89PNG\r\n\x1a\n", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"%PDF-", ("a PDF document", "give the data from which it was made, or its text (.txt)")),
    (b"{\\rtf", ("a document in Rich Text Format", _SAVE_TEXT)),
    (b"7z\xbc\xaf\x27\x1c", ("a 7-Zip archive", _ARCHIVE)),
    (b"Rar!\x1a\x07", ("a RAR archive", _ARCHIVE)),
    (b"\x1f\x8b\x08", ("a gzip archive", _ARCHIVE)),
    (b"BZh", ("a bzip2 archive", _ARCHIVE)),
    (b"\xfd7zXZ\0", ("an xz archive", _ARCHIVE)),
    (b"MSCF", ("a cabinet file (.cab)", _ARCHIVE)),
    (b"MZ", ("an executable program or library", "take it out: programs are not evidence")),
    (b"TAPE", ("a SQL Server backup", _OF_SQL)),
    (b"SQLite format 3\0", ("an SQLite database", "give it with --sql sqlite:///<path>, if it holds rgsconfig or xds")),
    (b"regf", ("a hive of the Windows registry", "export the keys as text (reg export), or take it out")),
    (b"L\0\0\0\x01\x14\x02\0", ("a shortcut of Windows", "give the file to which it leads")),
    (b"\xd4\xc3\xb2\xa1", ("a network capture", "save the SIP messages that it shows as text")),
    (b"\x0a\x0d\x0d\x0a", ("a network capture", "save the SIP messages that it shows as text")),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_EVENT_LOG = ("an event log of Windows Server 2003", "open it in Event Viewer, and save it as XML or as .evtx")
_DOCUMENTS = {
    "doc": ("a Word document", _SAVE_TEXT),
    "xls": ("an Excel workbook", "save each sheet as CSV"),
    "ppt": ("a PowerPoint presentation", _SAVE_TEXT),
    "msg": ("a mail of Outlook", "save its attachments, and give them"),
    "msi": ("an installation package", "take it out: programs are not evidence"),
}
#: extension -> what a file that is not known by its content is by its name
_BY_NAME = {
    "bak": ("a SQL Server backup, by its name", _OF_SQL),
    "mdf": ("a database file of SQL Server, by its name", _OF_SQL),
    "etl": ("a trace in binary form, by its name", _BINARY_TRACE),
    "blg": ("a log of performance counters, by its name", "take it out: migrator does not use it"),
    "pfx": ("a certificate with its private key, by its name", "take it out: it must stay secret"),
    "p12": ("a certificate with its private key, by its name", "take it out: it must stay secret"),
    "ps1": ("a PowerShell script", _RUN_IT),
    "psm1": ("a PowerShell module", _RUN_IT),
    "vbs": ("a script", _RUN_IT),
    "cmd": ("a batch file", _RUN_IT),
    "bat": ("a batch file", _RUN_IT),
    "toml": ("a file of settings, by its name", "give answers with predict --answers, and take it out of the evidence"),
    "eml": ("a mail", "save its attachments, and give them"),
    "tbxml": ("by its name a file of Topology Builder", "open it in Topology Builder and save it again"),
}
_CUSTOM = re.compile(r"class [\w.#]+\s*\n\{")
_NAMES_SHOWN = 6


def what_it_is(head: bytes, name: str) -> tuple[str, str] | None:
    """What a file of this first part and name is, and what to do; None if nothing tells."""
    extension = name.rpartition(".")[2].casefold()
    for signature, known in _SIGNATURES:
        if head.startswith(signature):
            return known
    if head.startswith(_OLD_OFFICE):
        return _DOCUMENTS.get(extension, ("a document of an older Office", _SAVE_TEXT))
    if head[4:8] == b"LfLe":
        return _OLD_EVENT_LOG
    if head[257:262] == b"ustar":
        return "a tar archive", _ARCHIVE
    if head and not head.strip(b"\0"):
        return "only zero bytes: the copy of it failed", "copy it again"
    return _BY_NAME.get(extension) or _text_is(head)


def what_zip_is(names: Collection[str]) -> tuple[str, str] | None:
    """What a zip with these members is if it is a document; None for a zip of files."""
    if "[Content_Types].xml" in names:
        for folder, extension in (("word/", "doc"), ("xl/", "xls"), ("ppt/", "ppt")):
            if any(name.startswith(folder) for name in names):
                return _DOCUMENTS[extension]
    if "mimetype" in names and "content.xml" in names:
        return "a document of OpenOffice", _SAVE_TEXT
    return None


def _text_is(head: bytes) -> tuple[str, str] | None:
    """What a text is whose content no reader knows."""
    text = head.decode(text_encoding(head), "replace").lstrip("\ufeff \t\r\n")
    root = xml_root(head)
    if root and root[0].casefold() == "html":
        return "an HTML page without a table or a report that is known", _SAVE_TEXT
    if root:
        return (
            f"XML whose first element is {root[0][:40]!r}",
            "export the objects with Export-Clixml, the events with wevtutil or Event Viewer",
        )
    if text.startswith(("{", "[")) and _is_json(text):
        return "JSON whose objects are of no type that is known", "export with Export-Clixml, which keeps the types"
    if _CUSTOM.match(text):
        return "the output of Format-Custom", "export the objects with Export-Clixml, or with Format-List"
    if columns := _columns(text):
        shown = ", ".join(columns[:_NAMES_SHOWN]) + (", ..." if len(columns) > _NAMES_SHOWN else "")
        return (
            f"a table whose columns ({shown}) do not say what its rows are; exported with -NoTypeInformation?",
            "export again without that, or give the file the name of its cmdlet, such as Get-CsUser.csv",
        )
    return None


def _is_json(text: str) -> bool:
    """Whether it begins like JSON; the end of a first part may be missing."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.pos > len(text) // 2 or re.match(r'[{\[]\s*[{"\]]', text) is not None
    return True


def _columns(text: str) -> list[str]:
    """The columns of a text that begins like a CSV file of two rows; none if it does not."""
    lines = [line for line in text.splitlines() if line.strip()][:3]
    for delimiter in (",", ";", "\t"):
        try:
            rows = list(csv.reader(lines, delimiter=delimiter, strict=True))
        except csv.Error:
            continue
        if len(rows) > 1 and len(rows[0]) > 1 and len(rows[0]) == len(rows[1]):
            return [cell.strip()[:40] for cell in rows[0]]
    return []
