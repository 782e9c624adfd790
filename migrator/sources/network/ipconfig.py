"""Interfaces of a server from `ipconfig` and `ipconfig /all`, of Windows 2003 and later.

Adapters have a heading without indent and with a colon; their entries are a label, leaders and a colon. Labels are
translated: English, German, French, Italian, Russian and Japanese are known (seen in published outputs). In another
language addresses are known by "IPv4" and "IPv6" in their labels, the rest is kept as it stands, and those fields are
unknown. Without ``/all`` the fields that only ``/all`` shows are unknown. Before the adapters stand host name and
suffix.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import attrs

from ...estate.network import NetworkInterface
from ..format import ReadResult
from ..record import Rejected
from .outputs import Output, Place, is_address, is_glued, is_mask

_TITLE = re.compile(r"(?=.*\bWindows\b)(?=.*\bIP\b).{5,60}", re.IGNORECASE)
_ENTRY = re.compile(r" {2,12}(?P<label>[^\s:.][^:]{0,80}?)(?P<leader>[ .]*):(?: (?P<value>.*))?")
_MORE = re.compile(r"\s{20,}(?P<value>\S.*)")
_HEADING = re.compile(r"(?P<heading>[^\s:][^:]{0,200}?)\s?:\s*")
#: what stands before the name of the connection in a heading
_ADAPTER = re.compile(
    r"(?:.*?\badapter |.*?-Adapter |Carte (?:réseau sans fil|Ethernet|Tunnel|inconnue?|PPP) |Адаптер Ethernet |"
    r"Scheda (?:Ethernet|LAN wireless|sconosciuta|PPP|Tunnel) |.*?アダプター )(?P<name>\S.*)",
    re.IGNORECASE,
)
_DECORATION = re.compile(r"\s*\([^()]*\)\s*$")
_LABELS = {
    "description": "description",
    "beschreibung": "description",
    "descrizione": "description",
    "описание": "description",
    "説明": "description",
    "physical address": "physical_address",
    "physikalische adresse": "physical_address",
    "physische adresse": "physical_address",
    "adresse physique": "physical_address",
    "indirizzo fisico": "physical_address",
    "физический адрес": "physical_address",
    "物理アドレス": "physical_address",
    "dhcp enabled": "dhcp_enabled",
    "dhcp aktiviert": "dhcp_enabled",
    "dhcp activé": "dhcp_enabled",
    "dhcp abilitato": "dhcp_enabled",
    "dhcp включен": "dhcp_enabled",
    "dhcp 有効": "dhcp_enabled",
    "ip address": "addresses",
    "ip-adresse": "addresses",
    "adresse ip": "addresses",
    "indirizzo ip": "addresses",
    "subnet mask": "masks",
    "subnetzmaske": "masks",
    "masque de sous-réseau": "masks",
    "маска подсети": "masks",
    "サブネット マスク": "masks",
    "default gateway": "gateways",
    "standardgateway": "gateways",
    "passerelle par défaut": "gateways",
    "gateway predefinito": "gateways",
    "основной шлюз": "gateways",
    "デフォルト ゲートウェイ": "gateways",
    "dns servers": "dns_servers",
    "dns-server": "dns_servers",
    "serveurs dns": "dns_servers",
    "server dns": "dns_servers",
    "dns-серверы": "dns_servers",
    "dns サーバー": "dns_servers",
    "connection-specific dns suffix": "suffix",
    "verbindungsspezifisches dns-suffix": "suffix",
    "suffixe dns propre à la connexion": "suffix",
    "suffisso dns specifico per connessione": "suffix",
    "dns-суффикс подключения": "suffix",
    "接続固有の dns サフィックス": "suffix",
    "dhcp server": "dhcp_server",
    "dhcp-server": "dhcp_server",
    "serveur dhcp": "dhcp_server",
    "server dhcp": "dhcp_server",
    "dhcp-сервер": "dhcp_server",
    "dhcp サーバー": "dhcp_server",
    "media state": "media",
    "medienstatus": "media",
    "statut du média": "media",
    "stato supporto": "media",
    "состояние среды": "media",
    "メディアの状態": "media",
}
#: labels that are known and have no field
_OTHER_LABELS = re.compile(
    r"lease .*|bail .*|dhcpv6.*|iaid .*|duid .*|netbios .*|(?:primary|secondary) wins server|"
    r"(?:primärer|sekundärer) wins-server|serveur wins .*|autoconfiguration enabled|autokonfiguration aktiviert|"
    r"configuration automatique activée|.*\bsuffix search list|.*dns-suffix.*suchliste|liste de recherche.*|"
    r"scadenza lease|configurazione automatica abilitata|elenco di ricerca suffissi dns|"
    r"аренда .*|срок аренды .*|duid .*|автонастройка включена|リース.*|自動構成有効",
    re.IGNORECASE,
)
#: those of them that never have a second value
_ONE_VALUE = re.compile(r"dhcpv6.*|iaid .*|duid .*|netbios .*", re.IGNORECASE)
_YES_NO = dict.fromkeys(("yes", "ja", "oui", "sì", "да", "はい"), True) | dict.fromkeys(
    ("no", "nein", "non", "нет", "いいえ"), False
)
#: the label that says whether the host routes between its interfaces
_ROUTING = {
    "ip routing enabled",
    "ip-routing aktiviert",
    "routage ip activé",
    "routing ip abilitato",
    "ip-маршрутизация включена",
    "ip ルーティング有効",
}
#: the label of what the host does to find names, which stands in every output
_NODE = re.compile(r"node type|knotentyp|type de n|tipo nodo|тип узла|ノード", re.IGNORECASE)
_LISTS = ("addresses", "masks", "gateways", "dns_servers")
#: fields that the output without /all does not show
_ONLY_ALL = ("description", "physical_address", "dhcp_enabled", "dhcp_server", "dns_servers")
_ALWAYS_IN_ALL = ("description", "physical_address", "dhcp_enabled")
_FIELDS = (*_LISTS, "suffix", *_ONLY_ALL[:4])
_WINDOW = 79
_PHYSICAL = re.compile(r"(?:[0-9A-F]{2}-)+[0-9A-F]{2}", re.IGNORECASE)
#: entries and values of one adapter; servers with many sites have some hundred addresses
_MOST_ENTRIES = 5000


@attrs.define
class _Adapter:
    number: int
    heading: str
    values: dict[str, list[str]] = attrs.field(factory=dict)
    other: dict[str, list[str]] = attrs.field(factory=dict)
    has_unknown_labels: bool = False
    is_broken: bool = False
    #: it has an IPv4 address, and the line about NetBIOS, with which it ends then, has not come
    is_open: bool = False
    entries: int = 0


class Ipconfig(Output):
    """Reads the host and its adapters; a second title begins another host."""

    name = "ipconfig"
    kinds = ("network_interface",)

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._machine = place.machine
        self._host = ""
        self._host_lines = 0
        self._has_suffix = False
        self._has_known_labels = False
        self._routes: bool | None = None
        self._in_host = False
        self._adapter: _Adapter | None = None
        self._has_netbios = False
        self._last: list[str] | None = None
        self._holds_one = False
        self._line_before = ""

    @classmethod
    def begins(cls, line: str, following: str, _command: Sequence[str]) -> bool:
        """At the title, or at the heading of an adapter."""
        return _is_heading(line, following) or (
            _TITLE.fullmatch(line.strip()) is not None
            and (_is_entry(following) or _HEADING.fullmatch(following) is not None)
        )

    def read(self, number: int, line: str, following: str) -> Iterable[ReadResult] | None:
        """The adapter before, when another begins."""
        before, self._line_before = self._line_before, line
        if not line.strip():
            return ()
        if _is_heading(line, following):
            results = [*self._finish(), *self._missing_names(number)]
            self._in_host, self._last = False, None
            self._adapter = _Adapter(number, line.strip().removesuffix(":").strip())
            return results
        if (more := _MORE.fullmatch(line)) and self._last is not None and len(self._last) < _MOST_ENTRIES:
            if is_glued(more["value"]) or (self._holds_one and is_address(_bare(more["value"]))):
                return None
            self._last.append(more["value"])
            return ()
        if not line.startswith(" "):
            return self._outside(line, before, following)
        if match := _ENTRY.fullmatch(line):
            return self._entry(number, match)
        return None

    def interrupted(self) -> Iterable[ReadResult]:
        """Nothing; of an adapter of which a line is lost, no field is known to hold all."""
        if self._adapter is not None:
            self._adapter.is_broken = True
        return ()

    def end(self) -> Iterable[ReadResult]:
        """The last adapter of a host; it was cut if it lacks the last line that the other adapters have."""
        if self._adapter is None or not (self._adapter.is_open and self._has_netbios):
            return self._finish()
        self._adapter.is_broken = True
        lost = Rejected(f"line {self._adapter.number}", "cut: the last adapter ends before its line about NetBIOS")
        return [*self._finish(), lost]

    def _outside(self, line: str, before: str, following: str) -> Iterable[ReadResult] | None:
        """A title, or the rest of a value that the window has wrapped."""
        if _TITLE.fullmatch(line.strip()) and (_is_entry(following) or _HEADING.fullmatch(following)):
            results = self.end()
            self._has_netbios = False
            self._machine, self._host, self._in_host, self._last = self.place.machine, "", True, None
            self._host_lines, self._has_suffix, self._routes = 0, False, None
            return results
        if len(before) >= _WINDOW and self._last and not is_glued(line):
            self._last[-1] += line.rstrip()
            return ()
        return None

    def _missing_names(self, number: int) -> Iterable[ReadResult]:
        """What the lines of the host lack, where its language is known: its name, or its suffix."""
        if self._in_host and self._has_known_labels and not (self._host and self._has_suffix):
            what = "primary suffix" if self._host else "name"
            yield Rejected(f"line {number}", f"the line with the {what} of the host is missing above the first adapter")

    def _of_host(self, label: str, value: str) -> None:
        """The name of the host, then its primary suffix: by "host" and "DNS" in their labels, as in most languages.

        Whether it routes is known by its label.
        """
        self._last = []
        self._host_lines += 1
        is_name = re.search(r"host|hôte|имя компьютера|ホスト名", label, re.IGNORECASE) is not None
        if is_name and not self._host:
            self._host = value
            self._machine = value or self._machine
        elif "dns" in label.casefold() and self._host and not self._has_suffix and self._host_lines == 2:
            self._has_suffix = True
            self._machine = f"{self._host}.{value}" if value else self._host
        elif _NODE.search(label):
            self._has_known_labels = True
        elif label.casefold() in _ROUTING:
            self._has_known_labels = True
            self._routes = _YES_NO.get(value.casefold())

    def _is_of_another(self, adapter: _Adapter, field: str) -> bool:
        """Whether an entry cannot be of this adapter: it stands twice, or it is one of those that begin an adapter."""
        seen = set(adapter.values)
        first = {"media": set(), "suffix": {"media"}}.get(field, seen)
        return bool(seen - first) if field in ("media", "suffix") else field in seen and field not in _LISTS

    def _without_heading(self, number: int, label: str) -> Iterable[ReadResult]:
        """The adapter before; the entries that follow belong to one whose heading is missing."""
        lost = Rejected(f"line {number}", f"entries of an adapter without its heading, from {label[:60]!r} on")
        if self._adapter is not None:
            self._adapter.is_broken = True
        results = [*self._finish(), lost]
        self._last = None
        return results

    def _entry(self, number: int, match: re.Match[str]) -> Iterable[ReadResult] | None:
        label, value = match["label"].strip(), (match["value"] or "").strip()
        values = [value] if value else []
        if self._adapter is None:
            if not self._in_host:
                return None
            if is_glued(value):
                return None
            if _field_of(label):
                self._in_host = False
                return self._without_heading(number, label)
            self._of_host(label, value)
            return ()
        if self._adapter.entries >= _MOST_ENTRIES or is_glued(value):
            return None
        self._adapter.entries += 1
        field = _field_of(label)
        self._adapter.is_open |= "ipv4" in label.casefold() and field == "addresses"
        if "netbios" in label.casefold() and self._adapter.is_open:
            self._adapter.is_open, self._has_netbios = False, True
        if field and self._is_of_another(self._adapter, field):
            return self._without_heading(number, label)
        if field:
            self._last = self._adapter.values.setdefault(field, [])
        else:
            self._adapter.has_unknown_labels |= not _OTHER_LABELS.fullmatch(label)
            self._last = self._adapter.other.setdefault(label, [])
        # what stands below the one value of an entry has lost its own label
        self._holds_one = bool(field and field not in _LISTS) or _ONE_VALUE.fullmatch(label) is not None
        self._last += values
        return ()

    def _finish(self) -> Iterable[ReadResult]:
        adapter, self._adapter = self._adapter, None
        if adapter is None:
            return ()
        if not adapter.values and not adapter.other:
            return [Rejected(f"line {adapter.number}", f"an adapter without entries ({adapter.heading[:60]!r})")]
        return [self._interface(adapter)]

    def _interface(self, adapter: _Adapter) -> NetworkInterface:
        values = {name: [_bare(value) for value in given] for name, given in adapter.values.items()}
        one = {name: given[0] if given else None for name, given in values.items() if name not in _LISTS}
        match = _ADAPTER.fullmatch(adapter.heading)
        name = match["name"] if match else adapter.heading
        dhcp = _YES_NO.get((one.get("dhcp_enabled") or "").casefold())
        unknown = list(_untold(adapter))
        if adapter.is_broken or _has_cut_values(values) or not all(map(is_mask, values.get("masks", ()))):
            unknown += (*_FIELDS, "connected")
        if "dhcp_enabled" in values and dhcp is None:
            unknown.append("dhcp_enabled")
        if dhcp and not one.get("dhcp_server"):
            unknown.append("dhcp_server")
        if self._machine == self._host and not self._has_suffix:
            unknown.append("machine")
        if self._routes is None:
            unknown.append("host_routes")
        return NetworkInterface(
            **self.place.common(adapter.number, name, machine=self._machine),
            machine=self._machine,
            name=name,
            description="".join(adapter.values.get("description", ())) or None,
            addresses=tuple(dict.fromkeys(values.get("addresses", ()))),
            masks=tuple(values.get("masks", ())),
            gateways=tuple(dict.fromkeys(values.get("gateways", ()))),
            dns_servers=tuple(dict.fromkeys(values.get("dns_servers", ()))),
            suffix=one.get("suffix"),
            dhcp_enabled=dhcp,
            dhcp_server=one.get("dhcp_server"),
            physical_address=one.get("physical_address"),
            connected="media" not in values,
            host_routes=self._routes,
            extra={label: "; ".join(given) for label, given in adapter.other.items() if given},
            unknown=tuple(dict.fromkeys(unknown)),
        )


def _has_cut_values(values: Mapping[str, list[str]]) -> bool:
    """Whether an address is not one, as where a window shows only the left of each line."""
    addresses = [value for name in _LISTS for value in values.get(name, ())]
    return not all(map(is_address, addresses)) or not all(map(_PHYSICAL.fullmatch, values.get("physical_address", ())))


def _untold(adapter: _Adapter) -> Iterable[str]:
    """Fields of which the adapter shows nothing or not enough.

    In a language that is not known all that is missing; without /all what only /all shows; else what is always printed.
    """
    seen: Mapping[str, list[str]] = adapter.values
    is_known = not adapter.has_unknown_labels and "media" not in seen
    ipv4 = sum("." in address for address in seen.get("addresses", ()))
    if (is_known or "masks" in seen) and ipv4 != len(seen.get("masks", ())):
        yield from ("addresses", "masks")
    if adapter.has_unknown_labels:
        yield from (name for name in _FIELDS if name not in seen)
        if not seen.get("addresses"):
            yield "connected"
        # what the system says of an address in brackets, it says of those of the interface alone
        others = (value for given in adapter.other.values() for value in given)
        if any(_DECORATION.search(value) and is_address(_bare(value)) for value in others):
            yield "addresses"
        return
    is_all = {"description", "physical_address", "dhcp_enabled"} & set(seen)
    yield from (name for name in (_ALWAYS_IN_ALL if is_all else _ONLY_ALL) if name not in seen)
    if "suffix" not in seen:
        yield "suffix"
    if "media" in seen:
        return
    if "gateways" not in seen:
        yield "gateways"
    if not seen.get("addresses"):
        yield from ("addresses", "connected")


def _field_of(label: str) -> str | None:
    folded = label.casefold()
    if folded in _LABELS:
        return _LABELS[folded]
    is_address = ("ipv4" in folded or "ipv6" in folded) and "dhcp" not in folded
    return "addresses" if is_address else None


def _bare(value: str) -> str:
    """A value without ``(Preferred)`` or what a language has for it."""
    return _DECORATION.sub("", value)


def _is_entry(line: str) -> bool:
    return _ENTRY.fullmatch(line) is not None


def _is_heading(line: str, following: str) -> bool:
    """Whether a line is the heading of an adapter: an entry with leaders, or one about DNS, follows."""
    match, entry = _HEADING.fullmatch(line), _ENTRY.fullmatch(following)
    if match is None or entry is None or match["heading"].startswith("*") or match["heading"].endswith(" ."):
        return False
    label = entry["label"].casefold()
    return entry["leader"].count(".") > 1 or "dns" in label
