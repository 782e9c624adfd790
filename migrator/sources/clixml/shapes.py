"""Objects that are written alike, read without the parser: a large export repeats one sequence of elements.

The shape of an object is a regular expression of its elements, with a group for each value. It is learned from an
object that the parser has read, and is kept only if it gives the same of that object. What does not match is read by
the parser, which sees the rest of the document: a complete element can be left out of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

import attrs

from ..record import TypedProperties
from .elements import CUSTOM, GROUP, is_enum, plain_type, property_name
from .primitives import ESCAPE, PRIMITIVES, unescape

#: the end of an object at the top, as Export-Clixml writes it
OBJECT_END = "\n  </Obj>\n"
#: objects that the parser reads before shapes are worth their price, and shapes of one file
_WORTH, _MOST = 50, 16
#: what the parser refuses or reads as something else: bytes of UTF-8 that no sound file has, and what stands for signs
_CONTROLS = bytes(each for each in range(32) if each not in b"\t\n")
_NO_CHARACTERS = ("\ufffe", "\uffff")
_NOT_TEXT = ("&", "]]>")
_SPACE = re.compile(r"[ \t\n]*")
_OBJECT = re.compile(r'<Obj(?: N="([^"<]*)")? RefId="[0-9]+">')
_TYPES = re.compile(r'<TNRef RefId="([0-9]+)" />')
_SHOWN = re.compile(r"<ToString>[^<]*</ToString>")
_PROPERTIES = re.compile(r"<(Props|MS)>")
_END = re.compile(r"</(\w+)>")
_LIST = re.compile(r"<(LST|IE|QUE|STK)(?: />|>(?:[ \t\n]*<(\w+)>[^<]*</\2>)*[ \t\n]*</\1>)")
_PRIMITIVE = re.compile(r'<(\w+)(?: N="([^"<]*)")?>[^<]*</\1>')
_NIL = re.compile(r'<Nil N="([^"<]*)" />')
#: begins a group of a pattern; in the pattern of an object around it there is none
_GROUP = "\x00("

Make = Callable[[str], object]


class _Value(NamedTuple):
    """A property of an object: its name, what makes it of its text (None if it is its text), and the group with it."""

    name: str
    make: Make | None
    group: int


class _NotRegularError(Exception):
    """An object of which the shape cannot be told."""


@attrs.frozen
class _Body:
    """What is inside an object: the pattern, the type names, the text that it shows, a value or the properties."""

    pattern: str
    names: tuple[str, ...]
    shown: int | None
    content: _Value | None
    values: tuple[_Value, ...]

    def make(self) -> Make:
        """What makes the value of an object inside another of its text, as `elements.Object` does."""
        pattern = re.compile(self.pattern.replace(_GROUP, "("))
        type_name = plain_type(self.names)

        def make(text: str) -> object:
            groups = pattern.match(text).groups()  # type: ignore[union-attr]  # the pattern around holds this one
            shown = None if self.shown is None else unescape(groups[self.shown])
            if shown is not None and (is_enum(self.names) or not (self.values or self.content)):
                return shown
            if self.content:
                return _properties((self.content,), groups)[self.content.name]
            if type_name == CUSTOM and not self.values:
                return None
            typed = TypedProperties(_properties(self.values, groups))
            typed.type_name = type_name
            if shown is not None:
                typed.setdefault("ToString", shown)
            return typed

        return make


@attrs.frozen
class _Shape:
    """How the objects of one sequence of elements are read."""

    pattern: re.Pattern[str]
    type_name: str
    values: tuple[_Value, ...]
    #: the values where no text has an escape
    unescaped: tuple[_Value, ...] = attrs.field(init=False)

    @unescaped.default
    def _without_escapes(self) -> tuple[_Value, ...]:
        return tuple(value._replace(make=None) if value.make is unescape else value for value in self.values)


class Shapes:
    """The shapes of one file.

    Args:
        types: type names by their ids, as they are known so far.
    """

    def __init__(self, types: Mapping[str, tuple[str, ...]]) -> None:
        self._types = types
        self._shapes: list[_Shape] = []
        self._seen = 0
        self._is_plain = True
        self._has_escapes = False
        self._signs: tuple[str, ...] = ()

    def begin(self, text: str) -> None:
        """What is read and learned next is a part of *text*."""
        encoded = text.encode()
        has_controls = len(encoded.translate(None, _CONTROLS)) < len(encoded)
        self._is_plain = not has_controls and not any(sign in text for sign in _NO_CHARACTERS)
        self._has_escapes = _holds(text, ESCAPE)
        self._signs = tuple(sign for sign in _NOT_TEXT if _holds(text, sign))

    def forget(self) -> None:
        """Forget all, because type names have got another meaning."""
        self._shapes.clear()

    def read(self, text: str, at: int) -> tuple[str, dict[str, object], int] | None:
        """Type name and properties of the object at a place, and the place behind it; None if no shape is its."""
        if not self._is_plain:
            return None
        for shape in self._shapes:
            if found := shape.pattern.match(text, at):
                break
        else:
            return None
        end = found.end()
        if self._signs and any(text.find(sign, at, end) >= 0 for sign in self._signs):
            return None
        if shape is not self._shapes[0]:
            self._shapes.remove(shape)
            self._shapes.insert(0, shape)
        try:
            values = shape.values if self._has_escapes else shape.unescaped
            return shape.type_name, _properties(values, found.groups()), end
        except (ValueError, OverflowError):
            return None

    def learn(self, text: str, type_name: str, properties: Mapping[str, object]) -> None:
        """Learn the shape of an object that the parser has read."""
        self._seen += 1
        if self._seen < _WORTH or len(self._shapes) == _MOST or not self._is_plain:
            return
        if any(sign in text for sign in _NOT_TEXT):
            return
        try:
            shape = _Reader(text, self._types).shape()
        except _NotRegularError:
            return
        found = shape.pattern.fullmatch(text)
        if found and shape.type_name == type_name and _same(_properties(shape.values, found.groups()), properties):
            self._shapes.insert(0, shape)


def _properties(values: tuple[_Value, ...], groups: tuple[str | None, ...]) -> dict[str, object]:
    """The properties of an object.

    Raises:
        ValueError, OverflowError: a value is not of its type.
    """
    return {
        name: text if (text := groups[group]) is None or make is None else make(text) for name, make, group in values
    }


def _holds(text: str, sign: str) -> bool:
    """Whether a sign of several characters is in a text; to look for one character first is several times faster."""
    return sign[0] in text and sign in text


def _same(one: object, two: object) -> bool:
    """Whether two values are equal, of one type and in one order."""
    if type(one) is not type(two):
        return False
    if isinstance(one, dict) and isinstance(two, dict):
        types = [each.type_name for each in (one, two) if isinstance(each, TypedProperties)]
        return len(set(types)) < 2 and list(one) == list(two) and all(map(_same, one.values(), two.values()))
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(_same, one, two))
    return one == two


class _Reader:
    """Reads the shape of one object."""

    def __init__(self, text: str, types: Mapping[str, tuple[str, ...]]) -> None:
        self._text = text
        self._at = 0
        self._types = types

    def shape(self) -> _Shape:
        """The shape of the object.

        Raises:
            _NotRegularError: it has something of which the shape cannot be told.
        """
        before = self._space()
        if "\n" in before or (begin := self._take(_OBJECT)) is None or begin[1] is not None:
            raise _NotRegularError
        body = self._body()
        after = self._space()
        type_name = plain_type(body.names)
        if not body.values or body.content or type_name == GROUP or self._at != len(self._text):
            raise _NotRegularError
        pattern = f'{before}<Obj RefId="[0-9]+">{body.pattern}{after}'.replace(_GROUP, "(")
        return _Shape(re.compile(pattern), type_name, body.values)

    def _body(self) -> _Body:
        """What is inside an object, to the end of its tag."""
        parts: list[str] = []
        names: tuple[str, ...] = ()
        shown = content = None
        values: list[_Value] = []
        groups = 0
        while True:
            parts.append(self._space())
            if found := self._take(_TYPES):
                parts.append(re.escape(found[0]))
                names = names or self._types.get(found[1], ())
            elif self._take(_SHOWN):
                parts.append(f"<ToString>{_GROUP}[^<]*)</ToString>")
                shown, groups = groups, groups + 1
            elif found := self._take(_PROPERTIES):
                if content:
                    raise _NotRegularError
                parts.append(found[0])
                groups = self._named(parts, values, groups, found[1])
            elif found := self._take(_LIST):
                content = self._only(content, values, _members(found), groups)
                parts.append(_list_pattern(found))
                groups += 1
            elif found := self._take(_END):
                if found[1] != "Obj":
                    raise _NotRegularError
                parts.append(found[0])
                return _Body("".join(parts), names, shown, content, tuple(values))
            elif (found := self._take(_PRIMITIVE)) and found[2] is None and found[1] in PRIMITIVES:
                content = self._only(content, values, PRIMITIVES[found[1]], groups)
                parts.append(f"<{found[1]}>{_GROUP}[^<]*)</{found[1]}>")
                groups += 1
            else:
                raise _NotRegularError

    @staticmethod
    def _only(content: _Value | None, values: list[_Value], make: Make, group: int) -> _Value:
        """The value of an object that has no other."""
        if content or values:
            raise _NotRegularError
        return _Value("", make, group)

    def _named(self, parts: list[str], values: list[_Value], groups: int, around: str) -> int:
        """Read properties to the end of their element; the number of groups after them."""
        while True:
            parts.append(self._space())
            if found := self._take(_END):
                if found[1] != around:
                    raise _NotRegularError
                parts.append(found[0])
                return groups
            if found := self._take(_NIL):
                name, tag, make, inside = found[1], "S", PRIMITIVES["S"], f"{_GROUP}[^<]*)</S>"
            elif (found := self._take(_PRIMITIVE)) and found[2] is not None and found[1] in PRIMITIVES:
                name, tag, make, inside = found[2], found[1], PRIMITIVES[found[1]], f"{_GROUP}[^<]*)</{found[1]}>"
            elif (found := self._take(_OBJECT)) and found[1] is not None:
                body = self._body()
                name, tag, make, inside = (
                    found[1],
                    "Obj",
                    body.make(),
                    f"{_GROUP}{body.pattern.replace(_GROUP, '(?:')})",
                )
            else:
                raise _NotRegularError
            escaped, reference = re.escape(name), ' RefId="[0-9]+"' if tag == "Obj" else ""
            parts.append(f'(?:<Nil N="{escaped}" />|<{tag} N="{escaped}"{reference}>{inside})')
            if (own := property_name(name)) in (value.name for value in values):
                raise _NotRegularError
            values.append(_Value(own, make, groups))
            groups += 1

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        if found := pattern.match(self._text, self._at):
            self._at = found.end()
        return found

    def _space(self) -> str:
        found = self._take(_SPACE)
        return re.escape(found[0]) if found else ""


def _list_pattern(found: re.Match[str]) -> str:
    """The pattern of a list whose members are of one primitive type; that of an empty one is of texts."""
    around, tag = found[1], found[2] or "S"
    return rf"{_GROUP}<{around}(?: />|>(?:[ \t\n]*<{tag}>[^<]*</{tag}>)*[ \t\n]*</{around}>))"


def _members(found: re.Match[str]) -> Make:
    """What makes the members of a list of its text."""
    tag = found[2] or "S"
    if tag not in PRIMITIVES or tag in ("Nil", "T"):
        raise _NotRegularError
    make = PRIMITIVES[tag]
    member = re.compile(f"<{tag}>([^<]*)<")
    return lambda text: [make(each) for each in member.findall(text)]
