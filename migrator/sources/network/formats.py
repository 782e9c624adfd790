"""The formats of this room, in the order in which they are asked."""

from __future__ import annotations

from ..format import Format
from .dig import Dig, HostAnswers
from .netstat import Netstat
from .nslookup import Nslookup
from .outputs import output_formats
from .resolve_dnsname import ResolveDnsName

FORMATS: tuple[Format, ...] = output_formats((Netstat, Dig, HostAnswers, ResolveDnsName, Nslookup))
