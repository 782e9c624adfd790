"""The external names of Edge pools, of which WMI of OCS 2007 R2 shows none."""

from __future__ import annotations

from ..estate.estate import Estate
from ..estate.topology import EdgePool


def read_external_names(estate: Estate) -> None:
    """Read the external names of each Edge pool: a rule that asks for them is not clear where one is unknown."""
    for edge in estate.each(EdgePool):
        _ = (edge.access_fqdn, edge.web_conferencing_fqdn, edge.av_fqdn)
