"""Objects of an undeclared type: kept with all properties, so that nothing that was read is lost."""

from __future__ import annotations

from .kinds import Item, declared, kind, text


@kind("other", "Other objects", area="Evidence")
@declared(kw_only=True)
class Other(Item):
    """An object of an unknown type; all its properties are in `extra`."""

    type_name: str | None = text("Type")
    name: str | None = text("Name")
