"""One form for what evidence writes in many: GUIDs, distinguished names, languages, SIP addresses."""

from __future__ import annotations

import locale
import re
from collections.abc import Mapping

from .converters import split_list
from .mapping import Getter, Of

_GUID = re.compile(r"\{?([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})\}?")
_LYNC_POOL = re.compile(r"(?:^|,)CN=[^,=:]+:\d+,CN=Pools,", re.IGNORECASE)
_POOL_DN = re.compile(r"(CN=(?:[^,\\]|\\.)+,CN=Pools,.+)$", re.IGNORECASE)


def plain_guid(text: str) -> str:
    """A GUID in lower case without braces; any other text as it is."""
    match = _GUID.fullmatch(text.strip())
    return match[1].lower() if match else text


def guid(name: str) -> Getter:
    """A getter of one GUID property."""

    def get(properties: Mapping[str, object]) -> str | None:
        value = properties.get(name)
        return plain_guid(value) if isinstance(value, str) and value else None

    return Of((name,), get, kept=True)


def guids(name: str) -> Getter:
    """A getter of a list of GUIDs; the mapper reports what is not a list."""

    def get(properties: Mapping[str, object]) -> object:
        value = properties.get(name)
        values = split_list(value) if isinstance(value, str) else value
        return [plain_guid(str(v)) for v in values] if isinstance(values, list | tuple) else values

    return Of((name,), get, kept=True)


def plain_pool_dn(dn: str) -> str:
    """The pool's own DN out of a longer one: ``CN=LC Services,CN=Microsoft,CN=pool,CN=Pools,...``."""
    match = _POOL_DN.search(dn)
    return match[1] if match else dn


def pool_dn(name: str) -> Getter:
    """A getter of the pool's own DN out of a property that lies deeper."""

    def get(properties: Mapping[str, object]) -> str | None:
        value = properties.get(name)
        return plain_pool_dn(value) if isinstance(value, str) and value else None

    return Of((name,), get, kept=True)


def language_of(name: str) -> Getter:
    """A getter of one LCID property as a language."""
    return Of((name,), lambda properties: language(properties.get(name)), kept=True)


def languages_of(name: str) -> Getter:
    """A getter of a list of LCIDs as languages."""
    return Of((name,), lambda properties: languages(properties.get(name)), kept=True)


def language(value: object) -> str | None:
    """``en-GB`` for LCID 2057, also from its text; a number Windows has no language for stays a number."""
    if value in (None, ""):
        return None
    text = str(value)
    name = locale.windows_locale.get(int(text)) if re.fullmatch(r"[0-9]{1,9}", text) else None
    return name.replace("_", "-") if name else text


def languages(value: object) -> object:
    """Each of a list of LCIDs as a language."""
    values = split_list(value) if isinstance(value, str) else value
    return [language(v) for v in values] if isinstance(values, list | tuple) else values


def is_lync_pool(dn: object) -> bool:
    """Whether a DN lies in a pool of Lync, named ``<site>:<cluster>``; no pool of OCS is (l13-schema-attributes)."""
    return isinstance(dn, str) and _LYNC_POOL.search(dn) is not None


def product_of_version(version: object) -> str:
    """The product of a PoolVersion or ServerVersion: up to 4 OCS, 5 Lync 2010, 6 Lync 2013 (l13-schema-attributes)."""
    text = str(version or "")
    number = int(text) if text.isdecimal() else -1
    return "ocs2007r2" if 0 <= number <= 4 else {5: "lync2010", 6: "lync2013"}.get(number, "unknown")
