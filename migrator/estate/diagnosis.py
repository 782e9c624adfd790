"""The value of an ms-diagnostics header: why a SIP request failed, as reported by the server that refused it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import attrs

_CODE = re.compile(r"\s*([^;]*)")
#: quotation marks that word processors and web pages put in the place of plain ones
TYPOGRAPHIC = "\u201c\u201d\u201e\u201f\u2033\uff02\u00ab\u00bb"
_PARAMETER = (
    rf';\s*([^\s=;"]+)\s*(?:=\s*("(?:[^"\\]|\\.)*"?|[{TYPOGRAPHIC}][^"{TYPOGRAPHIC}]*["{TYPOGRAPHIC}]?|[^;]*))?'
)
_ESCAPED = re.compile(r"\\(.)")


@attrs.frozen
class Diagnosis:
    """One ms-diagnostics, ms-diagnostics-public or ms-client-diagnostics header (ms-ocer, netdork-federation-dns).

    Attributes:
        code: the id, ``1034``; older servers write ``1034.2``.
        source: the server that reports it; a public header has none.
        values: the other parameters, as ``HRESULT`` or ``tls-target``, by their names as written.
        is_public: from ms-diagnostics-public, the only header that leaves the organisation.
        is_client: from ms-client-diagnostics: a client reports it, not a server.
    """

    code: str
    reason: str | None = None
    source: str | None = None
    values: Mapping[str, str] = attrs.field(factory=dict)
    is_public: bool = False
    is_client: bool = False

    def __str__(self) -> str:
        source = f" ({self.source})" if self.source else ""
        return f"{self.code} {self.reason or ''}".rstrip() + source


@cache
def _parameters() -> re.Pattern[str]:
    return re.compile(_PARAMETER)


def parse_diagnosis(header: str, *, is_public: bool = False, is_client: bool = False) -> Diagnosis:
    """The parts of a header's value ``id;reason="...";source="..."[;name="value"]*``.

    Quoted values may contain semicolons and escaped quotes; a value that is cut off ends at the end of the text.
    Typographic quotation marks around a value are read as what they stand for.
    """
    code = _CODE.match(header)
    found: dict[str, list[str]] = {}
    for match in _parameters().finditer(header, code.end() if code else 0):
        found.setdefault(match[1], []).append(_unquoted(match[2] or ""))
    values = {name: ", ".join(each) for name, each in found.items()}
    named = {name.casefold(): name for name in reversed(values)}
    reason, source = (values.pop(named[name]) if name in named else None for name in ("reason", "source"))
    return Diagnosis(code[1].strip() if code else "", reason, source, values, is_public, is_client)


def _unquoted(value: str) -> str:
    value = value.strip()
    if value[:1] and value[0] in TYPOGRAPHIC:
        return value.strip(f'"{TYPOGRAPHIC}').strip()
    if not value.startswith('"'):
        return value
    inner = value[1:-1] if len(value) > 1 and value.endswith('"') else value[1:]
    return _ESCAPED.sub(r"\1", inner).strip()
