"""What belongs to one server: interfaces, persistent routes, hosts files and services, in several languages."""

from __future__ import annotations

import io

import pytest

from migrator.estate.merge import merged
from migrator.sources.bundle import Member
from migrator.sources.format import Origin
from migrator.sources.network.formats import FORMATS

from .conftest import Read

RUSSIAN = """
Настройка протокола IP для Windows

   Имя компьютера  . . . . . . . . . : EDGE01
   Основной DNS-суффикс  . . . . . . : contoso.com
   Тип узла. . . . . . . . . . . . . : Гибридный
   IP-маршрутизация включена . . . . : Нет
   WINS-прокси включен . . . . . . . : Нет

Ethernet adapter Внутренняя:

   DNS-суффикс подключения . . . . . :
   Описание. . . . . . . . . . . . . : Network adapter
   Физический адрес. . . . . . . . . : 00-50-56-00-00-01
   DHCP включен. . . . . . . . . . . : Нет
   Автонастройка включена. . . . . . : Да
   Локальный IPv6-адрес канала . . . : fe80::1%11(Основной)
   IPv4-адрес. . . . . . . . . . . . : 172.16.1.41(Основной)
   Маска подсети . . . . . . . . . . : 255.255.255.0
   Основной шлюз. . . . . . . . . :
   DNS-серверы. . . . . . . . . . . : fec0:0:0:ffff::1%1
   NetBios через TCP/IP. . . . . . . . : Включен

Адаптер Ethernet Внешняя:

   DNS-суффикс подключения . . . . . :
   Описание. . . . . . . . . . . . . : Network adapter #2
   Физический адрес. . . . . . . . . : 00-50-56-00-00-02
   DHCP включен. . . . . . . . . . . : Нет
   Автонастройка включена. . . . . . : Да
   IPv4-адрес. . . . . . . . . . . . : 192.0.2.11(Основной)
   Маска подсети . . . . . . . . . . : 255.255.255.0
   IPv4-адрес. . . . . . . . . . . . : 192.0.2.12(Основной)
   Маска подсети . . . . . . . . . . : 255.255.255.0
   Основной шлюз. . . . . . . . . : 192.0.2.1
   DNS-серверы. . . . . . . . . . . : 198.51.100.53
                                       198.51.100.54
   NetBios через TCP/IP. . . . . . . . : Включен

Туннельный адаптер isatap.contoso.com:

   Состояние среды. . . . . . . . : Среда передачи недоступна.
   DNS-суффикс подключения . . . . . : contoso.com
   Описание. . . . . . . . . . . . . : Microsoft ISATAP Adapter
   Физический адрес. . . . . . . . . : 00-00-00-00-00-00-00-E0
   DHCP включен. . . . . . . . . . . : Нет
   Автонастройка включена. . . . . . : Да
"""
JAPANESE = """
Windows IP 構成

   ホスト名. . . . . . . . . . . . . . .: EDGE01
   プライマリ DNS サフィックス . . . . .: contoso.com
   ノード タイプ . . . . . . . . . . . .: ハイブリッド
   IP ルーティング有効 . . . . . . . . .: はい
   WINS プロキシ有効 . . . . . . . . . .: いいえ

イーサネット アダプター 内部:

   接続固有の DNS サフィックス . . . . .:
   説明. . . . . . . . . . . . . . . . .: Network adapter
   物理アドレス. . . . . . . . . . . . .: 00-50-56-00-00-01
   DHCP 有効 . . . . . . . . . . . . . .: いいえ
   自動構成有効. . . . . . . . . . . . .: はい
   リンクローカル IPv6 アドレス. . . . .: fe80::1%11(優先)
   IPv4 アドレス . . . . . . . . . . . .: 172.16.1.41(優先)
   サブネット マスク . . . . . . . . . .: 255.255.255.0
   デフォルト ゲートウェイ . . . . . . .:
   DNS サーバー. . . . . . . . . . . . .: fec0:0:0:ffff::1%1
   NetBIOS over TCP/IP . . . . . . . . .: 有効

イーサネット アダプター 外部:

   接続固有の DNS サフィックス . . . . .:
   説明. . . . . . . . . . . . . . . . .: Network adapter #2
   物理アドレス. . . . . . . . . . . . .: 00-50-56-00-00-02
   DHCP 有効 . . . . . . . . . . . . . .: いいえ
   自動構成有効. . . . . . . . . . . . .: はい
   IPv4 アドレス . . . . . . . . . . . .: 192.0.2.11(優先)
   サブネット マスク . . . . . . . . . .: 255.255.255.0
   IPv4 アドレス . . . . . . . . . . . .: 192.0.2.12(優先)
   サブネット マスク . . . . . . . . . .: 255.255.255.0
   デフォルト ゲートウェイ . . . . . . .: 192.0.2.1
   DNS サーバー. . . . . . . . . . . . .: 198.51.100.53
                                          198.51.100.54
   NetBIOS over TCP/IP . . . . . . . . .: 有効

イーサネット アダプター 予備:

   メディアの状態. . . . . . . . . . . .: メディアは接続されていません
   接続固有の DNS サフィックス . . . . .:
   説明. . . . . . . . . . . . . . . . .: Network adapter #3
   物理アドレス. . . . . . . . . . . . .: 00-50-56-00-00-03
   DHCP 有効 . . . . . . . . . . . . . .: いいえ
   自動構成有効. . . . . . . . . . . . .: はい
"""
ENGLISH = """C:\\>ipconfig /all

Windows IP Configuration

   Host Name . . . . . . . . . . . . : EDGE1
   Primary Dns Suffix  . . . . . . . : contoso.com
   Node Type . . . . . . . . . . . . : Hybrid
   IP Routing Enabled. . . . . . . . : No
   WINS Proxy Enabled. . . . . . . . : No
   DNS Suffix Search List. . . . . . : contoso.com
                                       contoso.local

Ethernet adapter Internal:

   Connection-specific DNS Suffix  . : contoso.local
   Description . . . . . . . . . . . : vmxnet3 Ethernet Adapter
   Physical Address. . . . . . . . . : 00-50-56-00-00-01
   DHCP Enabled. . . . . . . . . . . : No
   Autoconfiguration Enabled . . . . : Yes
   Link-local IPv6 Address . . . . . : fe80::1%12(Preferred)
   IPv4 Address. . . . . . . . . . . : 10.0.0.5(Preferred)
   Subnet Mask . . . . . . . . . . . : 255.255.255.0
   Default Gateway . . . . . . . . . :
   DHCPv6 IAID . . . . . . . . . . . : 285222078
   DNS Servers . . . . . . . . . . . : 10.0.0.1
                                       10.0.0.2
   NetBIOS over Tcpip. . . . . . . . : Enabled

Ethernet adapter External:

   Connection-specific DNS Suffix  . :
   Description . . . . . . . . . . . : A network adapter with a long name that is lo
nger than the window
   Physical Address. . . . . . . . . : 00-50-56-00-00-02
   DHCP Enabled. . . . . . . . . . . : No
   IPv4 Address. . . . . . . . . . . : 192.0.2.10(Preferred)
   Subnet Mask . . . . . . . . . . . : 255.255.255.0
   IPv4 Address. . . . . . . . . . . : 192.0.2.11(Preferred)
   Subnet Mask . . . . . . . . . . . : 255.255.255.128
   Default Gateway . . . . . . . . . : 2001:db8::1
                                       192.0.2.1

Tunnel adapter isatap.contoso.local:

   Media State . . . . . . . . . . . : Media disconnected
   Connection-specific DNS Suffix  . :
   Description . . . . . . . . . . . : Microsoft ISATAP Adapter
   Physical Address. . . . . . . . . : 00-00-00-00-00-00-00-E0
   DHCP Enabled. . . . . . . . . . . : No
"""
GERMAN = """
Windows-IP-Konfiguration

   Hostname  . . . . . . . . . . . . : fe1
   Primäres DNS-Suffix . . . . . . . : contoso.de
   Knotentyp . . . . . . . . . . . . : Hybrid

Ethernet-Adapter LAN-Verbindung:

   Verbindungsspezifisches DNS-Suffix: contoso.de
   Beschreibung. . . . . . . . . . . : Ethernet
   Physikalische Adresse . . . . . . : 00-50-56-00-00-03
   DHCP aktiviert. . . . . . . . . . : Ja
   Verbindungslokale IPv6-Adresse  . : fe80::3%12(Bevorzugt)
   IPv4-Adresse  . . . . . . . . . . : 10.1.0.5(Bevorzugt)
   Subnetzmaske  . . . . . . . . . . : 255.255.0.0
   Lease erhalten. . . . . . . . . . : Montag, 12. November 2012 10:41:08
   Standardgateway . . . . . . . . . : 10.1.0.1
   DHCP-Server . . . . . . . . . . . : 10.1.0.9
   DNS-Server  . . . . . . . . . . . : 10.1.0.2
"""
FRENCH = """
Configuration IP de Windows

Carte Ethernet Interne :

   Suffixe DNS propre à la connexion. . . : contoso.fr
   Adresse IPv4. . . . . . . . . . . . . .: 10.2.0.5
   Masque de sous-réseau. . . . . . . . . : 255.255.255.0
   Passerelle par défaut. . . . . . . . . : 10.2.0.1
"""
POLISH = """
Konfiguracja IP systemu Windows

   Nazwa hosta . . . . . . . . . . . : fe2
   Sufiks podstawowej domeny DNS . . : contoso.pl

Karta Ethernet LAN:

   Opis. . . . . . . . . . . . . . . : Ethernet
   Adres IPv4. . . . . . . . . . . . : 10.3.0.5(Preferowane)
   Maska podsieci. . . . . . . . . . : 255.255.255.0
   Brama domyślna. . . . . . . . . . : 10.3.0.1
"""
RULE = "=" * 75
ROUTES = f"""{RULE}
Interface List
 12...00 50 56 00 00 01 ......vmxnet3 Ethernet Adapter
  1...........................Software Loopback Interface 1
{RULE}

IPv4 Route Table
{RULE}
Active Routes:
Network Destination        Netmask          Gateway       Interface  Metric
          0.0.0.0          0.0.0.0        192.0.2.1       192.0.2.10    266
         10.0.0.0        255.0.0.0         On-link          10.0.0.5    266
{RULE}
Persistent Routes:
  Network Address          Netmask  Gateway Address  Metric
         10.0.0.0        255.0.0.0         10.0.0.1       1
       172.16.0.0      255.240.0.0         10.0.0.1  Default
{RULE}

IPv6 Route Table
{RULE}
Active Routes:
 If Metric Network Destination      Gateway
  1    306 ::1/128                  On-link
 12    266 fe80::a11d:9c4d:1b0a:7f11/128
                                    On-link
{RULE}
Persistent Routes:
 If Metric Network Destination      Gateway
  0 4294967295 2001:db8:1::/48      2001:db8::1
 12     10 2001:db8:aaaa:bbbb:cccc:dddd:eeee:1/128
                                    2001:db8::2
{RULE}
"""
GERMAN_ROUTES = f"""{RULE}
Schnittstellenliste
{RULE}

IPv4-Routentabelle
{RULE}
Aktive Routen:
     Netzwerkziel    Netzwerkmaske          Gateway    Schnittstelle Metrik
          0.0.0.0          0.0.0.0         10.8.0.1         10.8.0.6      5
         10.0.0.0        255.0.0.0   Auf Verbindung       10.66.66.2      0
{RULE}
Ständige Routen:
  Netzwerkadresse          Netzmaske  Gatewayadresse  Metrik
      169.254.0.0      255.255.0.0      10.74.0.167       1
         10.9.0.0      255.255.0.0   Auf Verbindung  Standard
{RULE}
"""
FRENCH_NONE = f"""{RULE}
Itinéraires actifs :
Destination réseau    Masque réseau  Adr. passerelle   Adr. interface Métrique
        224.0.0.0        240.0.0.0         On-link         127.0.0.1    331
{RULE}
Itinéraires persistants :
  Aucun
"""
WINDOWS_2003 = f"""
IPv4 Route Table
{RULE}
Interface List
0x1 ........................... MS TCP Loopback interface
0x10003 ...00 50 56 00 00 01 ...... Intel(R) PRO/1000
{RULE}
{RULE}
Active Routes:
Network Destination        Netmask          Gateway       Interface  Metric
          0.0.0.0          0.0.0.0      192.168.1.1    192.168.1.10     10
Default Gateway:       192.168.1.1
{RULE}
Persistent Routes:
  Network Address          Netmask  Gateway Address  Metric
         10.0.0.0        255.0.0.0      192.168.1.2       1
"""
SC = """
SERVICE_NAME: RtcSrv
DISPLAY_NAME: Lync Server Front-End
        TYPE               : 10  WIN32_OWN_PROCESS
        STATE              : 4  RUNNING
                                (STOPPABLE, NOT_PAUSABLE, ACCEPTS_SHUTDOWN)
        WIN32_EXIT_CODE    : 0  (0x0)
        SERVICE_EXIT_CODE  : 0  (0x0)
        CHECKPOINT         : 0x0
        WAIT_HINT          : 0x0
        PID                : 3924
        FLAGS              :

NOME_SERVIZIO: RtcMediaRelay
NOME_VISUALIZZATO: Lync Server A/V Edge
        TIPO               : 10  WIN32_OWN_PROCESS
        STATO              : 1  STOPPED
        WIN32_EXIT_CODE    : 1077  (0x435)

SERVICE_NAME: Cut
        TYPE               : 10  WIN32_OWN_PROCESS
"""
SC_QC = """[SC] QueryServiceConfig SUCCESS

SERVICE_NAME: RtcSrv
        TYPE               : 10  WIN32_OWN_PROCESS
        START_TYPE         : 2   AUTO_START  (DELAYED)
        ERROR_CONTROL      : 1   NORMAL
        BINARY_PATH_NAME   : "C:\\Program Files\\Contoso\\RTCSrv.exe" -k
        LOAD_ORDER_GROUP   :
        TAG                : 0
        DISPLAY_NAME       : Lync Server Front-End
        DEPENDENCIES       : HTTP
                           : RpcSs
        SERVICE_START_NAME : NT AUTHORITY\\NetworkService

[SC] QueryServiceConfig CORRECTO

NOMBRE_SERVICIO: RtcMediaRelay
        TIPO               : 10  WIN32_OWN_PROCESS
        TIPO_INICIO        : 4   DISABLED
        CONTROL_ERROR      : 1   NORMAL
        NOMBRE_RUTA_BINARIO: C:\\Contoso\\MediaRelay.exe
        GRUPO_ORDEN_CARGA  :
        ETIQUETA           : 0
        NOMBRE_MOSTRAR     : Lync Server A/V Edge
        DEPENDENCIAS       :
        NOMBRE_INICIO_SERVICIO: LocalSystem
"""
NET_START = """Folgende Windows-Dienste wurden gestartet:

   Lync Server-Zugriffsedge
   Lync Server-A/V-Edge

Der Befehl wurde erfolgreich ausgeführt.

"""
HOSTS = """# Copyright (c) 1993-2009 Microsoft Corp.
#      102.54.94.97     rhino.acme.com          # source server

10.0.0.20   pool.contoso.local pool   # the pool
::1         localhost
10.0.0.300  broken
"""


ITALIAN = """
Configurazione IP di Windows

   Nome host . . . . . . . . . . . . . . : EDGE01
   Suffisso DNS primario . . . . . . . . : contoso.it
   Tipo nodo . . . . . . . . . . . . . . : Ibrido
   Routing IP abilitato. . . . . . . . . : No
   Proxy WINS abilitato . . . . . . . .  : No

Scheda Ethernet Interna:

   Suffisso DNS specifico per connessione:
   Descrizione . . . . . . . . . . . . . : vmxnet3 Network Adapter
   Indirizzo fisico. . . . . . . . . . . : 00-50-56-AB-00-01
   DHCP abilitato. . . . . . . . . . . . : No
   Configurazione automatica abilitata   : Sì
   Indirizzo IPv6 locale rispetto al collegamento . : fe80::15f9:6db0:359d:8c2b%1
8(Preferenziale)
   Indirizzo IPv4. . . . . . . . . . . . : 172.16.1.41(Preferenziale)
   Subnet mask . . . . . . . . . . . . . : 255.255.255.0
   Gateway predefinito . . . . . . . . . :
   NetBIOS su TCP/IP . . . . . . . . . . : Attivato

Scheda Ethernet Esterna:

   Suffisso DNS specifico per connessione:
   Descrizione . . . . . . . . . . . . . : vmxnet3 Network Adapter #2
   Indirizzo fisico. . . . . . . . . . . : 00-50-56-AB-00-02
   DHCP abilitato. . . . . . . . . . . . : No
   Configurazione automatica abilitata   : Sì
   Indirizzo IPv4. . . . . . . . . . . . : 192.0.2.11(Preferenziale)
   Subnet mask . . . . . . . . . . . . . : 255.255.255.0
   Gateway predefinito . . . . . . . . . : 192.0.2.1
   Server DNS . . . . . . . . . . . . .  : 198.51.100.53
                                           198.51.100.54
   NetBIOS su TCP/IP . . . . . . . . . . : Attivato

Scheda LAN wireless Connessione rete wireless:

   Stato supporto. . . . . . . . . . . . : Supporto disconnesso
   Suffisso DNS specifico per connessione:
   Descrizione . . . . . . . . . . . . . : Intel(R) PRO/Wireless 3945ABG
   Indirizzo fisico. . . . . . . . . . . : 00-18-DE-C5-06-6D
   DHCP abilitato. . . . . . . . . . . . : Sì
   Configurazione automatica abilitata   : Sì
"""


def test_ipconfig_gives_an_interface_per_adapter(read: Read) -> None:
    """Addresses with their masks, gateways, name servers; the host's own name says the machine."""
    results = read("ipconfig", ENGLISH)
    assert results.rejected() == []
    internal, external, tunnel = results.items("network_interface")
    assert (internal.machine, internal.name, internal.key) == (
        "EDGE1.contoso.com",
        "Internal",
        "EDGE1.contoso.com/Internal",
    )
    assert (internal.addresses, internal.masks) == (("fe80::1%12", "10.0.0.5"), ("255.255.255.0",))
    assert (internal.gateways, internal.dns_servers) == ((), ("10.0.0.1", "10.0.0.2"))
    assert internal.is_empty("gateways")
    assert (internal.suffix, internal.dhcp_enabled, internal.connected) == ("contoso.local", False, True)
    assert external.addresses == ("192.0.2.10", "192.0.2.11")
    assert external.masks == ("255.255.255.0", "255.255.255.128")
    assert external.gateways == ("2001:db8::1", "192.0.2.1")
    assert external.description == "A network adapter with a long name that is longer than the window"
    assert (tunnel.connected, tunnel.addresses, tunnel.unknown) == (False, (), ())


def test_ipconfig_of_other_languages(read: Read) -> None:
    """German and French are known; in another language addresses are read, the rest is kept and its fields unknown."""
    (german,) = read("ipconfig", GERMAN.encode("cp850")).items()
    assert (german.machine, german.name, german.addresses) == (
        "fe1.contoso.de",
        "LAN-Verbindung",
        ("fe80::3%12", "10.1.0.5"),
    )
    assert (german.masks, german.gateways, german.dns_servers) == (("255.255.0.0",), ("10.1.0.1",), ("10.1.0.2",))
    assert (german.dhcp_enabled, german.dhcp_server, german.suffix) == (True, "10.1.0.9", "contoso.de")
    (french,) = read("ipconfig", FRENCH).items()
    assert (french.name, french.addresses, french.gateways, french.machine) == (
        "Interne",
        ("10.2.0.5",),
        ("10.2.0.1",),
        None,
    )
    assert not any(french.knows(field) for field in ("dns_servers", "dhcp_enabled", "description"))
    assert french.knows("gateways")
    (polish,) = read("ipconfig", POLISH).items()
    assert (polish.machine, polish.addresses) == ("fe2.contoso.pl", ("10.3.0.5",))
    assert not any(polish.knows(field) for field in ("masks", "gateways", "dns_servers"))
    assert polish.extra["Brama domyślna"] == "10.3.0.1"


def test_ipconfig_of_italy(read: Read) -> None:
    """The first entry of an adapter has no leaders there; the console has wrapped a description and an address."""
    results = read("ipconfig", ITALIAN)
    assert results.rejected() == []
    inside, outside, spare = results.items()
    assert {item.machine for item in results.items()} == {"EDGE01.contoso.it"}
    assert (inside.name, inside.addresses) == ("Interna", ("fe80::15f9:6db0:359d:8c2b%18", "172.16.1.41"))
    assert (inside.masks, inside.host_routes) == (("255.255.255.0",), False)
    assert inside.is_empty("gateways")
    assert (outside.gateways, outside.dns_servers) == (("192.0.2.1",), ("198.51.100.53", "198.51.100.54"))
    assert (outside.dhcp_enabled, spare.dhcp_enabled, spare.connected) == (False, True, False)
    assert {field for item in results.items() for field in item.unknown} == {"dhcp_server"}


def test_ipconfig_that_ends_within_its_last_adapter_proves_nothing_of_it(read: Read) -> None:
    """Addresses, gateways or name servers may be in what is gone: where others end with NetBIOS, so does the last."""
    complete = ITALIAN[: ITALIAN.index("\nScheda LAN wireless")]
    outer = complete.index("Scheda Ethernet Esterna")
    for first_lost in ("Subnet mask", "Gateway predefinito", "198.51.100.54", "NetBIOS"):
        cut = complete.rindex("\n", outer, complete.index(first_lost, outer)) + 1
        results = read("ipconfig", complete[:cut])
        assert any("cut: the last adapter" in rejected.reason for rejected in results.rejected())
        inside, outside = results.items()
        assert inside.knows("addresses")
        assert not any(outside.knows(field) for field in ("addresses", "gateways", "dns_servers"))
    assert read("ipconfig", complete).rejected() == []
    without = "".join(line for line in complete.splitlines(keepends=True) if "NetBIOS" not in line)
    assert read("ipconfig", without).rejected() == []


@pytest.mark.parametrize(("text", "routes"), [(RUSSIAN, False), (JAPANESE, True)], ids=["ru", "ja"])
def test_ipconfig_of_russia_and_japan(read: Read, text: str, *, routes: bool) -> None:
    """Host, routing, masks, gateways and name servers are known by their labels; a disconnected adapter is told."""
    results = read("ipconfig", text)
    assert results.rejected() == []
    inside, outside, spare = results.items()
    assert {item.machine for item in results.items()} == {"EDGE01.contoso.com"}
    assert (inside.addresses, inside.masks) == (("fe80::1%11", "172.16.1.41"), ("255.255.255.0",))
    assert inside.is_empty("gateways")
    assert (outside.addresses, outside.gateways) == (("192.0.2.11", "192.0.2.12"), ("192.0.2.1",))
    assert (outside.dns_servers, outside.dhcp_enabled) == (("198.51.100.53", "198.51.100.54"), False)
    assert (inside.host_routes, inside.connected, spare.connected) == (routes, True, False)
    assert {field for item in results.items() for field in item.unknown} == set()


def test_two_hosts_in_one_file_stay_two(read: Read) -> None:
    """Each title begins another host; two without a name are two interfaces, which the merge keeps apart or joins."""
    interfaces = read("ipconfig", ENGLISH + GERMAN).items()
    assert {item.machine for item in interfaces} == {"EDGE1.contoso.com", "fe1.contoso.de"}
    assert [item.name for item in read("ipconfig", FRENCH + FRENCH).items()] == ["Interne", "Interne"]


def test_route_print_gives_persistent_routes_only(read: Read) -> None:
    """IPv4 and IPv6, a gateway on the next line, a default metric; active routes are left out."""
    results = read("route print", ROUTES, origin=Origin(product="lync2010", machine="edge1.contoso.com"))
    assert results.rejected() == []
    assert [(r.destination, r.mask, r.gateway, r.metric, r.default_metric) for r in results.items()] == [
        ("10.0.0.0", "255.0.0.0", "10.0.0.1", 1, False),
        ("172.16.0.0", "255.240.0.0", "10.0.0.1", None, True),
        ("2001:db8:1::", "48", "2001:db8::1", None, True),
        ("2001:db8:aaaa:bbbb:cccc:dddd:eeee:1", "128", "2001:db8::2", 10, False),
    ]
    assert {(r.machine, r.product) for r in results.items()} == {("edge1.contoso.com", "lync2010")}
    two_words = read("route print", ROUTES.replace("  Default", "  Par défaut"))
    assert two_words.rejected() == []
    assert [(r.metric, r.default_metric) for r in two_words.items()][:2] == [(1, False), (None, True)]
    german = read("route print", GERMAN_ROUTES.encode("cp850"))
    assert [(r.destination, r.gateway, r.metric) for r in german.items()] == [
        ("169.254.0.0", "10.74.0.167", 1),
        ("10.9.0.0", "Auf Verbindung", None),
    ]
    old = read("route print", WINDOWS_2003)
    assert [(r.destination, r.gateway) for r in old.items()] == [("10.0.0.0", "192.168.1.2")]
    assert old.rejected() == []
    none = read("route print", FRENCH_NONE)
    assert ([route.is_none for route in none.items()], none.rejected()) == ([True], [])


def test_active_routes_below_lost_headings_are_no_persistent_ones(read: Read) -> None:
    """Where the headings of the table of IPv6 are lost, its rows stand below the persistent routes of IPv4."""
    head, _, rest = ROUTES.partition("IPv6 Route Table")
    damaged = read("route print", head.rstrip().removesuffix(RULE) + rest.partition("Active Routes:\n")[2])
    assert {item.key for item in damaged.items()} <= {item.key for item in read("route print", ROUTES).items()}
    assert any("a route of IPv6 in the table of IPv4" in each.reason for each in damaged.rejected())


@pytest.mark.parametrize(
    ("active", "persistent", "none"),
    [
        ("Active Routes:", "Persistent Routes:", "None"),
        ("Активные маршруты:", "Постоянные маршруты:", "Отсутствует"),
        ("アクティブ ルート:", "固定ルート:", "なし"),
    ],
    ids=["en", "ru", "ja"],
)
def test_an_output_without_persistent_routes_says_so_and_a_cut_one_is_a_loss(
    read: Read, active: str, persistent: str, none: str
) -> None:
    """The word below the heading proves that there is none; an output that ends before it proves nothing."""
    rule = "=" * 75
    row = "          0.0.0.0          0.0.0.0        192.0.2.1      192.0.2.11    266"
    lines = [rule, " 11...00 50 56 00 00 01 ......Adapter", rule, "", "IPv4", rule, active, row, rule, persistent]
    whole = read("route print", "\n".join([*lines, f"  {none}", ""]))
    assert ([route.is_none for route in whole.items()], whole.rejected()) == ([True], [])
    for end in (len(lines), len(lines) - 1, len(lines) - 2):
        cut = read("route print", "\n".join([*lines[:end], ""]))
        assert cut.items() == []
        assert [loss.reason for loss in cut.rejected()] == [
            "the output ends before it shows the persistent routes of IPv4"
        ]


def test_services_of_sc_and_net_start(read: Read) -> None:
    """States by their number in any language; what net start lists runs; a block without its state is a loss."""
    results = read("sc query", SC)
    assert [(s.name, s.display_name, s.status, s.pid) for s in results.items()] == [
        ("RtcSrv", "Lync Server Front-End", "Running", 3924),
        ("RtcMediaRelay", "Lync Server A/V Edge", "Stopped", None),
    ]
    assert ["Cut" in rejected.reason for rejected in results.rejected()] == [True]
    started = read("net start", NET_START.encode("cp850"))
    assert [(s.display_name, s.status) for s in started.items()] == [
        ("Lync Server-Zugriffsedge", "Running"),
        ("Lync Server-A/V-Edge", "Running"),
    ]
    assert not started.items()[0].knows("name")
    assert started.rejected() == []


def test_how_services_are_configured(read: Read) -> None:
    """`sc qc` gives start type and program by their places, in any language; the state is unknown, and joined later."""
    results = read("sc query", SC_QC)
    assert results.rejected() == []
    front, edge = results.items()
    assert (front.name, front.start_mode, front.display_name) == ("RtcSrv", "Automatic", "Lync Server Front-End")
    assert (front.program, front.extra["account"]) == (
        '"C:\\Program Files\\Contoso\\RTCSrv.exe" -k',
        "NT AUTHORITY\\NetworkService",
    )
    assert (edge.start_mode, edge.program, edge.extra["account"]) == (
        "Disabled",
        "C:\\Contoso\\MediaRelay.exe",
        "LocalSystem",
    )
    assert not front.knows("status")
    both = merged(read("sc query", f"{SC_QC}\n{SC}").items())
    assert [(s.name, s.status, s.start_mode, s.pid, s.knows("pid")) for s in both] == [
        ("RtcSrv", "Running", "Automatic", 3924, True),
        ("RtcMediaRelay", "Stopped", "Disabled", None, False),
    ]


def test_a_damaged_configuration_of_a_service_is_not_guessed(read: Read) -> None:
    """A line that is missing makes what is read by its place unknown; without the start type nothing is known."""
    lines = SC_QC.splitlines(keepends=True)
    for number in (6, 7, 8, 9):
        damaged = read("sc query", "".join(lines[:number] + lines[number + 1 :])).items()[0]
        assert (damaged.start_mode, damaged.program, damaged.display_name) == ("Automatic", None, None)
        assert not damaged.knows("program")
    loss, _ = read("sc query", "".join(lines[:4] + lines[5:])).rejected()
    assert "without its state or its start type" in loss.reason
    (failed,) = read("sc query", f"{SC}\n[SC] OpenService FAILED 1060:\n").rejected()[1:]
    assert "sc failed: OpenService FAILED 1060" in failed.reason


def test_a_hosts_file_gives_its_entries(read: Read) -> None:
    """Comments are no entries; what is not an address with names is a loss with its line."""
    results = read("hosts file", HOSTS, "evidence/hosts")
    assert [(entry.address, entry.names) for entry in results.items()] == [
        ("10.0.0.20", ("pool.contoso.local", "pool")),
        ("::1", ("localhost",)),
    ]
    assert [rejected.position for rejected in results.rejected()] == ["line 6"]
    assert len(read("hosts file", HOSTS.replace("300", "30"), "evidence/names.txt").items()) == 3


def test_outputs_of_several_commands_in_one_file(read: Read) -> None:
    """A console with prompts: each output is read, and what no reader knows is counted as lost."""
    console = (
        f"{ENGLISH}\nC:\\>route print\n{ROUTES}\nC:\\>ping fe1\n\nPinging fe1 with 32 bytes\n\nC:\\>sc query\n{SC}"
    )
    results = read("ipconfig", console)
    assert [item.kind for item in results.items()] == (
        ["network_interface"] * 3 + ["persistent_route"] * 4 + ["windows_service"] * 2
    )
    assert [r.reason.partition(",")[0] for r in results.rejected()] == [
        "the service Cut without its state or its start type",
        "1 line that belongs to no output that migrator reads",
    ]


def test_a_file_that_begins_with_objects_is_left_to_another_reader() -> None:
    """What Get-Cs* printed before an nslookup is not lost to the reader of nslookup."""
    text = f"Identity : Global\nName : x\n\n{ROUTES}".encode()
    member = Member("a.txt", "a.txt", len(text), lambda: io.BytesIO(text))
    assert [format_.name for format_ in FORMATS if format_.matches(member, text)] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [("ipconfig", ENGLISH), ("ipconfig", GERMAN), ("route print", ROUTES), ("sc query", SC)],
    ids=["english", "german", "routes", "services"],
)
def test_a_cut_anywhere_invents_no_address(read: Read, name: str, text: str) -> None:
    """Of a file that is cut at a line's end, what is read has only values of the uncut file."""
    complete = {(item.kind, item.key) for item in read(name, text).items()}
    lines = text.splitlines(keepends=True)
    for count in range(14, len(lines)):
        assert {(item.kind, item.key) for item in read(name, "".join(lines[:count])).items()} <= complete
