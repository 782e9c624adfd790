"""Undamaged outputs in Spanish and Italian are read without a loss; what no label tells is unknown.

They are written by hand after the form of the English ones: no published output was at hand for their words.
"""

from __future__ import annotations

import pytest

from .conftest import Read

SPANISH_HOST = """
Configuración IP de Windows

   Nombre de host. . . . . . . . . : EDGE1
   Sufijo DNS principal  . . . . . : contoso.local
   Tipo de nodo. . . . . . . . . . : híbrido
   Enrutamiento IP habilitado. . . : no
   Proxy WINS habilitado . . . . . : no
   Lista de búsqueda de sufijos DNS: contoso.local
                                       contoso.com

Adaptador de Ethernet Interna:

   Sufijo DNS específico para la conexión. . :
   Descripción . . . . . . . . . . . . . . . : Intel(R) PRO/1000 MT
   Dirección física. . . . . . . . . . . . . : 00-50-56-00-00-01
   DHCP habilitado . . . . . . . . . . . . . : no
   Dirección IPv4. . . . . . . . . . . . . . : 10.0.0.10(Preferido)
   Máscara de subred . . . . . . . . . . . . : 255.255.255.0
   Puerta de enlace predeterminada . . . . . : 10.0.0.1
   Servidores DNS. . . . . . . . . . . . . . : 10.0.0.1
                                       10.0.0.2
   NetBIOS sobre TCP/IP. . . . . . . . . . . : habilitado

Adaptador de túnel isatap.contoso.local:

   Estado de los medios. . . . . . . . . . . : medios desconectados
   Sufijo DNS específico para la conexión. . : contoso.local
   Descripción . . . . . . . . . . . . . . . : Adaptador ISATAP de Microsoft
"""
ITALIAN_HOST = """
Configurazione IP di Windows

   Nome host . . . . . . . . . . . . . . : EDGE1
   Suffisso DNS primario . . . . . . . . : contoso.local
   Tipo nodo . . . . . . . . . . . . . . : Ibrido

Scheda Ethernet Interna:

   Suffisso DNS specifico per connessione:
   Descrizione . . . . . . . . . . . . . : Intel(R) PRO/1000 MT
   Indirizzo IPv4. . . . . . . . . . . . : 10.0.0.10(Preferenziale)
   Subnet mask . . . . . . . . . . . . . : 255.255.255.0
   Indirizzo IPv4. . . . . . . . . . . . : 10.0.0.11(Preferenziale)
   Subnet mask . . . . . . . . . . . . . : 255.255.255.0
   Gateway predefinito . . . . . . . . . : 10.0.0.1
   Server DNS  . . . . . . . . . . . . . : 10.0.0.1
                                           10.0.0.2
"""
RULE = "=" * 75
ROUTES = {
    "es": f"""{RULE}
Lista de interfaces
 11...00 50 56 00 00 01 ......Intel(R) PRO/1000 MT
{RULE}

IPv4 Tabla de enrutamiento
{RULE}
Rutas activas:
Destino de red        Máscara de red   Puerta de enlace   Interfaz  Métrica
          0.0.0.0          0.0.0.0         10.0.0.1        10.0.0.10    266
         10.0.0.0    255.255.255.0      En vínculo         10.0.0.10    266
{RULE}
Rutas persistentes:
  Dirección de red  Máscara de red  Dirección de puerta de enlace  Métrica
          0.0.0.0          0.0.0.0         10.0.0.1  Predeterminada\x20
       172.16.0.0      255.255.0.0       10.0.0.254       1
{RULE}
""",
    "it": f"""{RULE}
Elenco interfacce
 11...00 50 56 00 00 01 ......Intel(R) PRO/1000 MT
{RULE}

IPv4 Tabella route
{RULE}
Route attive:
     Indirizzo rete             Mask          Gateway     Interfaccia Metrica
          0.0.0.0          0.0.0.0         10.0.0.1        10.0.0.10    266
{RULE}
Route permanenti:
  Indirizzo rete             Mask   Indir. gateway   Metrica
          0.0.0.0          0.0.0.0         10.0.0.1     Predefinito\x20
       172.16.0.0      255.255.0.0       10.0.0.254       1
{RULE}
""",
}
OWNERS = """
Conexiones activas

  Proto  Dirección local        Dirección remota       Estado          PID
  TCP    0.0.0.0:135            0.0.0.0:0              LISTENING       700
  RpcSs
 [svchost.exe]
  TCP    10.0.0.10:5061         0.0.0.0:0              LISTENING       1884
 [RTCSrv.exe]
  TCP    0.0.0.0:445            0.0.0.0:0              LISTENING       4
 No se puede obtener información de propiedad
  UDP    0.0.0.0:3478           *:*                                    1900
 [MediaRelaySvc.exe]
"""
#: without -n: names of hosts, of which some hold numbers, beside an address that has no name
NAMES = """
Connessioni attive

  Proto  Indirizzo locale          Indirizzo esterno        Stato
  TCP    EDGE1:epmap               EDGE1:0                LISTENING
  TCP    EDGE1:49210               a23-45-67-89:https     ESTABLISHED
  TCP    10.0.0.10:49211           ec2-52-1-2-3:https     ESTABLISHED
  TCP    10.0.0.10:49212           server.rack.4:https    ESTABLISHED
  UDP    EDGE1:3478                *:*
"""
STORES = {
    "es": (
        "Certificado",
        "Número de serie",
        "Emisor",
        "Sujeto",
        "Certificado no raíz",
        "Hash cert.(sha1)",
        "  Contenedor de claves = le-1\n  Proveedor = Microsoft RSA SChannel\nPrueba de cifrado correcta",
        "  No hay información del proveedor de claves",
    ),
    "it": (
        "Certificato",
        "Numero di serie",
        "Autorità emittente",
        "Soggetto",
        "Certificato non radice",
        "Hash cert(sha1)",
        "  Contenitore di chiavi = le-1\n  Provider = Microsoft RSA SChannel\nTest di crittografia superato",
        "  Nessuna informazione sul provider di chiavi",
    ),
}


def store(language: str, *, is_tested: bool = False) -> str:
    """Two certificates as certutil lists them, one with a key; *is_tested* leaves of the key only that it was tried."""
    title, serial, issuer, subject, kind, digest, key, keyless = STORES[language]
    key = key.rpartition("\n")[2] if is_tested else key
    blocks = [
        f"================ {title} {number} ================\n{serial}: 61 0a 0b 0c 00 0{number}\n"
        f"{issuer}: CN=Contoso CA\n NotBefore: 15/01/2013 10:00\n NotAfter: 15/01/2015 10:00\n"
        f"{subject}: CN=fe{number}.contoso.local\n{kind}\n{digest}: {number}{'0' * 39}\n{below}\n"
        for number, below in enumerate((key, keyless), start=1)
    ]
    return 'my "Personal"\n' + "\n".join(blocks) + "CertUtil: -store OK.\n"


def test_interfaces_of_spain(read: Read) -> None:
    """Addresses are known; a tunnel whose state stands in a line that is not known is not said to be connected."""
    results = read("ipconfig", SPANISH_HOST.encode("cp850"))
    assert results.rejected() == []
    inside, tunnel = results.items()
    assert (inside.machine, inside.addresses, inside.connected) == ("EDGE1.contoso.local", ("10.0.0.10",), True)
    assert all(map(inside.knows, ("addresses", "connected")))
    assert not any(map(inside.knows, ("gateways", "masks", "dns_servers")))
    assert not tunnel.knows("connected")


def test_interfaces_of_italy(read: Read) -> None:
    """The suffix of a connection has no leaders there, and an adapter still begins above it."""
    results = read("ipconfig", ITALIAN_HOST.encode("cp850"))
    assert results.rejected() == []
    (inside,) = results.items()
    assert (inside.machine, inside.addresses) == ("EDGE1.contoso.local", ("10.0.0.10", "10.0.0.11"))
    assert inside.knows("addresses")
    assert inside.masks == ("255.255.255.0", "255.255.255.0")
    assert inside.dns_servers == ("10.0.0.1", "10.0.0.2")


@pytest.mark.parametrize("language", ROUTES)
def test_routes(read: Read, language: str) -> None:
    """Both persistent routes, the one with the default metric too, without a loss."""
    results = read("route print", ROUTES[language].encode("cp850"))
    assert results.rejected() == []
    default, inside = results.items()
    assert (default.gateway, default.metric) == ("10.0.0.1", None)
    assert (inside.destination, inside.gateway, inside.metric) == ("172.16.0.0", "10.0.0.254", 1)


@pytest.mark.parametrize(("text", "count"), [(OWNERS, 4), (NAMES, 5)], ids=["owners", "names"])
def test_sockets(read: Read, text: str, count: int) -> None:
    """Each row is read: with owners and addresses, and with names, of which some end in numbers."""
    results = read("netstat", text.encode("cp850"))
    assert results.rejected() == []
    assert len(results.items()) == count


@pytest.mark.parametrize("language", STORES)
def test_certificates(read: Read, language: str) -> None:
    """A key is known where it is named, and known to be missing where certutil says so and has tried none."""
    results = read("certutil", store(language).encode("cp850"))
    assert results.rejected() == []
    assert [(item.has_private_key, item.knows("has_private_key")) for item in results.items()] == [
        (True, True),
        (False, True),
    ]


def test_a_key_that_was_tried_is_not_missing(read: Read) -> None:
    """Where the lines that name the key are lost, what certutil said of trying it leaves it unknown."""
    for language in STORES:
        with_key, without = read("certutil", store(language, is_tested=True)).items()
        assert not with_key.knows("has_private_key")
        assert without.knows("has_private_key")
