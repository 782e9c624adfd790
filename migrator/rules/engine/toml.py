"""Writes TOML strings; reading them is the standard library's."""

from __future__ import annotations

import json


def toml_string(text: str) -> str:
    """A TOML string; JSON's differs only in DEL, which TOML wants escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
