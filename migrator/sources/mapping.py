"""Maps a record to an item: which property fills which field, which fields are unknown, and what is left over."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from operator import methodcaller
from typing import Any, NamedTuple

import attrs

from ..estate.kinds import Item, fields_of
from ..estate.products import LYNC2013
from .converters import CONVERTERS, MAY_BE_LOST, READY, is_lost, lost_in
from .record import Record, Rejected, Truncated, folded

__all__ = ["From", "Getter", "Mapper", "Of", "Truncated", "tabulate"]
Getter = Callable[[Mapping[str, object]], object]
_LOSSES = (Truncated, ValueError)


def _as_it_is(value: object) -> object:
    return value


def _of_one(name: str, convert: Callable[[object], object], of: type) -> Getter:
    """What gives the value of one property: converted if it is of that type, None, or the Truncated in its place."""
    takes_text = issubclass(str, of)

    def get(properties: Mapping[str, object]) -> object:
        raw = properties.get(name)
        if raw is None or raw == "":
            return None
        if type(raw) is str and not (raw[0] in MAY_BE_LOST and is_lost(raw)):
            return convert(raw) if takes_text else raw
        return lost_in(raw) or (convert(raw) if isinstance(raw, of) else raw)

    return get


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
    getters: tuple[Getter, ...] = attrs.field(init=False, repr=False, eq=False)

    @getters.default
    def _make_getters(self) -> tuple[Getter, ...]:
        return tuple(_of_one(name, self.convert, self.of) for name in self.names)

    def __call__(self, properties: Mapping[str, object]) -> object:
        """The converted value, or None without one."""
        for get in self.getters:
            if (value := get(properties)) is not None:
                return value
        return None


@attrs.frozen
class Of:
    """A getter that reads properties as a function sees fit.

    Attributes:
        names: the properties.
        kept: whether `extra` keeps them, because the field holds only a part of them or their meaning.
        needs: those without which nothing is known of the field; without this, all.
    """

    names: tuple[str, ...]
    build: Getter
    kept: bool = False
    needs: tuple[str, ...] = attrs.field()

    @needs.default
    def _needs_all(self) -> tuple[str, ...]:
        return self.names

    def __call__(self, properties: Mapping[str, object]) -> object:
        """What they make together, None, or the Truncated that stands in place of one of them."""
        for name in self.names:
            value = properties.get(name)
            if value is None or (type(value) is str and value[:1] not in MAY_BE_LOST):
                continue
            if lost := lost_in(value):
                return lost
        return self.build(properties)


class _Step(NamedTuple):
    """How one field is filled.

    Attributes:
        source: gives the raw value.
        convert: makes the field's type of it.
        names: the properties that are read.
        needs: those without which the field is unknown, all of them; without this, any of *names*.
        used: those that `extra` need not repeat.
        only: the property, where the field is read from one alone; else "".
        ready: the type of a value of *only* that needs no conversion, or None; nearly every value has it.
    """

    field: str
    source: Getter
    convert: Callable[[object], object]
    names: tuple[str, ...]
    needs: tuple[str, ...]
    used: tuple[str, ...]
    only: str
    ready: type | None

    def is_shown_by(self, held: frozenset[str]) -> bool:
        """Whether an object with these properties shows the field; a field that no property fills is always known."""
        if self.needs:
            return held.issuperset(self.needs)
        return not self.names or bool(held.intersection(self.names))


class _Shape(NamedTuple):
    """What objects with the same properties have in common.

    Attributes:
        steps: the steps of fields that may have a value.
        absent: fields that no property fills, and that every object of the type has.
        absent_2013: those and the fields that only objects of Lync Server 2013 have.
        hidden: all fields that no property fills.
        left_over: properties that no field takes, where each field gets a value.
        lacks_key: the property that should be the key, where another takes its place.
        is_keyless: no property is there that can be the key.
    """

    steps: tuple[_Step, ...]
    absent: tuple[str, ...]
    absent_2013: tuple[str, ...]
    hidden: tuple[str, ...]
    left_over: tuple[str, ...]
    lacks_key: str
    is_keyless: bool

    def absent_of(self, record: Record, product: str | None) -> tuple[str, ...]:
        """The fields of an object of that product that no property of the record fills, although it may have them."""
        if record.is_partial:
            return self.hidden
        return self.absent_2013 if product == LYNC2013 else self.absent

    def name_of(self, record: Record) -> str:
        """The name by which people know an object of which a table shows no property that can be the key, or ""."""
        if not record.is_partial or not self.is_keyless:
            return ""
        names = (record.properties.get(name) for name in ("Name", "DisplayName"))
        return next((name for name in names if isinstance(name, str) and name and not is_lost(name)), "")


@attrs.frozen(eq=False)
class Mapper:
    """How records of one type become items of one kind; a mapper is equal to itself alone.

    Attributes:
        key: properties of which the first with a value is the key; or a function.
        fields: field -> property name, or a function of the properties.
        aliases: properties whose values are other names of the object, or functions that give one.
        drop: properties that describe the format, not the object.
        since_2013: fields whose properties the product has since Lync Server 2013, with those that are declared so.
        optional: fields whose properties not every object of the type has, or of which the name is inferred.
        never_shown: fields that objects of the type never show, but that other evidence of the kind does.
    """

    cls: type[Item]
    key: tuple[str, ...] | Getter
    fields: Mapping[str, str | Getter]
    aliases: tuple[str | Getter, ...] = ()
    product: str = "unknown"
    drop: frozenset[str] = frozenset()
    since_2013: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    never_shown: frozenset[str] = frozenset()
    spelling: Mapping[str, str] = attrs.field(init=False)
    _plan: tuple[_Step, ...] = attrs.field(init=False)
    _named: frozenset[str] = attrs.field(init=False)
    _aliases: tuple[Getter, ...] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        declared = {field.name for field in fields_of(self.cls) if field.since == LYNC2013} & self.fields.keys()
        object.__setattr__(self, "since_2013", self.since_2013 | declared)

    @_plan.default
    def _make_plan(self) -> tuple[_Step, ...]:
        types = {f.name: f.type for f in fields_of(self.cls)}
        if unknown := {*self.fields, *self.since_2013, *self.optional, *self.never_shown} - set(types):
            raise TypeError(f"{self.cls.kind} declares no field {sorted(unknown)}")
        return tuple(_step(name, source, types[name]) for name, source in self.fields.items())

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

    def shape(self, names: tuple[str, ...]) -> _Shape:
        """What all objects with properties of these names have in common."""
        held = frozenset(names)
        hidden = tuple(step.field for step in self._plan if not step.is_shown_by(held))
        missing = [name for name in hidden if name not in self.optional] + sorted(self.never_shown)
        steps = tuple(step for step in self._plan if not step.names or held.intersection(step.names))
        # an object that shows some of what is new in Lync Server 2013 has all of it
        is_of_2013 = bool(self.since_2013.difference(hidden))
        always = tuple(name for name in missing if is_of_2013 or name not in self.since_2013)
        left_over = _without(names, self._named)
        keys = self._key_properties()
        lacks_key = keys[0] if keys and keys[0] not in held else ""
        return _Shape(steps, always, tuple(missing), hidden, left_over, lacks_key, not held.intersection(keys))

    def map(
        self, record: Record, path: str, *, product: str | None = None, absent_is_unknown: bool = False
    ) -> tuple[Item, tuple[str, ...]] | Rejected:
        """The item and what of it is lost; or why the record is rejected (it has no key).

        Args:
            record: the record.
            path: its file.
            product: that of the record, where the mapper serves several products.
            absent_is_unknown: whether a property that the record does not have may still have a value in the product:
                in the output of cmdlets and of WMI, which anybody may cut; not in LDIF or in a document of settings.
        """
        properties = record.properties
        shape = _shape_of(self, tuple(properties))
        key = self.key_of(properties) or shape.name_of(record)
        if not key:
            what = record.type_name or self.cls.kind
            return Rejected(record.position, f"{what} without {self._key_names()}", (self.cls.kind,))
        values: dict[str, Any] = {}  # keyword arguments of several types
        lost: dict[str, object] = {}
        unused: set[str] = set()
        for step in shape.steps:
            field, source, convert, _names, _needs, used, only, ready = step
            if only:
                raw = properties[only]
                if raw is None or raw == "":
                    continue
                if type(raw) is ready and not (type(raw) is str and raw[0] in MAY_BE_LOST and is_lost(raw)):
                    values[field] = raw
                    continue
            raw = source(properties)
            if raw is None:
                left = [value for name in used if (value := properties.get(name)) not in (None, "")]
                if left:  # nothing was made of it: it stays in `extra`
                    unused.add(field)
                if any(isinstance(value, dict | list) for value in left):
                    lost[field] = Truncated("an object without a text")
                continue
            value = raw if isinstance(raw, _LOSSES) else convert(raw)
            if not isinstance(value, _LOSSES):
                values[field] = value
                continue
            lost[field] = value
            if isinstance(value, Truncated) and value.rest is not None:
                values[field] = value.rest
        aliases = tuple([alias for get in self._aliases if (alias := get(properties)) and isinstance(alias, str)])
        left_over = _without(properties, self._used(unused, lost)) if unused or lost else shape.left_over
        absent = shape.absent_of(record, product) if absent_is_unknown else ()
        item = self.cls(
            key=key,
            product=product or self.product,
            sources=(f"{path}#{record.position}",),
            aliases=aliases,
            extra={name: value.shown if type(value := properties[name]) is Truncated else value for name in left_over},
            unknown=(*absent, *lost) if lost else absent,
            **values,
        )
        notes = [f"{record.position}: {field} of {key} {_how(value)}" for field, value in lost.items()]
        if absent_is_unknown and shape.lacks_key:
            notes.append(f"{record.position}: without {shape.lacks_key}, it is known as {key}")
        return item, tuple(notes)

    def _used(self, unused: Collection[str], lost: Collection[str]) -> Collection[str]:
        """The properties that `extra` need not repeat, where some fields are *unused* or *lost*."""
        used = set(self.drop)
        for step in self._plan:
            if step.field in lost:
                used.difference_update(step.used)
            elif step.field not in unused:
                used.update(step.used)
        return used

    def key_of(self, properties: Mapping[str, object]) -> str:
        """The key of an object with these properties, or "" where they hold none."""
        if callable(self.key):
            value = self.key(properties)
        else:
            value = next((v for k in self.key if (v := properties.get(k)) not in (None, "")), None)
        if isinstance(value, _LOSSES):
            return ""
        text = str(value) if value else ""
        return "" if is_lost(text) else text

    def _key_names(self) -> str:
        return " or ".join(self._key_properties()) or "a key"

    def _key_properties(self) -> tuple[str, ...]:
        return self.key if isinstance(self.key, tuple) else _names_of(self.key)


def _without(names: Iterable[str], taken: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in taken)


def _names_of(source: str | Getter) -> tuple[str, ...]:
    """The properties a source of a field names."""
    if isinstance(source, str):
        return (source,)
    return source.names if isinstance(source, From | Of) else ()


@lru_cache(maxsize=4096)
def _shape_of(mapper: Mapper, names: tuple[str, ...]) -> _Shape:
    """Kept, because the objects of one file have the same properties."""
    return mapper.shape(names)


def _step(field: str, source: str | Getter, field_type: str) -> _Step:
    names = _names_of(source)
    needs = source.needs if isinstance(source, Of) else names[:0]
    used = () if isinstance(source, Of) and source.kept else names
    convert = _given_text if not names and field_type == "text" else CONVERTERS[field_type]
    return _Step(field, _getter(source), convert, names, needs, used, *_shortcut(source, field_type))


def _given_text(value: object) -> object:
    """A text that a function of the mapper gives stays as it is: it may be the name of a type."""
    return value if isinstance(value, str) else CONVERTERS["text"](value)


def _how(value: object) -> str:
    """How a value was lost."""
    if not isinstance(value, Truncated):
        return f"is unknown: {value}; kept as it was read"
    if is_lost(value.shown):
        return f"is unknown: only {value.shown!r} was written in its place; collect with Export-Clixml -Depth 16"
    return f"is unknown: {value.shown!r} is cut off or has several readings; collect with Export-Clixml -Depth 16"


def _shortcut(source: str | Getter, field_type: str) -> tuple[str, type | None]:
    """`_Step.only` and `_Step.ready` of the source of a field of that type."""
    if isinstance(source, Of) or len(names := _names_of(source)) != 1:
        return "", None
    ready = READY.get(field_type)
    converted = isinstance(source, From) and ready is not None and issubclass(ready, source.of)
    return names[0], None if converted else ready


def _getter(source: str | Getter) -> Getter:
    """The function that gives the value of a source."""
    if isinstance(source, str):
        return methodcaller("get", source)
    return source.getters[0] if isinstance(source, From) and len(source.names) == 1 else source


def tabulate(mappers: Iterable[tuple[str, Mapper]]) -> dict[str, Mapper]:
    """Mappers by lower-case type name; a type mapped twice is a mistake of ours."""
    table: dict[str, Mapper] = {}
    for name, mapper in mappers:
        if name.casefold() in table:
            raise TypeError(f"{name} is mapped twice")
        table[name.casefold()] = mapper
    return table
