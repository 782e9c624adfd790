"""The list of numbers: every holder of each, and where two collide."""

from __future__ import annotations

import attrs

from migrator.estate.conferencing import AccessNumber
from migrator.estate.devices import AnalogDevice, CommonAreaPhone, ExchangeUmContact
from migrator.estate.estate import Estate
from migrator.estate.kinds import Item
from migrator.estate.numbers import Numbers, numbers_of
from migrator.estate.products import LYNC2010, LYNC2013, R2
from migrator.estate.response_groups import ApplicationContact, Workflow
from migrator.estate.topology import TrustedApplicationEndpoint
from migrator.estate.users import User
from migrator.estate.voice import Announcement, CallParkOrbit, LocationPolicy, UnassignedNumber

LINE = "tel:+14165550100"
CALLED = "+1 416 555-0100"


def numbers(*items: Item, product: str = LYNC2010) -> Numbers:
    """The numbers of an estate of *items*."""
    return numbers_of(Estate([attrs.evolve(i, product=product) if i.product == "unknown" else i for i in items]))


def shared(*items: Item, product: str = LYNC2010) -> dict[str, list[str]]:
    """Numbers and addresses of several objects, with the keys of these objects."""
    found = numbers(*items, product=product).shared
    return {number: [entries[0].item.key for entries in objects] for number, objects in found.items()}


def user(name: str, line: str | None = None, **fields: str) -> User:
    """A user of contoso.com."""
    return User(key=f"sip:{name}@contoso.com", sip_address=f"sip:{name}@contoso.com", line_uri=line, **fields)


def test_a_number_has_all_its_holders_of_every_kind() -> None:
    """A private line, a device, a contact of Exchange UM, an application and a workflow hold it as a user does."""
    holders: list[Item] = [
        user("alice", LINE),
        user("carl", private_line=CALLED),
        AnalogDevice(key="fax", line_uri="TEL:+1-416-555-0100"),
        CommonAreaPhone(key="lobby", line_uri=LINE),
        AccessNumber(key="toronto", line_uri=LINE),
        ExchangeUmContact(key="um", display_number=CALLED),
        TrustedApplicationEndpoint(key="app", line_uri=LINE),
        Workflow(key="desk", line_uri=LINE),
    ]
    (held,) = shared(*holders).items()
    assert (held[0], sorted(held[1])) == (LINE, sorted(item.key for item in holders))


def test_an_extension_is_another_line() -> None:
    """So is a number of the same digits that means something in its context only."""
    assert shared(user("a", LINE), user("b", f"{LINE};ext=100"), user("c", "tel:14165550100")) == {}
    assert list(shared(user("a", f"{LINE};ext=1"), user("b", f"{LINE};EXT=1"))) == [f"{LINE};ext=1"]


def test_one_object_seen_from_several_sides_holds_its_number_once() -> None:
    """A contact of the directory is the access number, the device or the workflow of its address, name or reference."""
    dn = "CN={3},OU=Contacts,DC=contoso,DC=com"
    assert (
        shared(
            AccessNumber(key=dn, primary_uri="sip:conf@contoso.com", line_uri=LINE),
            ApplicationContact(key="conf", primary_uri="SIP:Conf@contoso.com", line_uri=CALLED),
        )
        == {}
    )
    assert shared(AnalogDevice(key=dn, line_uri=LINE), ApplicationContact(key="x", aliases=(dn,), line_uri=LINE)) == {}
    assert (
        shared(
            Workflow(key="w", contact="c"),
            ApplicationContact(key="c", primary_uri="sip:c@contoso.com", line_uri=LINE),
            product=R2,
        )
        == {}
    )


def test_a_moved_object_holds_its_number_once() -> None:
    """Users by their address; workflows, of which the move makes copies, by their name."""
    assert shared(attrs.evolve(user("a", LINE), product=R2), attrs.evolve(user("a", LINE), product=LYNC2013)) == {}
    old = Workflow(key="1", product=R2, name="Desk", line_uri=LINE)
    assert shared(old, attrs.evolve(old, key="2", product=LYNC2013)) == {}
    assert shared(old, attrs.evolve(old, key="2")) == {LINE: ["1", "2"]}
    assert shared(old, attrs.evolve(old, key="2", product=LYNC2013, name="Sales")) == {LINE: ["1", "2"]}


def test_the_workflow_stands_for_its_contact_where_others_hold_the_number() -> None:
    """The finding names what people know."""
    contact = ApplicationContact(key="c", primary_uri="sip:c@contoso.com", line_uri=LINE)
    assert shared(contact, Workflow(key="w", contact="c"), user("a", LINE), product=R2) == {
        LINE: ["w", "sip:a@contoso.com"]
    }


def test_an_address_of_two_objects() -> None:
    """A user and a workflow, or two access numbers of different names in the directory."""
    workflow = Workflow(key="w", primary_uri="sip:A@contoso.com")
    assert shared(user("a"), workflow) == {"sip:a@contoso.com": ["w", "sip:a@contoso.com"]}
    numbers = [
        AccessNumber(key=f"CN={n},OU=Contacts,DC=contoso,DC=com", primary_uri="sip:conf@contoso.com") for n in (1, 2)
    ]
    assert shared(*numbers) == {"sip:conf@contoso.com": [number.key for number in numbers]}
    assert shared(attrs.evolve(numbers[0], key="by name"), numbers[1]) == {}


def test_what_is_not_known_collides_with_nothing() -> None:
    """A number that the evidence cut is listed as not known; an object without its address may be another's view."""
    cut = user("b", LINE)
    found = numbers(user("a", LINE), attrs.evolve(cut, unknown=("line_uri",)))
    assert found.shared == {}
    assert [(entry.text, entry.is_known) for entry in found.entries if entry.text == LINE] == [
        (LINE, True),
        (LINE, False),
    ]
    (entry,) = numbers(User(key="x", unknown=("line_uri",))).entries
    assert (entry.text, entry.is_known) == ("", False)
    contact = ApplicationContact(key="c", line_uri=LINE, unknown=("primary_uri",))
    assert shared(AccessNumber(key="n", primary_uri="sip:n@contoso.com", line_uri=LINE), contact) == {}


def test_numbers_in_ranges_and_ranges_in_each_other() -> None:
    """Orbits and emergency numbers as they are dialled; assigned numbers in a range of unassigned ones are listed."""
    park = CallParkOrbit(key="Park", range_start="100", range_end="120")
    pickup = CallParkOrbit(key="Pickup", range_start="115", range_end="130")
    free = UnassignedNumber(key="Free", range_start="tel:+14165550100", range_end="tel:+14165550199")
    policy = LocationPolicy(key="L", enhanced_emergency=True, dial_string="911", dial_mask="112;999")
    found = numbers(park, pickup, free, policy, user("a", "tel:119"), user("b", LINE), user("c", f"{LINE};ext=1"))
    assert {e.text: o.item.key for e, o in found.parked.items()} == {"tel:119": "Park", "tel:112": "Park"}
    assert {e.item.key: o.item.key for e, o in found.overlaps.items()} == {"Pickup": "Park"}
    assert {e.item.key: [x.text for x in inside] for e, inside in found.assigned.items()} == {"Free": [LINE]}


def test_targets_of_calls_are_listed_and_hold_nothing() -> None:
    """An announcement sends callers to a number that somebody else has."""
    announcement = Announcement(key="Moved", target_uri="sip:a@contoso.com")
    unassigned = UnassignedNumber(key="U", auto_attendant=CALLED)
    found = numbers(user("a", LINE), announcement, unassigned)
    assert found.shared == {}
    assert {(entry.text, entry.use) for entry in found.entries if entry.use == "target of calls"} == {
        ("sip:a@contoso.com", "target of calls"),
        (LINE, "target of calls"),
    }
