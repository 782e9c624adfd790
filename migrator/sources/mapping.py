"""Maps a record to an item: which property fills which field, and what is left over."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from operator import methodcaller
from typing import Any, NamedTuple

import attrs

from ..estate.kinds import Item, fields_of
from .dates import parse_datetime
from .record import Record, Rejected, folded

Getter = Callable[[Mapping[str, object]], object]


@attrs.frozen
class Truncated:
    """A list or object of which the evidence only holds a text, because the export was not deep enough.

    Attributes:
        shown: the text.
        rest: what could be read all the same, where only a part is cut off.
    """

    shown: str
    rest: object = None


_LOSSES = (Truncated, ValueError)


def _as_it_is(value: object) -> object:
    return value


@attrs.frozen
class From:
    """A getter of one property, converted; the mapper knows what it has used, so that `extra` does not repeat it.

    Attributes:
        names: the property; where versions of the product name it differently, the first with a value.
        convert: gives the value, a Truncated or a ValueError; not called without a value.
        of: the only type of value that is converted; a value of another type stays as it is.
    """

    names: tuple[str, ...]
    convert: Callable[[object], object] = _as_it_is
    of: type = object

    def __call__(self, properties: Mapping[str, object]) -> object:
        """The converted value, or None without one."""
        for name in self.names:
            raw = properties.get(name)
            if raw is not None and raw != "":
                return self.convert(raw) if isinstance(raw, self.of) else raw
        return None


@attrs.frozen
class Of:
    """A getter that reads properties as a function sees fit.

    Attributes:
        names: the properties.
        kept: whether `extra` keeps them, because the field holds only a part of them or their meaning.
    """

    names: tuple[str, ...]
    build: Getter
    kept: bool = False

    def __call__(self, properties: Mapping[str, object]) -> object:
        """What they make together, or None."""
        return self.build(properties)


class _Step(NamedTuple):
    """How one field is filled.

    Attributes:
        source: gives the raw value.
        convert: makes the field's type of it.
        names: the properties that are read.
        used: those that `extra` need not repeat.
        only: the property, where the field is read from one alone; else "".
        ready: the type of a value of *only* that needs no conversion, or None; nearly every value has it.
    """

    field: str
    source: Getter
    convert: Callable[[object], object]
    names: tuple[str, ...]
    used: tuple[str, ...]
    only: str
    ready: type | None


@attrs.frozen(eq=False)
class Mapper:
    """How records of one type become items of one kind; a mapper is equal to itself alone.

    Attributes:
        key: properties of which the first with a value is the key; or a function.
        fields: field -> property name, or a function of the properties.
        aliases: properties whose values are other names of the object, or functions that give one.
        drop: properties that describe the format, not the object.
    """

    cls: type[Item]
    key: tuple[str, ...] | Getter
    fields: Mapping[str, str | Getter]
    aliases: tuple[str | Getter, ...] = ()
    product: str = "unknown"
    drop: frozenset[str] = frozenset()
    spelling: Mapping[str, str] = attrs.field(init=False)
    _plan: tuple[_Step, ...] = attrs.field(init=False)
    _named: frozenset[str] = attrs.field(init=False)
    _aliases: tuple[Getter, ...] = attrs.field(init=False)

    @_plan.default
    def _make_plan(self) -> tuple[_Step, ...]:
        types = {f.name: f.type for f in fields_of(self.cls)}
        if unknown := set(self.fields) - set(types):
            raise TypeError(f"{self.cls.kind} declares no field {sorted(unknown)}")
        return tuple(
            _Step(
                name,
                _getter(source),
                _CONVERTERS[types[name]],
                _names_of(source),
                () if isinstance(source, Of) and source.kept else _names_of(source),
                *_shortcut(source, types[name]),
            )
            for name, source in self.fields.items()
        )

    @_named.default
    def _make_named(self) -> frozenset[str]:
        return self.drop.union(*(step.used for step in self._plan))

    @_aliases.default
    def _make_aliases(self) -> tuple[Getter, ...]:
        return tuple(map(_getter, self.aliases))

    @spelling.default
    def _make_spelling(self) -> Mapping[str, str]:
        """Each property that the mapper names, by its folded name; a function does not name its own."""
        sources = (*self.fields.values(), *self.aliases)
        return {folded(name): name for names in (self._key_properties(), *map(_names_of, sources)) for name in names}

    def map(self, record: Record, path: str, *, product: str | None = None) -> tuple[Item, tuple[str, ...]] | Rejected:
        """The item and what the user must know about it; or why the record is rejected (it has no key).

        *product* is that of the record where the mapper serves several products.
        """
        properties = record.properties
        key = self.key_of(properties)
        if not key:
            return Rejected(record.position, f"{record.type_name} without {self._key_names()}", (self.cls.kind,))
        values: dict[str, Any] = {}  # keyword arguments of several types
        notes: list[str] = []
        unknown: list[str] = []
        unused: set[str] = set()
        for field, source, convert, _names, used, only, ready in self._plan:
            if only:
                raw = properties.get(only)
                if raw is None:
                    continue
                if type(raw) is ready and raw != "":
                    values[field] = raw
                    continue
            raw = source(properties)
            if raw is None:
                for name in used:
                    if properties.get(name) not in (None, ""):  # the getter made nothing of it: it stays in `extra`
                        unused.add(field)
                continue
            value = raw if isinstance(raw, _LOSSES) else convert(raw)
            if not isinstance(value, _LOSSES):
                values[field] = value
                continue
            unknown.append(field)
            if isinstance(value, Truncated):
                cut = f"is cut off ({value.shown!r}); export with -Depth 8"
                notes.append(f"{record.position}: {field} of {key} {cut}")
                if value.rest is not None:
                    values[field] = value.rest
            else:
                notes.append(f"{record.position}: {field} of {key}: {value}; kept as it was read")
        aliases = tuple([alias for get in self._aliases if (alias := get(properties)) and isinstance(alias, str)])
        taken = self._used(unused, unknown) if unused or unknown else self._named
        extra = {
            name: value.shown if type(value) is Truncated else value
            for name, value in properties.items()
            if name not in taken
        }
        item = self.cls(
            key=key,
            product=product or self.product,
            sources=(f"{path}#{record.position}",),
            aliases=aliases,
            extra=extra,
            unknown=tuple(unknown),
            **values,
        )
        return item, tuple(notes)

    def _used(self, unused: Collection[str], unknown: Collection[str]) -> Collection[str]:
        """The properties that `extra` need not repeat, where some fields are *unused* or *unknown*."""
        used = set(self.drop)
        for step in self._plan:
            if step.field in unknown:
                used.difference_update(step.used)
            elif step.field not in unused:
                used.update(step.used)
        return used

    def key_of(self, properties: Mapping[str, object]) -> str:
        """The key of an object with these properties, or "" where they hold none."""
        if callable(self.key):
            return str(self.key(properties) or "")
        return next((str(v) for k in self.key if (v := properties.get(k)) not in (None, "")), "")

    def _key_names(self) -> str:
        return " or ".join(self._key_properties()) or "a key"

    def _key_properties(self) -> tuple[str, ...]:
        return self.key if isinstance(self.key, tuple) else _names_of(self.key)


def _names_of(source: str | Getter) -> tuple[str, ...]:
    """The properties a source of a field names."""
    if isinstance(source, str):
        return (source,)
    return source.names if isinstance(source, From | Of) else ()


def _shortcut(source: str | Getter, field_type: str) -> tuple[str, type | None]:
    """`_Step.only` and `_Step.ready` of the source of a field of that type."""
    if isinstance(source, Of) or len(names := _names_of(source)) != 1:
        return "", None
    ready = _READY.get(field_type)
    converted = isinstance(source, From) and ready is not None and issubclass(ready, source.of)
    return names[0], None if converted else ready


def _getter(source: str | Getter) -> Getter:
    """The function that gives the value of a source."""
    if isinstance(source, str):
        return methodcaller("get", source)
    return _of_one(source) if isinstance(source, From) and len(source.names) == 1 else source


def _of_one(source: From) -> Getter:
    """What `From` does for one property, without its loop."""
    name, convert, of = source.names[0], source.convert, source.of

    def get(properties: Mapping[str, object]) -> object:
        raw = properties.get(name)
        return None if raw is None or raw == "" else convert(raw) if isinstance(raw, of) else raw

    return get


def as_text(value: object) -> object:
    """The text of a primitive; an object or list is not a text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "True" if value else "False"
    if isinstance(value, dict | list):
        return ValueError("a single value was expected")
    return str(value)


def as_int(value: object) -> object:
    """An integer, also from its decimal text."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(r"\s*-?\d{1,18}\s*", value):
        return int(value)
    return ValueError(f"{value!r} is not an integer")


def as_float(value: object) -> object:
    """A number."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return ValueError(f"{value!r} is not a number")


def as_bool(value: object) -> object:
    """True or False, also from their text in any case."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().casefold() in ("true", "false"):
        return value.strip().casefold() == "true"
    return ValueError(f"{value!r} is not true or false")


def as_list(value: object) -> object:
    """An ordered list of texts; one lone text where a list is expected was cut off by the export."""
    if isinstance(value, list | tuple):
        return tuple(str(v) for v in value if v is not None)
    if isinstance(value, str):
        return Truncated(value) if value else ()
    return ValueError(f"{value!r} is not a list")


def as_datetime(value: object) -> datetime | ValueError:
    """A point in time."""
    if isinstance(value, datetime):
        return value
    try:
        return parse_datetime(str(value))
    except ValueError as error:
        return error


def as_part(value: object) -> object:
    """A nested value that a getter of the mapper has built; text in its place was cut off by the export."""
    if isinstance(value, str):
        return Truncated(value)
    return value


#: type of field -> type of the values that its converter gives back unchanged
_READY: dict[str, type] = {"text": str, "int": int, "bool": bool, "datetime": datetime}
_CONVERTERS: dict[str, Callable[[object], object]] = {
    "text": as_text,
    "int": as_int,
    "float": as_float,
    "bool": as_bool,
    "datetime": as_datetime,
    "list": as_list,
    "part": as_part,
    "parts": as_part,
}


def tabulate(mappers: Iterable[tuple[str, Mapper]]) -> dict[str, Mapper]:
    """Mappers by lower-case type name; a type mapped twice is a mistake of ours."""
    table: dict[str, Mapper] = {}
    for name, mapper in mappers:
        if name.casefold() in table:
            raise TypeError(f"{name} is mapped twice")
        table[name.casefold()] = mapper
    return table
