"""The README of the kit: what to run, what it needs and costs, and the SHA-256 of each script.

What it says of groups: `rights`, l13-forest-preparation, l13-rbac; of PowerShell on old servers: wmf-2.
"""

from __future__ import annotations

import hashlib
import re
import textwrap
from collections.abc import Iterable, Mapping

from ..estate.collection import lync_commands
from ..estate.products import FULL_NAMES, R2
from ..estate.unmapped import unmapped_cmdlets
from ..powershell import rendered
from .rights import READ_ONLY, SERVER, USER, groups_for
from .script import KitScript

README = "README.txt"
_HASH = re.compile(r"^  (?P<sha256>[0-9a-f]{64})  (?P<name>\S+)\r$", re.MULTILINE)
_WIDTH = 78
#: where the scripts were run, and what users cost there: processor time of the run and of its zip, without that of the
#: stand-ins; files of 10,000 and 50,000 users
_POWERSHELL = "7.6.9"
_COSTS = {
    False: (
        "3 s of processor time; 33 MB on the disk, 2 MB in the zip;",
        "6 to 15 MB of memory beside the 185 MB of the shell",
    ),
    True: (
        "3 s of processor time; 47 MB on the disk, 2 to 3 MB in the zip;",
        "6 to 15 MB of memory beside the 180 MB of the shell",
    ),
}
_EVENT = "2 KB"


def readme(scripts: Iterable[KitScript], files: Mapping[str, str], product: str, version: str) -> str:
    """The text of the README for these scripts, of which *files* has the text."""
    steps = [
        {
            "file": script.file,
            "lines": [*_wrapped(f"Run it {script.where}.", "   "), *_wrapped(f"Rights: {script.rights}.", "   ")],
        }
        for script in scripts
    ]
    rights = [] if product == R2 else _rights(product)
    text = rendered(
        "kit",
        README,
        version=version,
        product=product,
        title=FULL_NAMES[product],
        steps=steps,
        is_lync=product != R2,
        rights=rights,
        powershell=_POWERSHELL,
        costs=_COSTS[product == R2],
        event_bytes=_EVENT,
    ) + rendered("kit", "R2.txt" if product == R2 else "Lync.txt")
    lines = [f"  {_sha256(each)}  {name}\n" for name, each in files.items()]
    text += "\nSHA-256 of the files as they were written\n" + "".join(lines)
    return f"{text}  {_sha256(_as_windows(text))}  {README}, all above this line\n"


def written_hashes(readme_text: str) -> dict[str, str]:
    """File name -> SHA-256 with which a kit was written, as its README lists them; none if that was changed."""
    body, end, last = readme_text.removesuffix("\r\n").rpartition("\r\n")
    if last != f"  {_sha256(body + end)}  {README}, all above this line":
        return {}
    return {match["name"]: match["sha256"] for match in _HASH.finditer(body + end)}


def _as_windows(text: str) -> str:
    return text.replace("\n", "\r\n")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _rights(product: str) -> list[str]:
    """Which group may run which blocks, as their pages say."""
    cmdlets = [*lync_commands(product), *unmapped_cmdlets(product), "Get-CsTopology", "Export-CsConfiguration"]
    named = {cmdlet: groups_for(cmdlet) for cmdlet in cmdlets}
    lines = [f"{SERVER}: all whose pages name a group."]
    lines += _wrapped(f"{USER}: all but " + _words(c for c, groups in named.items() if groups and USER not in groups))
    lines += _wrapped(f"{READ_ONLY}: " + _words(c for c, groups in named.items() if READ_ONLY in groups))
    lines += _wrapped("Their pages name no group: " + _words(c for c, groups in named.items() if not groups))
    return lines


def _words(cmdlets: Iterable[str]) -> str:
    return ", ".join(sorted(cmdlet.removeprefix("Get-Cs") for cmdlet in cmdlets)) + "."


def _wrapped(text: str, indent: str = "  ") -> list[str]:
    return textwrap.wrap(text, _WIDTH - len(indent), break_long_words=False, break_on_hyphens=False)
