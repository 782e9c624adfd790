"""Damages of evidence as it is found: cut files, lost properties, lists that became texts, broken structure.

What nobody can notice is not among them: an object or a member of a list that is gone, another digit in a text.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from lxml import etree

Tree = etree._Element
Damage = Callable[[bytes, random.Random], bytes]
_NS = "{http://schemas.microsoft.com/powershell/2004/04}"
_LISTS = ("LST", "IE", "QUE", "STK", "DCT")


def _clixml(change: Callable[[Tree, random.Random], None]) -> Damage:
    def damage(data: bytes, chance: random.Random) -> bytes:
        root = etree.fromstring(data)
        change(root, chance)
        return etree.tostring(root, xml_declaration=True, encoding="utf-8")

    damage.__name__ = change.__name__
    return damage


def _any(root: Tree, chance: random.Random, *tags: str) -> Tree | None:
    """One of the elements of these names, or of all below the root, that are inside an object."""
    found = [e for e in root.iter(*(_NS + tag for tag in tags)) if e is not root] if tags else list(root.iter())[1:]
    return chance.choice(found) if found else None


def _named(root: Tree, chance: random.Random) -> Tree | None:
    """One property of an object."""
    found = [e for e in root.iter() if e.get("N") not in (None, "Key", "Value")]
    return chance.choice(found) if found else None


@_clixml
def property_is_gone(root: Tree, chance: random.Random) -> None:
    """As Select-Object leaves it."""
    if (element := _named(root, chance)) is not None:
        element.getparent().remove(element)  # type: ignore[union-attr]


@_clixml
def property_stands_twice(root: Tree, chance: random.Random) -> None:
    """With two values."""
    if (element := _named(root, chance)) is not None:
        parent = element.getparent()
        assert parent is not None
        second = etree.SubElement(parent, _NS + "S", {"N": str(element.get("N"))})
        second.text = "another value"


@_clixml
def list_became_its_type(root: Tree, chance: random.Random) -> None:
    """As Export-Csv writes a list."""
    lists = list(root.iter(*(_NS + tag for tag in _LISTS)))
    if not lists:
        return
    holder = chance.choice(lists).getparent()
    if holder is None or holder.get("N") is None:
        return
    name = str(holder.get("N"))
    holder.clear()
    holder.tag, holder.text = _NS + "S", "System.Collections.Generic.List`1[System.String]"
    holder.set("N", name)


@_clixml
def list_was_cut_at_depth(root: Tree, chance: random.Random) -> None:
    """An object inside is only its text, as behind the depth of Export-Clixml."""
    inner = [e for e in root.iter(_NS + "Obj") if e.getparent() is not root and e.getparent() is not None]
    if not inner:
        return
    element = chance.choice(inner)
    name = element.get("N")
    shown = element.findtext(_NS + "ToString") or "Microsoft.Rtc.Something"
    element.clear()
    element.tag, element.text = _NS + "S", shown
    if name is not None:
        element.set("N", name)


@_clixml
def number_is_no_number(root: Tree, chance: random.Random) -> None:
    """A number or a boolean that cannot be read."""
    if (element := _any(root, chance, "I32", "B", "U16", "I64", "Db", "DT")) is not None:
        element.text = chance.choice(["", "n/a", "1,5 k", "yes?"])


@_clixml
def type_is_gone(root: Tree, chance: random.Random) -> None:
    """An object without its type names."""
    if (element := _any(root, chance, "TN", "TNRef")) is not None:
        element.getparent().remove(element)  # type: ignore[union-attr]


@_clixml
def name_is_gone(root: Tree, chance: random.Random) -> None:
    """A property without its name."""
    if (element := _named(root, chance)) is not None:
        del element.attrib["N"]


@_clixml
def element_has_another_name(root: Tree, chance: random.Random) -> None:
    """Structure that no version of PowerShell writes."""
    if (element := _any(root, chance)) is not None:
        element.tag = _NS + chance.choice(["LST", "DCT", "S", "Props", "Obj", "Foo"])


@_clixml
def reference_leads_nowhere(root: Tree, chance: random.Random) -> None:
    """A property that refers to an object that is not in the file."""
    if (element := _named(root, chance)) is not None:
        name = str(element.get("N"))
        element.clear()
        element.tag = _NS + "Ref"
        element.set("N", name)
        element.set("RefId", "99999")


@_clixml
def key_is_empty(root: Tree, chance: random.Random) -> None:
    """An object whose Identity is null."""
    found = [e for e in root.iter() if e.get("N") in ("Identity", "InstanceID", "__PATH")]
    if found:
        element = chance.choice(found)
        name = str(element.get("N"))
        element.clear()
        element.tag = _NS + "Nil"
        element.set("N", name)


def cut(data: bytes, chance: random.Random) -> bytes:
    """A file that ends in the middle."""
    return data[: chance.randrange(len(data) // 8, len(data) - 4)]


def two_in_one(data: bytes, chance: random.Random) -> bytes:
    """The same output twice in one file."""
    return data + data


def noise(data: bytes, chance: random.Random) -> bytes:
    """A few bytes of something else, in a place where no text is."""
    places = [place for place in range(len(data) // 2, len(data) - 2) if data[place : place + 1] == b">"][:2000]
    at = chance.choice(places) + 1 if places else len(data) // 2
    return data[:at] + chance.choice([b"\x00", b"\xff\xfe\xff", b"<", b"&", b"</Obj>"]) + data[at:]


CLIXML: tuple[Damage, ...] = (
    property_is_gone,
    property_stands_twice,
    list_became_its_type,
    list_was_cut_at_depth,
    number_is_no_number,
    type_is_gone,
    name_is_gone,
    element_has_another_name,
    reference_leads_nowhere,
    key_is_empty,
)
ANY: tuple[Damage, ...] = (cut, two_in_one, noise)
