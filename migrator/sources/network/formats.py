"""The formats of this room, in the order in which they are asked."""

from __future__ import annotations

from ..format import Format
from . import hosts, x509, zone
from .certutil import CertutilStore
from .dig import Dig, HostAnswers
from .ipconfig import Ipconfig
from .netstat import Netstat
from .nslookup import Nslookup
from .outputs import output_formats
from .resolve_dnsname import ResolveDnsName
from .routes import RoutePrint
from .services import NetStart, ScQuery

OUTPUTS = (
    Netstat,
    CertutilStore,
    RoutePrint,
    Ipconfig,
    ScQuery,
    NetStart,
    Dig,
    HostAnswers,
    ResolveDnsName,
    Nslookup,
)
FORMATS: tuple[Format, ...] = (*output_formats(OUTPUTS), x509.FORMAT, zone.FORMAT, hosts.FORMAT)
