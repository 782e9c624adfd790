"""The estate finds its items by kind, key and alias, and knows what was collected."""

from __future__ import annotations

from migrator.estate.estate import Estate
from migrator.estate.kinds import Difference, Item, fields_of
from migrator.estate.merge import identity, merge, rekeyed, same_object
from migrator.estate.response_groups import Workflow
from migrator.estate.topology import AdForest, TrustedService
from migrator.estate.users import User
from migrator.estate.voice import DialPlan, PstnUsage, VoiceRoute

UK = VoiceRoute(key="UK", product="ocs2007r2", aliases=("CN=uk", "{1}"), usages=("CN=usage", "gone"))
USAGE = PstnUsage(key="Usage", product="ocs2007r2", aliases=("CN=usage",))
LYNC = VoiceRoute(key="UK", product="lync2013")


def test_found_by_key_or_alias_in_any_case() -> None:
    """A reference may be the key or another name, in any case."""
    estate = Estate([UK, USAGE])
    assert [estate.find("voice_route", name) for name in ("uk", "cn=UK", "{1}", "nope", "", None)] == [
        *[UK] * 3,
        *[None] * 3,
    ]


def test_own_product_is_preferred() -> None:
    """Where two products have the name, the one asked for is found; another one only where there is no better."""
    estate = Estate([LYNC, UK])
    assert estate.find("voice_route", "UK", product="ocs2007r2") is UK
    assert estate.find("voice_route", "CN=uk", product="lync2013") is UK
    assert estate.find("voice_route", "UK") is LYNC


def test_references_of_a_field_resolve_in_order() -> None:
    """Each reference comes back with the item it names, or with None."""
    assert Estate([UK, USAGE]).resolve(UK, "usages") == [("CN=usage", USAGE), ("gone", None)]
    assert Estate([UK]).resolve(USAGE, "routes") == []
    dial_plan = DialPlan(key="d")
    assert Estate([dial_plan]).resolve(User(key="u", dial_plan="D"), "dial_plan") == [("D", dial_plan)]


def test_reference_to_one_of_several_kinds() -> None:
    """The first kind that has the name wins, in the order of the declaration."""
    service = TrustedService(key="gw1")
    estate = Estate([service])
    assert estate.resolve(VoiceRoute(key="r", gateways=("GW1",)), "gateways") == [("GW1", service)]


def test_collected_is_not_the_same_as_present() -> None:
    """A kind of which none exists counts as collected if evidence said so; what exists always does."""
    estate = Estate([UK], collected=[("ocs2007r2", "agent")])
    assert [estate.has(kind, "ocs2007r2") for kind in ("voice_route", "agent", "user")] == [True, True, False]
    assert not estate.has("voice_route", "lync2013")
    assert estate.products == {"ocs2007r2"}


def test_items_by_kind_and_product() -> None:
    """Items come in the order in which they were read, those of one product where one is asked for."""
    estate = Estate([LYNC, USAGE, UK])
    assert list(estate.of(VoiceRoute)) == [LYNC, UK]
    assert list(estate.of(VoiceRoute, product="ocs2007r2")) == [UK]
    assert (len(estate), set(map(id, estate))) == (3, {id(LYNC), id(UK), id(USAGE)})


def test_title_is_the_name_a_person_would_use() -> None:
    """Name before display name before FQDN before key; an empty name is none."""
    assert [item.title for item in (VoiceRoute(key="k", name="n"), User(key="k", display_name="d"))] == ["n", "d"]
    assert [item.title for item in (TrustedService(key="k", fqdn="f"), VoiceRoute(key="k", name=""))] == ["f", "k"]


def test_common_fields_are_not_declared_fields() -> None:
    """The declaration of a kind lists its own fields, in order."""
    names = [field.name for field in fields_of(PstnUsage)]
    assert names[:1] == ["name"]
    assert not {"key", "product", "extra"} & set(names)


def test_objects_that_share_no_name_are_two() -> None:
    """Two items of one key are one object unless both have other names and share none."""
    other, nameless = VoiceRoute(key="UK", aliases=("{2}",)), VoiceRoute(key="UK")
    assert [same_object(UK, item) for item in (UK, other, nameless, VoiceRoute(key="UK", aliases=("cn=UK",)))] == [
        True,
        False,
        True,
        True,
    ]
    assert rekeyed(other).key == "UK [{2}]"


def test_identity_ignores_case() -> None:
    """Keys are compared without case, products and kinds with."""
    assert identity(UK) == ("ocs2007r2", "voice_route", "uk")


def test_merge_keeps_the_first_value_and_tells_the_second() -> None:
    """Empty values are filled, different ones reported once with their source, flags and numbers too."""
    first = VoiceRoute(key="UK", sources=("a",), suppress_caller_id=False, extra={"x": 1, "y": None})
    second = VoiceRoute(
        key="UK", sources=("b",), suppress_caller_id=True, description="d", gateways=("g",), extra={"x": 2, "y": 0}
    )
    merged: Item = merge(merge(first, second), second)
    assert merged == VoiceRoute(
        key="UK",
        sources=("a", "b"),
        suppress_caller_id=False,
        description="d",
        gateways=("g",),
        extra={"x": 1, "y": 0},
        differences=(
            Difference("suppress_caller_id", "b", "True", kept_source="a"),
            Difference("x", "b", "2", kept_source="a"),
        ),
        filled_by={"description": "b", "gateways": "b", "y": "b"},
    )


def test_merge_with_itself_changes_nothing() -> None:
    """The same object read twice from one place is the same item."""
    assert merge(UK, UK) == UK


def test_a_list_cut_off_is_not_empty() -> None:
    """Nothing is concluded from a field that could not be read; an empty one that was read is empty."""
    cut = VoiceRoute(key="UK", unknown=("gateways",))
    assert [cut.is_empty("gateways"), cut.is_empty("usages"), UK.is_empty("usages")] == [False, True, False]


def test_merge_fills_what_was_cut_off() -> None:
    """A field stays marked until one source holds the whole of it."""
    cut = VoiceRoute(key="UK", unknown=("gateways",))
    whole = VoiceRoute(key="UK", gateways=("med1",))
    pairs = [(cut, whole), (whole, cut), (cut, cut), (cut, VoiceRoute(key="UK")), (VoiceRoute(key="UK"), cut)]
    merged = [merge(first, second) for first, second in pairs]
    assert [m.gateways for m in merged] == [("med1",), ("med1",), (), (), ()]
    assert [m.unknown for m in merged] == [(), (), *[("gateways",)] * 3]


def test_merge_believes_who_shows_that_a_field_is_empty() -> None:
    """A database row, which marks all that it does not fill, does not hide that the cmdlet shows a lost number."""
    shown = Workflow(key="w", name="Main", active=True, unknown=("default_action",))
    untold = tuple(field.name for field in fields_of(Workflow) if field.name != "name")
    row = Workflow(key="w", name="Main", unknown=untold)
    for merged in (merge(shown, row), merge(row, shown)):
        assert (merged.is_empty("line_uri"), merged.unknown) == (True, ("default_action",))
    assert merge(row, row).unknown == untold


def test_merge_takes_the_list_that_is_complete() -> None:
    """A list of which only a part was read gives way to the whole one, whichever was read first; neither differs."""
    part = VoiceRoute(key="UK", sources=("a",), gateways=("med1",), unknown=("gateways",))
    whole = VoiceRoute(key="UK", sources=("b",), gateways=("med1", "med2"))
    for merged in (merge(part, whole), merge(whole, part)):
        assert (merged.gateways, merged.unknown, merged.differences) == (("med1", "med2"), (), ())
    assert merge(part, VoiceRoute(key="UK")).unknown == ("gateways",)


def test_facts_of_the_forest_belong_to_every_product() -> None:
    """What the directory says of the forest is evidence for each product, but makes no product of its own."""
    estate = Estate([AdForest(key="contoso.local", schema_upper=1150), PstnUsage(key="Local", product="lync2010")])
    assert estate.products == {"lync2010"}
    assert estate.has("ad_forest", "lync2010")
    assert [forest.key for forest in estate.of(AdForest, product="lync2010")] == ["contoso.local"]
