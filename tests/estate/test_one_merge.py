"""One merge: files, a project and a list of items give the same estate, whatever came first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.estate.comparing import same_value
from migrator.estate.estate import Estate
from migrator.estate.kinds import Item, fields_of
from migrator.estate.merge import Dates, Identity, identity, merge, merge_into, merged, shown
from migrator.estate.provenance import SourceReport, collected
from migrator.estate.voice import VoiceRoute
from migrator.resources import fixture
from migrator.sources.reading import Reading
from migrator.store import item_rows
from migrator.store.project import open_project

FIXTURES = ("contoso-ocs2007r2", "contoso-lync2010")
#: items that the evidence holds, and the objects of which they tell
COUNTS = {"contoso-ocs2007r2": (204, 204), "contoso-lync2010": (542, 385)}
NOW = datetime(2014, 1, 8, 12, 30, tzinfo=UTC)
every_fixture = pytest.mark.parametrize("name", FIXTURES)


@cache
def read(name: str) -> tuple[tuple[Item, ...], tuple[SourceReport, ...]]:
    """The items of a fixture as they were read, unmerged, and the reports of its files."""
    reading = Reading([fixture(name)])
    return tuple(reading.items()), tuple(reading.reports)


def dates(name: str) -> Dates:
    """When the files of a fixture were collected."""
    reading = Reading([fixture(name)])
    for _ in reading.items():
        break
    return reading.date


def values(items: Iterable[Item]) -> list[dict[str, Any]]:
    """Every field of every item, those that all kinds have included."""
    return [{"kind": item.kind, **attrs.asdict(item)} for item in items]


def of_reversed_files(items: Sequence[Item]) -> list[Item]:
    """The items with the last file first; inside a file the order stays."""
    files: dict[str, list[Item]] = {}
    for item in items:
        files.setdefault(item.sources[0].rpartition("#")[0], []).append(item)
    return [item for of_file in reversed(files.values()) for item in of_file]


@every_fixture
def test_one_estate_from_files_from_a_project_and_from_a_list(name: str, project: Path) -> None:
    """All items agree field by field and stand in one order, and the same kinds count as collected."""
    items, reports = read(name)
    from_list = Estate(items, collected=collected(reports), dates=dates(name))

    reading = Reading([fixture(name)])
    from_files = Estate(reading.items(), collected=collected(reading.reports), dates=reading.date)

    again = Reading([fixture(name)])
    opened = open_project(str(project), create=True)
    opened.save_snapshot("before", NOW, again.items(), lambda: again.reports, again.date)
    from_project = opened.estate()

    assert (len(items), len(from_list)) == COUNTS[name]
    for estate in (from_files, from_project, Estate(from_project, collected=from_project.collected)):
        assert values(estate) == values(from_list)
        assert (estate.collected, estate.products) == (from_list.collected, from_list.products)


@every_fixture
def test_the_order_of_the_files_decides_between_values_only(name: str) -> None:
    """Read from the last file on, the objects, their names and gaps are the same; of two values the other is kept."""
    items, _ = read(name)
    forward = {identity(item): item for item in merged(items)}
    backward = {identity(item): item for item in merged(of_reversed_files(items))}
    assert forward.keys() == backward.keys()
    for key, one in forward.items():
        other = backward[key]
        for unordered in ("sources", "aliases", "unknown"):
            assert set(getattr(one, unordered)) == set(getattr(other, unordered))
        differing = {difference.field for difference in one.differences}
        assert {difference.field for difference in other.differences} == differing
        names = [field.name for field in fields_of(type(one))]
        assert {n for n in names if getattr(one, n) != getattr(other, n)} <= differing
        assert {n for n in one.extra if one.extra[n] != other.extra[n] and not n.startswith("__")} <= differing
        assert one.extra.keys() == other.extra.keys()


def test_what_two_sources_say_differently_is_kept_from_either_side() -> None:
    """The first value stands in the field and the second among the differences, and the other way round."""
    one = VoiceRoute(key="UK", number_pattern="^1", sources=("a",))
    other = VoiceRoute(key="UK", number_pattern="^2", sources=("b",))
    for first, second in ((one, other), (other, one)):
        (route,) = Estate([first, second]).of(VoiceRoute)
        (difference,) = route.differences
        assert route.number_pattern == first.number_pattern
        assert (difference.value, difference.source) == (second.number_pattern, second.sources[0])


_ROUTES = st.lists(
    st.builds(
        VoiceRoute,
        key=st.sampled_from(["UK", "uk", "US", "UK [{2}]"]),
        product=st.sampled_from(["ocs2007r2", "unknown"]),
        aliases=st.lists(st.sampled_from(["{1}", "{2}", "{3}"]), max_size=2, unique=True).map(tuple),
        description=st.sampled_from([None, "x", "y"]),
        sources=st.sampled_from(["a", "b", "c"]).map(lambda name: (name,)),
    ),
    max_size=12,
)


@given(_ROUTES)
def test_a_project_keeps_what_memory_keeps(tmp_path_factory: pytest.TempPathFactory, routes: list[VoiceRoute]) -> None:
    """Whether an object still waits for its batch or is written already makes no difference to what it becomes."""
    project = open_project(str(tmp_path_factory.mktemp("merge") / "p.db"), create=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(item_rows, "_BATCH", 2)
        project.save_snapshot("before", NOW, routes, list)
    assert list(project.estate()) == list(merged(routes))


@given(_ROUTES)
def test_what_was_merged_stays_as_it_is(routes: list[VoiceRoute]) -> None:
    """An estate made from the items of an estate has the same items."""
    assert list(Estate(Estate(routes))) == list(Estate(routes))


_FILES = st.permutations(["a.xml", "b.xml", "c.xml"]).flatmap(
    lambda paths: st.tuples(
        *(
            st.builds(
                VoiceRoute,
                key=st.just("UK"),
                description=st.sampled_from([None, "x", "y"]),
                priority=st.sampled_from([None, 1, 2]),
                usages=st.sampled_from([(), ("A", "B"), ("B", "A")]),
                extra=st.sampled_from([{}, {"Cost": 1}, {"Cost": "1"}, {"Cost": 2}]),
                unknown=st.sampled_from([(), ("description",)]),
                sources=st.just((f"{path}#1",)),
            )
            for path in paths
        )
    )
)


@given(_FILES, st.randoms(use_true_random=False))
def test_every_order_of_sources_gives_the_same_values(routes: tuple[VoiceRoute, ...], random: Random) -> None:
    """Whichever source comes first, the same values were read, differ and are unknown; only the kept one changes."""
    outcomes = []
    for _ in range(2):
        (one,) = merged(random.sample(routes, len(routes)))
        assert isinstance(one, VoiceRoute)
        differing = {difference.field for difference in one.differences}
        said = {(d.field, d.value) for d in one.differences}
        kept = {(name, shown(getattr(one, name, one.extra.get(name)))) for name in differing}
        same = {
            name: shown(getattr(one, name)) for name in {"description", "priority"}.difference(differing, one.unknown)
        }
        outcomes.append((differing, said | kept, same, set(one.unknown), set(one.sources)))
    assert outcomes[0] == outcomes[1]


@given(_FILES)
def test_a_difference_names_who_says_what(routes: tuple[VoiceRoute, ...]) -> None:
    """Both sources of a difference have the value that it gives them, and the time that is known of them."""
    said = {route.sources[0]: route for route in routes}
    days = {source: datetime(2014, 1, day, tzinfo=UTC) for day, source in enumerate(said, start=1)}
    (one,) = merged(routes, days.get)
    for each in one.differences:
        for source, value, at in (
            (each.source, each.value, each.at),
            (each.kept_source, shown(getattr(one, each.field, one.extra.get(each.field))), each.kept_at),
        ):
            assert at == days[source]
            theirs = shown(getattr(said[source], each.field, said[source].extra.get(each.field)))
            assert same_value(theirs.split("; "), value.split("; "), any_order=True)


def test_items_are_taken_one_by_one() -> None:
    """Each item is kept before the next is read, so that the evidence never stands in memory as a list."""
    kept: dict[Identity, Item] = {}

    def stream() -> Iterable[Item]:
        for number in range(100):
            assert len(kept) == number
            yield VoiceRoute(key=str(number))

    merge_into(kept, stream())
    assert len(kept) == 100


def test_merging_the_same_twice_adds_nothing() -> None:
    """What a source says a second time changes nothing."""
    one, other = VoiceRoute(key="UK", description="x", sources=("a",)), VoiceRoute(key="UK", sources=("b",))
    assert merge(merge(one, other), other) == merge(one, other)
