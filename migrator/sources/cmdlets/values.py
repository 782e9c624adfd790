"""Reads the values that Lync cmdlets show: identities with a scope, service and pool references, lists of objects."""

from __future__ import annotations

from collections.abc import Callable

from ..identifiers import plain_guid
from ..mapping import From, Truncated, as_list

_SCOPES = {"tag": "Tag", "site": "Site", "service": "Service", "global": "Global"}
_URI_SCHEMES = frozenset({"sip", "tel", "mailto"})


def text_of(value: object) -> object:
    """The text of a value; of an object what it shows itself as (ToString), where the export kept that."""
    if isinstance(value, dict):
        return next((t for n in ("ToString", "Name", "Value") if isinstance(t := value.get(n), str) and t), value)
    return value


def shown(*names: str) -> From:
    """A getter of a property that is a text or an object shown as one."""
    return From(names, text_of, of=dict)


def text_list_of(value: object) -> object:
    """A list as texts; a text in its place stays, and the mapper reports it as cut off."""
    return as_texts(value) if isinstance(value, list) else value


def as_texts(values: list[object]) -> list[str]:
    """The values of a list as texts, without those that are null."""
    return [str(text_of(value)) for value in values if value is not None]


def listed(*names: str) -> From:
    """A getter of a list of texts or of objects shown as texts."""
    return From(names, text_list_of, of=list)


def scoped_key(value: object) -> object:
    """Identity as a key: without ``Tag:``, with ``Global``, ``Site:`` and ``Service:`` spelled in one way.

    What follows a slash (the rule of a dial plan) stays as it is.
    """
    text = text_of(value)
    if not isinstance(text, str):
        return None if isinstance(text, dict | list) else str(text)
    head, slash, rest = text.strip().partition("/")
    scope, colon, name = head.partition(":")
    known = _SCOPES.get(scope.strip().casefold())
    if known is None or (not colon and known != "Global"):
        return head + slash + rest
    head = {"Tag": name.lstrip(), "Global": "Global"}.get(known, f"{known}:{name.lstrip()}")
    return head + slash + rest


def scope_of(value: object) -> object:
    """Global, Site, Service or Tag (assigned to users), from an Identity."""
    text = text_of(value)
    if not isinstance(text, str):
        return None
    return _SCOPES.get(text.strip().partition("/")[0].partition(":")[0].strip().casefold(), "Tag")


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


def entries(describe: Callable[[dict[str, object]], str]) -> Callable[[object], object]:
    """A converter of a list of objects to one text each; an object cut down to a text is Truncated."""

    def convert(value: object) -> object:
        if not isinstance(value, list):
            return as_list(value)
        texts = [v if isinstance(v, str) else describe(v) for v in value if isinstance(v, str | dict)]
        cut = next((v for v in value if isinstance(v, str)), None)
        return texts if cut is None else Truncated(cut, tuple(texts))

    return convert
