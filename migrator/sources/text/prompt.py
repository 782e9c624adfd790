"""How a prompt of PowerShell looks, with what was typed at it."""

from __future__ import annotations

import re

#: ``PS C:\>`` with what was typed; a remote session puts the server before it
PROMPT = re.compile(
    r"(?:\[(?P<server>[^\]\s]+)\]: ?)?PS (?:[A-Za-z][\w-]*:[\\/]?|[/\\]|[A-Za-z.]+\\[A-Za-z.]+::)[^>\n]*>+"
    r" ?(?P<typed>.*)"
)
