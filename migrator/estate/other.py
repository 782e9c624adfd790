"""Objects of a type nobody declared: kept with all properties, so that nothing read is dropped."""

from __future__ import annotations

import attrs

from .kinds import Item, kind, text


@kind("other", "Other objects", area="Evidence")
@attrs.frozen(kw_only=True)
class Other(Item):
    """An object of an unknown type; all it holds is in `extra`."""

    type_name: str | None = text("Type")
    name: str | None = text("Name")
