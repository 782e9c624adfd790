"""Reads the values that Lync cmdlets show: identities with a scope, service and pool references, lists of objects."""

from __future__ import annotations

from collections.abc import Callable

from ...estate.scopes import USER, scope_named
from ..converters import are_plain, as_duration, as_list, is_lost, lost_in, split_list
from ..identifiers import plain_guid
from ..mapping import From, Truncated
from ..printed import printed

_URI_SCHEMES = frozenset({"sip", "tel", "mailto"})


def text_of(value: object) -> object:
    """The text of a value; of an object what it shows itself as (ToString), where the export kept that."""
    if isinstance(value, dict):
        texts = (value.get(name) for name in ("ToString", "Name", "Value"))
        return next((text for text in texts if isinstance(text, str) and text and not is_lost(text)), value)
    return value


def shown(*names: str) -> From:
    """A getter of a property that is a text or an object shown as one."""
    return From(names, text_of, of=dict)


def enumerated(*names: str) -> From:
    """A getter of one of a type's named values; its number alone, which no source explains, tells nothing."""
    return From(names, name_of)


def name_of(value: object) -> object:
    """The name of an enumerated value; Truncated where only its number is there."""
    text = text_of(value)
    if isinstance(text, int) or (isinstance(text, str) and text.strip().lstrip("-").isdecimal()):
        return Truncated(str(text))
    return text


def duration(*names: str) -> From:
    """A getter of a time span as ``HH:MM:SS``, however the evidence writes it; other texts stay."""
    return From(names, lambda value: as_duration(text_of(value)) or text_of(value))


def text_list_of(value: object) -> object:
    """A list as texts; a text in its place is split where that has one reading."""
    if isinstance(value, list):
        if are_plain(value):
            return tuple(value)
        return as_list([Truncated(_shown(v)) if isinstance(t := text_of(v), dict | list) else t for v in value])
    return split_list(value) if isinstance(value, str) else value


def _shown(value: object) -> str:
    """What the text of an object or list without one is in a message."""
    return str(value.get("ToString") or "an object without a text") if isinstance(value, dict) else "a list in a list"


def known_texts(value: object) -> tuple[str, ...]:
    """The texts of a list as far as they are known."""
    found = text_list_of(value)
    found = found.rest if isinstance(found, Truncated) else found
    return found if isinstance(found, tuple) else ()


def listed(*names: str) -> From:
    """A getter of a list of texts or of objects shown as texts."""
    return From(names, text_list_of)


def scoped_key(value: object) -> object:
    """Identity as a key: without ``Tag:``, with ``Global``, ``Site:`` and ``Service:Role:`` spelled in one way.

    What follows a slash (the rule of a dial plan) stays as it is.
    """
    text = text_of(value)
    if not isinstance(text, str):
        return None if text is None or isinstance(text, dict | list | Truncated) else str(text)
    _, slash, rest = text.strip().partition("/")
    return scope_named(text).identity + slash + rest


def scope_of(value: object) -> object:
    """Global, Site, Service or Tag (assigned to users), from an Identity."""
    text = text_of(value)
    if not isinstance(text, str):
        return None
    scope = scope_named(text)
    return "Service" if scope.is_service else {USER: "Tag"}.get(scope.level, scope.level.capitalize())


def tagged(value: object) -> object:
    """The Identity with ``Tag:``, as some evidence writes a per-user policy."""
    key = scoped_key(value)
    return f"Tag:{key}" if isinstance(key, str) and scope_of(value) == "Tag" else None


#: what every object with an Identity of a scope has
KEY = From(("Identity",), scoped_key)
SCOPE = From(("Identity",), scope_of)
TAGGED = From(("Identity",), tagged)


def pool_of(value: object) -> object:
    """FQDN of the pool in ``Registrar:pool``, ``service:ApplicationServer:pool/guid`` or a plain FQDN."""
    text = text_of(value)
    if not isinstance(text, str):
        return None
    return text.partition("/")[0].rpartition(":")[2].strip() or None


def site_of(value: object) -> object:
    """Name of a site without ``Site:``."""
    text = text_of(value)
    if not isinstance(text, str):
        return text
    return text.strip()[5:].strip() if text.strip().casefold().startswith("site:") else text.strip()


def instance_of(value: object) -> str | None:
    """GUID of an Identity ``service:ApplicationServer:pool/guid``, in lower case; also where it is an object.

    Response group identities hold it as InstanceId (rgs2cqaa, teams-aacq-tools [C]).
    """
    if isinstance(value, dict) and isinstance(inner := value.get("InstanceId", value.get("InstanceID")), str | dict):
        return instance_of(inner if isinstance(inner, str) else inner.get("Guid"))
    text = text_of(value)
    return plain_guid(text.rpartition("/")[2]) if isinstance(text, str) else None


def address_of(value: object) -> object:
    """A SIP, tel or mail address without its scheme."""
    text = text_of(value)
    if not isinstance(text, str):
        return None
    scheme, colon, address = text.partition(":")
    return address if colon and scheme.strip().casefold() in _URI_SCHEMES else text


def entries(
    describe: Callable[[dict[str, object]], str], *needs: str, optional: tuple[str, ...] = ()
) -> Callable[[object], object]:
    """A converter of a list of objects to one text each, also of objects of which only their printed text is left.

    An object without one of the properties *needs*, or cut down to a text that tells less, is Truncated.
    """

    def convert(value: object) -> object:
        values = value if isinstance(value, list) else [value]
        found = [v if isinstance(v, dict) else printed(v, (*needs, *optional), needs) for v in values if v is not None]
        texts = tuple(describe(each) for each in found if each is not None and _has(each, needs))
        if len(texts) == len(found):
            return texts
        return Truncated(next((v for v in values if isinstance(v, str)), "an object without all its properties"), texts)

    return convert


def _has(properties: dict[str, object], needs: tuple[str, ...]) -> bool:
    values = [properties.get(name) for name in needs]
    return all(name in properties for name in needs) and not any(map(lost_in, values))
