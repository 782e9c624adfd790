"""What must be known of a directory export before its objects are read: whose it is, and what is left behind.

The pools decide: PoolVersion 3 and 4 are OCS, 5 Lync 2010, 6 Lync 2013 (l13-schema-attributes). After a migration the
objects of OCS can stay in the forest, because its schema is only marked obsolete: in an export that has pools of Lync
and none of OCS they are *candidates* for leftovers. A part of a forest without any pool proves nothing of that kind.
"""

from __future__ import annotations

import attrs

from ..format import Origin
from ..identifiers import is_lync_pool, plain_pool_dn, product_of_version
from ..record import Record

#: classes that Lync does not use: marked obsolete from Lync 2010 on (l13-schema-attributes, l13-schema-classes)
R2_CLASSES = frozenset(
    {
        "msrtcsip-phoneroute",
        "msrtcsip-routeusage",
        "msrtcsip-locationprofile",
        "msrtcsip-localnormalization",
        "msrtcsip-globaluserpolicy",
    }
)


@attrs.frozen
class DirectoryPool:
    """A pool of the export."""

    fqdn: str
    product: str


@attrs.define
class ForestProducts:
    """What the first pass over a file has found.

    Attributes:
        pools: by DN in lower case.
        services: types of trusted services, by DN in lower case.
        region_contacts: DNs, in lower case, of contacts that the Conferencing Attendant gave a region.
        has_r2_objects: whether there are objects of classes that only OCS uses.
    """

    origin: Origin
    pools: dict[str, DirectoryPool] = attrs.field(factory=dict)
    services: dict[str, str] = attrs.field(factory=dict)
    region_contacts: set[str] = attrs.field(factory=set)
    has_r2_objects: bool = False

    def see(self, record: Record) -> None:
        """Take note of an entry, whose attributes have their documented names."""
        kind, dn = record.type_name.casefold(), str(record.properties["dn"]).casefold()
        if kind == "msrtcsip-pool":
            fqdn = record.properties.get("dNSHostName")
            version = record.properties.get("msRTCSIP-PoolVersion")
            self.pools[dn] = DirectoryPool(fqdn if isinstance(fqdn, str) else "", product_of_version(version))
        elif kind == "msrtcsip-trustedservice":
            self.services[dn] = str(record.properties.get("msRTCSIP-TrustedServiceType") or "")
        elif kind == "msrtcsip-locationcontactmapping":
            contacts = record.properties.get("msRTCSIP-MappingContact")
            self.region_contacts.update(str(c).casefold() for c in (contacts if isinstance(contacts, list) else ()))
        elif kind in R2_CLASSES:
            self.has_r2_objects = True

    @property
    def is_left_behind(self) -> bool:
        """Whether objects of OCS are candidates for leftovers: there are pools of Lync and none of OCS."""
        products = {pool.product for pool in self.pools.values()}
        return "ocs2007r2" not in products and bool(products & {"lync2010", "lync2013"})

    def home(self, dn: object) -> str:
        """The product of an object by the DN of its home server or pool; of one without a home that of the file."""
        if not isinstance(dn, str) or "=" not in dn:
            return self.shared()
        known = self.pools.get(plain_pool_dn(dn).casefold())
        if known and known.product != "unknown":
            return known.product
        if not is_lync_pool(dn):
            return "ocs2007r2"
        return self.origin.product if self.origin.product.startswith("lync") else "unknown"

    def shared(self) -> str:
        """The product of an object that every product uses and that says nothing of itself."""
        products = {pool.product for pool in self.pools.values()} - {"unknown"}
        if "ocs2007r2" in products:
            return "ocs2007r2"
        if products:
            return products.pop() if len(products) == 1 else "unknown"
        return self.origin.product or ("ocs2007r2" if self.has_r2_objects else "unknown")
