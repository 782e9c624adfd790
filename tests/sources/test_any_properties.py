"""Whatever a record of a known WMI class holds: an item that can be stored, or a rejection; never an error."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.sources.mapping import Mapper
from migrator.sources.record import Record, Rejected
from migrator.sources.wmi import classes as wmi

TEXT = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(
    ["System.String[]", "true", "7", "{A0624626-2744-40C4-B2F7-B2E2A99C8A95}", "CN=a,CN=Pools,DC=x", "a:b"]
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT
    | st.just(datetime(2014, 1, 8, tzinfo=UTC)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)


def properties_of(mapper: Mapper) -> list[str]:
    """The properties that the mapper names, and one that it does not."""
    return [*dict.fromkeys(mapper.spelling.values()), "Unheard Of"]


@pytest.mark.parametrize("class_name", sorted(wmi.MAPPERS))
@settings(max_examples=40)
@given(data=st.data())
def test_any_properties(class_name: str, data: st.DataObject) -> None:
    """The item survives the store, keeps what it could not use, and fields hold what their kind declares."""
    mapper = wmi.MAPPERS[class_name]
    properties: Mapping[str, Any] = data.draw(st.dictionaries(st.sampled_from(properties_of(mapper)), VALUES))
    result = mapper.map(Record(class_name, properties, "object 1"), "a.xml")
    if isinstance(result, Rejected):
        assert result.reason
        return
    item, _notes = result
    back = msgspec.json.decode(msgspec.json.encode(item), type=mapper.cls)
    assert msgspec.json.encode(back) == msgspec.json.encode(item)
    assert item.extra.get("Unheard Of") == properties.get("Unheard Of")
