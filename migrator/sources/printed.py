"""Objects of which an export holds only the text that they print: ``Name=KeepAll;Translation=$1;...``."""

from __future__ import annotations

import re
from collections.abc import Collection

from .converters import is_lost

_ANY_KEY = re.compile(r"(?:^|[;\n])\s*([A-Z]\w*)=")


def printed(text: object, keys: Collection[str] | None, needs: Collection[str]) -> dict[str, object] | None:
    """The values by their key, None where the text has another reading, an unknown key, or lacks one of *needs*.

    Without *keys* any key is known.

    Values may hold semicolons, as ``Description=inside; short;Pattern=...`` does: each key stands once, and a value
    ends where the next key begins. A value that was itself an object shows only its type: it is left out.
    """
    if not isinstance(text, str):
        return None
    found = list(_ANY_KEY.finditer(text))
    names = [match[1] for match in found]
    if not found or found[0].start() or (keys is not None and set(names) - set(keys)) or len(set(names)) < len(names):
        return None
    if not set(needs) <= set(names):
        return None
    ends = [*(match.start() for match in found[1:]), len(text)]
    values = {match[1]: text[match.end() : end].strip("\r") for match, end in zip(found, ends, strict=True)}
    return {name: value or None for name, value in values.items() if not is_lost(value)}
