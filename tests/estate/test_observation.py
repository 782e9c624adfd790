"""What is read although the evidence does not tell it is noted, and says which conclusions it puts in doubt."""

from __future__ import annotations

import attrs

from migrator.estate.estate import Estate
from migrator.estate.kinds import fields_of
from migrator.estate.observation import Reads, observed, original
from migrator.estate.products import LYNC2010, R2
from migrator.estate.response_groups import Queue
from migrator.estate.voice import PstnUsage, VoicePolicy, VoiceRoute

WHOLE = VoiceRoute(key="whole", product=R2, name="Whole", gateways=("gw",))
CUT = VoiceRoute(key="cut", product=R2, name="Cut", aliases=("CN=cut",), unknown=("gateways", "number_pattern"))
PART = VoiceRoute(key="part", product=R2, gateways=("gw",), unknown=("gateways",))


def test_item_whose_fields_are_known_is_the_item_itself() -> None:
    """Only items with unknown fields are seen through another object; a whole estate is not touched at all."""
    reads = Reads()
    estate = Estate([WHOLE])
    assert observed(estate, reads) is estate
    seen = observed(Estate([WHOLE, CUT]), reads)
    assert seen.find("voice_route", "whole") is WHOLE
    assert seen.find("voice_route", "CN=CUT") is seen.of(VoiceRoute)[1] is not CUT
    assert original(seen.of(VoiceRoute)[1]) is CUT
    assert (len(seen), seen.collected, seen.products) == (2, Estate([WHOLE, CUT]).collected, {R2})


def test_observed_item_is_used_like_the_item() -> None:
    """Class, fields, title and copies are those of the item; what is known can be read without a note."""
    reads = Reads()
    cut = observed(Estate([CUT]), reads).of(VoiceRoute)[0]
    assert isinstance(cut, VoiceRoute)
    assert (cut.kind, cut.key, cut.title, cut.name, cut.unknown) == ("voice_route", "cut", "Cut", "Cut", CUT.unknown)
    assert fields_of(type(cut)) == fields_of(VoiceRoute)
    assert (cut.knows("usages"), cut.is_empty("usages"), cut.usages) == (True, True, ())
    assert (dict(reads.unknown), reads.doubts) == ({}, 0)


def test_unknown_field_is_noted_when_it_is_read() -> None:
    """Reading its empty value casts doubt; asking whether it is known does not, but is noted too."""
    reads = Reads()
    cut = observed(Estate([CUT]), reads).of(VoiceRoute)[0]
    assert not cut.knows("number_pattern")
    assert ({f for fields in reads.unknown.values() for f in fields}, reads.doubts) == ({"number_pattern"}, 0)
    assert not cut.is_empty("gateways")
    assert reads.doubts == 1
    assert reads.unknown[R2, "voice_route"].keys() == {"number_pattern", "gateways"}
    reads.start()
    assert (dict(reads.unknown), reads.doubts) == ({}, 0)


def test_gap_in_one_object_does_not_concern_the_next() -> None:
    """In a loop over objects one by one, what is said of the next is not in doubt; of all together it is."""
    reads = Reads()
    estate = observed(Estate([CUT, WHOLE]), reads)
    doubts = []
    for route in estate.each(VoiceRoute, product=R2):
        assert route.gateways is not None
        doubts.append(reads.doubts)
    assert (doubts, reads.doubts) == ([1, 0], 0)
    assert [gateway for route in estate.of(VoiceRoute) for gateway in route.gateways] == ["gw"]
    assert reads.doubts == 1


def test_loop_inside_another_concerns_the_object_of_the_outer_one() -> None:
    """What an inner loop read, also one that was left early, stays in doubt until the outer loop goes on."""
    reads = Reads()
    estate = observed(Estate([WHOLE, CUT, PstnUsage(key="a", product=R2), PstnUsage(key="b", product=R2)]), reads)
    doubts = []
    for _ in estate.each(PstnUsage):
        before = reads.doubts
        used = [route.gateways for route in estate.each(VoiceRoute)]
        for route in estate.each(VoiceRoute):
            if not route.gateways:
                break
        doubts.append((before, len(used), reads.doubts))
    assert (doubts, reads.doubts) == ([(0, 2, 2), (0, 2, 2)], 0)


def test_part_of_a_list_shows_what_is_there() -> None:
    """What is said of an object may rest on the part that was read of it; what is said of others may not."""
    reads = Reads()
    estate = observed(Estate([PART, PstnUsage(key="a", product=R2)]), reads)
    for route in estate.each(VoiceRoute):
        assert route.gateways == ("gw",)
        assert reads.doubts == 0
    for _ in estate.each(PstnUsage):
        assert estate.of(VoiceRoute)[0].gateways
        assert reads.doubts == 1
    assert reads.unknown[R2, "voice_route"].keys() == {"gateways"}


def test_incomplete_kind_does_not_show_that_there_is_none() -> None:
    """A name that is not found, and all objects together, are in doubt; each object that was read is not."""
    policy = VoicePolicy(key="p", product=R2)
    reads = Reads()
    estate = observed(Estate([WHOLE, policy], incomplete=[(R2, "voice_route"), (LYNC2010, "queue")]), reads)
    assert [route.key for route in estate.each(VoiceRoute, product=R2)] == ["whole"]
    assert estate.find("voice_route", "whole")
    assert not estate.find("voice_policy", "gone")
    assert (list(reads.incomplete), reads.doubts) == ([(R2, "voice_route")], 0)
    assert estate.find_any(("voice_route", "voice_policy"), "p")
    assert reads.doubts == 0
    assert not estate.find("voice_route", "gone", product=R2)
    assert reads.doubts == 1
    assert len(estate.of(VoiceRoute, product=R2)) == 1
    assert reads.doubts == 2
    reads.start()
    assert not estate.of(Queue, product=R2)
    assert (list(reads.incomplete), reads.doubts) == ([], 0)


def test_copy_of_an_observed_item_can_be_changed() -> None:
    """A copy with the field filled holds the new value."""
    cut = observed(Estate([CUT]), Reads()).of(VoiceRoute)[0]
    assert attrs.evolve(original(cut), gateways=("new",)).gateways == ("new",)
