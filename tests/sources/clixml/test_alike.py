"""Objects written like others before them: what is read without the parser is what the parser would have read."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator

import pytest

from migrator.errors import InputError
from migrator.sources.clixml.elements import NAMESPACE
from migrator.sources.clixml.reader import read_clixml
from migrator.sources.clixml.shapes import Shapes
from migrator.sources.record import Record, Rejected, TypedProperties

HEAD = f'<Objs Version="1.1.0.1" xmlns="{NAMESPACE}">\n'
OBJECTS = 90
#: no object has this id, but where one is looked for every object goes through the parser
BY_PARSER = ("none",)


def route(number: int) -> str:
    """An object with every form of a value that a shape can have, as Export-Clixml writes it."""
    names = (
        '<TNRef RefId="0" />'
        if number
        else '<TN RefId="0"><T>Deserialized.Microsoft.Rtc.Route#Decorated</T><T>System.Object</T></TN>'
    )
    enum = '<TNRef RefId="1" />' if number else '<TN RefId="1"><T>Microsoft.Rtc.Kind</T><T>System.Enum</T></TN>'
    scope = '<TNRef RefId="2" />' if number else '<TN RefId="2"><T>Microsoft.Rtc.Identity</T><T>System.Object</T></TN>'
    usages = "".join(f"\n            <S>Usage {n}</S>" for n in range(number % 4))
    pattern = '<Nil N="Pattern" />' if number % 5 == 0 else f'<S N="Pattern">^\\+49{number}_x000A_$</S>'
    name = "A &amp; B" if number % 11 == 0 else f"Stra\u00dfe {number}"
    return (
        f'  <Obj RefId="{5 * number}">\n    {names}\n    <ToString>Route {number}</ToString>\n    <Props>\n'
        f'      <Obj N="Identity" RefId="{5 * number + 1}">\n        {scope}\n'
        f"        <ToString>site:{number}</ToString>\n"
        f'        <Props>\n          <S N="Scope">site</S>\n          <I32 N="Rank">{number}</I32>\n        </Props>\n'
        f'      </Obj>\n      {pattern}\n      <S N="Name">{name}</S>\n'
        f'      <Obj N="Usages" RefId="{5 * number + 2}">\n        <TNRef RefId="2" />\n        <LST>{usages}\n'
        f"        </LST>\n      </Obj>\n"
        f'      <Obj N="Kind" RefId="{5 * number + 3}">\n        {enum}\n        <ToString>Both</ToString>\n'
        f"        <I32>2</I32>\n      </Obj>\n"
        f'      <B N="Suppressed">{"true" if number % 2 else "false"}</B>\n      <I32 N="Priority">{number}</I32>\n'
        f'      <DT N="Made">2013-01-02T03:04:{number % 60:02}Z</DT>\n      <S N="Lines">one\n two</S>\n    </Props>\n'
        f'    <MS>\n      <S N="Added">{number}</S>\n    </MS>\n  </Obj>\n'
    )


def read(data: bytes, repeated: tuple[str, ...] = ()) -> Iterator[Record | Rejected | str]:
    """What is read, and what ends it."""
    try:
        yield from read_clixml(io.BytesIO(data), repeated=repeated)
    except InputError as error:
        yield str(error)


def shown(results: Iterator[Record | Rejected | str]) -> list[str]:
    """Results with the types of all their values and of the objects in them."""

    def value(each: object) -> object:
        if isinstance(each, dict):
            name = each.type_name if isinstance(each, TypedProperties) else ""
            return [type(each).__name__, name, *((key, value(one)) for key, one in each.items())]
        return list(map(value, each)) if isinstance(each, list) else each

    return [repr((each, value(each.properties)) if isinstance(each, Record) else each) for each in results]


def document(*, objects: str = "") -> str:
    """Enough routes that shapes are learned, and others among them."""
    return f"{HEAD}{''.join(map(route, range(OBJECTS)))}{objects}{''.join(map(route, range(1, OBJECTS)))}</Objs>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_as_the_parser_reads_them(encoding: str, line_end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every value, type, order and line is the same, and most objects were read without the parser."""
    data = document().replace("\n", line_end).encode(encoding)
    expected = shown(read(data, BY_PARSER))
    alike: list[bool] = []
    unseen = Shapes.read

    def seen(self: Shapes, text: str, at: int) -> tuple[str, dict[str, object], int] | None:
        found = unseen(self, text, at)
        alike.append(found is not None)
        return found

    monkeypatch.setattr(Shapes, "read", seen)
    assert shown(read(data)) == expected
    assert len(expected) == 2 * OBJECTS - 1
    assert sum(alike) > OBJECTS


#: what lies between two objects, by which the next ones mean something else or are no objects
BETWEEN = {
    "a comment that holds objects": f"<!--\n{route(7)}  </Obj>\n{route(8)}-->\n",
    "a comment that ends like an object": "<!--\n  </Obj>\n",
    "text that holds objects": f"<![CDATA[\n{route(7)}  </Obj>\n]]>",
    "type names again, with others": '  <Obj RefId="9">\n    <TN RefId="0"><T>X</T></TN>\n    <Props />\n  </Obj>\n',
    "a stream": f'  <Obj S="error" RefId="9">{route(3)[17:]}',
    "a list of objects": f'  <Obj RefId="900">\n    <LST>\n{route(3)}{route(4)}    </LST>\n  </Obj>\n',
    "an object in one line": route(3).replace("\n", " ") + "\n",
    "a value of another type": route(3).replace('<I32 N="Priority">3<', '<I32 N="Priority">three<'),
    "a date that is none": route(3).replace('<DT N="Made">2013', '<DT N="Made">never'),
    "a property twice": route(3).replace('N="Lines"', 'N="Name"'),
    "an entity": route(3).replace("Stra\u00dfe", "&lt;S N=&quot;Name&quot;&gt;&#65;"),
    "a character that no XML has": route(3).replace("Stra\u00dfe", "a\x01b"),
    "the end of a section": route(3).replace("Stra\u00dfe", "a]]>b"),
    "an attribute more": route(3).replace('<Obj RefId="15">', '<Obj RefId="15" Note="a">'),
    "an element that nobody knows": route(3).replace("<Props>", "<Odd /><Props>"),
    "no end": route(3).replace("    </Props>\n", ""),
    "the end of the document": "</Objs>\n",
}


@pytest.mark.parametrize("between", BETWEEN)
def test_what_is_not_alike(between: str) -> None:
    """Whatever stands between two objects means what the parser makes of it, and so does what follows."""
    data = document(objects=BETWEEN[between]).encode()
    assert shown(read(data)) == shown(read(data, BY_PARSER))


def test_any_damage() -> None:
    """Of documents that are cut or changed anywhere, both ways of reading make the same."""
    chance = random.Random(11)  # noqa: S311 - the same damages in every run
    text = document()
    for _ in range(150):
        at, length = chance.randrange(len(text) // 2, len(text)), chance.choice((0, 1, 2, 7, 40, 900))
        put = chance.choice(
            ("", "<", ">", "&", '"', "</Obj>", "  </Obj>\n", "\n", "\u00a0", "<Nil />", "<!--", "x", "]]>")
        )
        data = f"{text[:at]}{put}{text[at + length :]}".encode()
        assert shown(read(data)) == shown(read(data, BY_PARSER)), (at, length, put)
