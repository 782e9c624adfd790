"""Two records of one file never become one in silence."""

from __future__ import annotations

from migrator.estate.kinds import Item, fields_of
from migrator.estate.merge import Identity, merge_into, merged
from migrator.estate.provenance import SourceReport
from migrator.estate.topology import AdForest, Pool
from migrator.estate.users import User
from migrator.estate.voice import VoiceRoute

FIELDS = tuple(field.name for field in fields_of(VoiceRoute))


def route(source: str, pattern: str | None, **values: object) -> VoiceRoute:
    """The route UK, as a record says it."""
    return VoiceRoute(key="UK", sources=(source,), number_pattern=pattern, **values)  # type: ignore[arg-type]


def messages(path: str, *items: Item) -> tuple[str, ...]:
    """What the report of a file says after the merge."""
    kept: dict[Identity, Item] = {}
    repeated = merge_into(kept, items)
    return repeated.noted(SourceReport(path=path, format="clixml", status="read")).messages


def test_a_second_record_of_the_key_is_kept_beside_the_first() -> None:
    """Records that contradict each other stay apart, numbered, and nothing is known of either."""
    items = [route("a.xml#1", "^1"), route("a.xml#2", "^2"), route("a.xml#3", "^1", priority=3), route("a.xml#4", "^2")]
    found = list(merged(items))
    assert [(r.key, r.number_pattern, r.sources) for r in found if isinstance(r, VoiceRoute)] == [
        ("UK", "^1", ("a.xml#1",)),
        ("UK #2", "^2", ("a.xml#2", "a.xml#4")),
        ("UK #3", "^1", ("a.xml#3",)),
    ]
    assert [r.unknown for r in found] == [FIELDS] * 3
    assert messages("a.xml", *items[:3]) == (
        (
            "2 records have the key of another record of this file and other values: kept beside it as "
            "voice_route UK #2 (2), voice_route UK #3 (3); rules over these objects are not evaluated"
        ),
    )
    assert messages("b.xml", *items) == ()


def test_an_empty_value_contradicts() -> None:
    """That one record has a number and the other has none is a contradiction; what a record does not know is not."""
    with_line = User(key="u", sources=("u.csv#1",), sip_address="u", line_uri="tel:+1")
    without = User(key="u", sources=("u.csv#2",), sip_address="u")
    unexported = User(key="u", sources=("u.csv#2",), sip_address="u", unknown=("line_uri",))
    assert [user.key for user in merged([with_line, without])] == ["u", "u #2"]
    assert [user.key for user in merged([with_line, unexported])] == ["u"]


def test_properties_beyond_the_fields_contradict() -> None:
    """Two records whose fields agree are two objects if they differ in a property that no field holds."""
    assert len(merged([route("a.xml#1", "^1", extra={"Cost": 1}), route("a.xml#2", "^1", extra={"Cost": 2})])) == 2
    assert len(merged([route("a.xml#1", "^1", extra={"Cost": 1}), route("a.xml#2", "^1", extra={"Cost": "1"})])) == 1


def test_equal_records_are_one_object() -> None:
    """What stands twice with equal values is one object, known as before, and the report says so."""
    items = [route("a.xml#1", "^1"), route("a.xml#2", "^1")]
    (one,) = merged(items)
    assert (one.key, one.unknown, one.sources) == ("UK", (), ("a.xml#1", "a.xml#2"))
    assert messages("a.xml", *items) == (
        "1 record stands twice in this file with equal values: each is read as one object: voice_route UK (2)",
    )


def test_another_file_does_not_make_two_records_one() -> None:
    """The records of one file stay apart, whichever file was read first; the other file joins the first of them."""
    file, other = [route("a.xml#1", "^1"), route("a.xml#2", "^2")], [route("b.xml#1", "^2")]
    for items in (file + other, other + file):
        first, second = merged(items)
        assert isinstance(first, VoiceRoute)
        assert isinstance(second, VoiceRoute)
        assert {first.number_pattern, *(d.value for d in first.differences)} == {"^1", "^2"}
        assert (second.key, second.number_pattern, second.sources) == ("UK #2", "^2", ("a.xml#2",))
        assert not first.knows("number_pattern")
        assert not second.knows("number_pattern")


def test_entries_that_each_say_something_of_one_object_are_one() -> None:
    """A pool and its service, and the facts of a forest, are several entries of a directory and one object."""
    pool = Pool(key="p", sources=("f.ldf#1",), aliases=("CN=p",), name="P")
    members = Pool(key="p", sources=("f.ldf#9",), members=("fe1",))
    facts = [
        AdForest(key="contoso.local", sources=("f.ldf#2",), schema_upper=1150),
        AdForest(key="contoso.local", sources=("f.ldf#3",), central_store="CN=x"),
    ]
    assert [item.key for item in merged([pool, members, *facts])] == ["p", "contoso.local"]
    assert messages("f.ldf", pool, members, *facts) == ()


def test_many_repeated_keys_are_counted() -> None:
    """A file that holds everything twice is one message with the first names."""
    items = [User(key=str(n), sources=(f"u.csv#{n}.{half}",), line_uri=str(half)) for half in (1, 2) for n in range(50)]
    (message,) = messages("u.csv", *items)
    assert message.startswith("50 records have")
    assert "user 2 #2 (2.2) and 47 more;" in message
