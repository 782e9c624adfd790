"""Who uses an object is answered from the references that kinds declare, also where nothing but a name was read."""

from __future__ import annotations

import attrs
import pytest

from migrator.estate import usage
from migrator.estate.catalogue import KINDS
from migrator.estate.conferencing import AccessNumber
from migrator.estate.estate import Estate
from migrator.estate.kinds import Item, fields_of, kind, text
from migrator.estate.observation import Reads, observed
from migrator.estate.products import LYNC2010, LYNC2013, R2
from migrator.estate.topology import Gateway, MediationServer, Trunk
from migrator.estate.usage import Uses, named, of_kinds, referring_to
from migrator.estate.users import User
from migrator.estate.voice import (
    DialPlan,
    LocationPolicy,
    NormalizationRule,
    PstnUsage,
    TrunkConfiguration,
    VoicePolicy,
    VoiceRoute,
    VoiceTestCase,
)


def lync(cls: type[Item], key: str, **fields: object) -> Item:
    """An object of Lync Server 2010."""
    return attrs.evolve(cls(key=key, product=LYNC2010), **fields)  # type: ignore[arg-type]


def who(estate: Estate, kind: str, name: str, product: str = LYNC2010) -> list[tuple[str, str]]:
    """Kind and key of the users of an object."""
    return sorted((use.item.kind, use.item.key) for use in Uses(estate, product).of_name(kind, name))


def test_policies_use_routes_over_their_usages() -> None:
    """Voice and location policies use the routes of their usages, in any case; a route does not use its own usage."""
    estate = Estate(
        [
            lync(VoiceRoute, "R", usages=("Local", "EMERGENCY")),
            lync(PstnUsage, "Emergency"),
            lync(LocationPolicy, "Toronto", pstn_usage="emergency"),
            lync(VoicePolicy, "Global", usages=("local",)),
            lync(VoiceTestCase, "T", expected_route="r"),
        ]
    )
    everybody = [("location_policy", "Toronto"), ("voice_policy", "Global"), ("voice_test_case", "T")]
    assert who(estate, "voice_route", "R") == everybody
    assert who(estate, "pstn_usage", "Local") == [("voice_policy", "Global")]
    assert who(estate, "pstn_usage", "Long distance") == []


def test_parts_are_used_with_what_they_belong_to() -> None:
    """A rule is used by the users of its plan, a gateway by routes over its trunk; lists of the topology are no use."""
    estate = Estate(
        [
            lync(DialPlan, "UK", normalization_rules=("UK/A",)),
            lync(NormalizationRule, "UK/B", dial_plans=("UK",)),
            lync(User, "alice", dial_plan="uk"),
            lync(Trunk, "t1", gateway="gw1"),
            lync(Gateway, "gw1"),
            lync(MediationServer, "med", gateways=("gw1", "gw2")),
            lync(VoiceRoute, "R", gateways=("t1",)),
        ]
    )
    alice = [("user", "alice")]
    assert [who(estate, "normalization_rule", f"UK/{name}") for name in "AB"] == [alice, alice]
    assert who(estate, "dial_plan", "UK") == alice
    assert who(estate, "gateway", "gw1") == [("voice_route", "R")]
    assert who(estate, "gateway", "gw2") == []


def test_objects_of_another_store_do_not_count() -> None:
    """Lync 2010 and 2013 share one store, OCS 2007 R2 has its own."""
    policies = [VoicePolicy(key=p, product=p, usages=("Local",)) for p in (R2, LYNC2013)]
    estate = Estate([lync(PstnUsage, "Local"), PstnUsage(key="Local", product=R2), *policies])
    assert who(estate, "pstn_usage", "Local") == [("voice_policy", LYNC2013)]
    assert who(estate, "pstn_usage", "Local", R2) == [("voice_policy", R2)]


def test_unread_kinds_are_those_that_the_product_has() -> None:
    """OCS has no location policies; trunk configurations and voice routing policies have usages since 2013."""
    nothing = Estate([])
    ocs, old, new = ({cls.kind for cls in Uses(nothing, p).unread("pstn_usage")} for p in (R2, LYNC2010, LYNC2013))
    assert ocs == {"voice_policy"}
    assert old == {"voice_policy", "location_policy", "voice_test_case"}
    assert new == old | {"trunk_configuration", "voice_routing_policy"}
    read = Estate([], collected=[(LYNC2013, "voice_policy")])
    assert VoicePolicy not in Uses(read, LYNC2010).unread("pstn_usage")


def test_that_nothing_uses_an_object_is_in_doubt_where_a_referring_field_is_unknown() -> None:
    """A use that was read is certain; that there is none rests on what was cut off elsewhere, and that is noted."""
    collected = [(LYNC2010, kind) for kind in ("voice_test_case", "location_policy")]
    cut = lync(VoicePolicy, "P", usages=("Local",), unknown=("usages",))
    usages = [lync(PstnUsage, "Local"), lync(PstnUsage, "Fax")]
    reads = Reads()
    estate = observed(Estate([cut, *usages], collected=collected), reads)
    uses = Uses(estate, LYNC2010)
    assert [uses.is_used(each) for each in usages] == [True, None]
    assert uses.is_used(lync(VoiceRoute, "R", usages=("Fax",), unknown=("usages",))) is None
    assert not reads.doubts
    uses.read_untold(usages[1])
    assert reads.doubts
    assert Uses(Estate(usages), LYNC2010).is_used(usages[1]) is None  # policies were not read
    whole = Estate([*usages, lync(VoicePolicy, "P", usages=("Local",))], collected=collected)
    assert Uses(whole, LYNC2010).is_used(usages[1]) is False


def test_what_belongs_to_a_usage_is_told_apart_from_its_uses() -> None:
    """A usage without a route is known once the routes were read whole, whatever is known of policies."""
    local, fax = lync(PstnUsage, "Local"), lync(PstnUsage, "Fax")
    route = lync(VoiceRoute, "R", usages=("LOCAL",))
    cut = lync(VoiceRoute, "S", unknown=("usages",))
    for routes, found in (([route], [True, False]), ([], [None, None]), ([route, cut], [True, None])):
        uses = Uses(Estate([local, fax, *routes]), LYNC2010)
        assert [uses.has_any(usage) for usage in (local, fax)] == found
    listing = PstnUsage(key="U", product=R2, routes=("R",))
    assert Uses(Estate([listing]), R2).has_any(listing)


def test_kind_that_is_declared_later_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new kind needs nothing but its declaration."""

    @kind("pager", "Pagers", area="Voice")
    @attrs.frozen(kw_only=True)
    class Pager(Item):
        """A pager."""

        usage: str | None = text("Usage", refers_to="pstn_usage")

    monkeypatch.setitem(KINDS, "pager", Pager)
    usage.references_to.cache_clear()
    referring_to.cache_clear()
    try:
        estate = Estate([lync(Pager, "beep", usage="Local"), lync(VoiceRoute, "R", usages=("Local",))])
        assert who(estate, "voice_route", "R") == [("pager", "beep")]
    finally:
        usage.references_to.cache_clear()
        referring_to.cache_clear()


def test_regions_are_found_by_name() -> None:
    """What has no object of its own is found by the fields that name it, in any case."""
    estate = Estate(
        [lync(DialPlan, "UK", dial_in_region="London"), lync(AccessNumber, "sip:conf", regions=("LONDON", "Leeds"))]
    )
    uses = named(estate, "region", LYNC2010)
    assert [use.item.key for use in uses["london"]] == ["UK", "sip:conf"]
    assert [item.key for item in of_kinds(uses["leeds"], AccessNumber)] == ["sip:conf"]
    assert of_kinds(uses["leeds"], DialPlan) == ()


def test_a_loop_of_references_ends() -> None:
    """Usages that list routes that name the usages are walked once."""
    estate = Estate([lync(VoiceRoute, "R", usages=("U",)), lync(PstnUsage, "U", routes=("R",))])
    assert who(estate, "voice_route", "R") == []


@pytest.mark.parametrize("cls", KINDS.values(), ids=KINDS)
def test_what_belongs_to_another_refers_to_it(cls: type[Item]) -> None:
    """Links and products are declared for references, and of a product that there is."""
    for field in fields_of(cls):
        assert not (field.link or field.since) or field.refers_to, field.name
        assert field.since in ("", LYNC2013)


def test_trunk_configurations_use_usages_of_2013() -> None:
    """A trunk configuration has PSTN usages since Lync Server 2013, for calls between trunks."""
    configuration = TrunkConfiguration(key="Global", product=LYNC2013, usages=("Local",))
    assert who(Estate([configuration]), "pstn_usage", "Local", LYNC2013) == [("trunk_configuration", "Global")]
