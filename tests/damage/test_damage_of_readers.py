"""No reader is silent about damage: what differs is unknown, gone with a loss, or stands in `untold`."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from lxml import etree

from tests.damage.comparing import Read, differences, read
from tests.damage.mutations import Damage
from tests.damage.mutations_text import TEXT, column_is_cut
from tests.damage.untold import change_of, is_untold, without_other_values
from tests.fuzz.targets import TARGETS

#: of each reader
SEEDS = 14
#: `Reading` knows some by what no text shows, and `test_damage` holds the CLIXML files of the fixtures
LEFT_OUT = frozenset({"clixml", "manifest", "evtx", "audio", "certificate-file"})
Tree = etree._Element


class Sample(NamedTuple):
    """An undamaged file."""

    name: str
    content: bytes


def _samples(reader: str) -> tuple[Sample, ...]:
    target = TARGETS[reader]()
    return tuple(Sample(target.path.rpartition("/")[2], content) for content in target.seeds)


def _line(change: Callable[[list[str], int, random.Random], list[str]]) -> Damage:
    """A change of the lines at one that is not empty."""

    def damage(data: bytes, chance: random.Random) -> bytes:
        lines = data.decode("utf-8").splitlines(keepends=True)
        places = [number for number, line in enumerate(lines) if line.strip()]
        return "".join(change(lines, chance.choice(places), chance)).encode() if len(places) > 2 else data

    damage.__name__ = change.__name__
    return damage


@_line
def line_is_gone(lines: list[str], at: int, _chance: random.Random) -> list[str]:
    """One line less."""
    return lines[:at] + lines[at + 1 :]


@_line
def lines_are_gone(lines: list[str], at: int, chance: random.Random) -> list[str]:
    """Some lines less, as between two screens."""
    return lines[:at] + lines[at + chance.randrange(2, 6) :]


@_line
def another_output_follows(lines: list[str], _at: int, chance: random.Random) -> list[str]:
    """The output of another command in the same file."""
    other = _samples(chance.choice(("netstat", "certutil", "server-trace", "client-trace")))[0]
    return [*lines, "\n", *other.content.decode().splitlines(keepends=True)]


@_line
def zero_bytes(lines: list[str], at: int, chance: random.Random) -> list[str]:
    """What a disk or a copy leaves in a line."""
    place = chance.randrange(len(lines[at]))
    lines[at] = lines[at][:place] + "\0" * chance.choice([1, 4, 40]) + lines[at][place:]
    return lines


def _tree(change: Callable[[Tree, random.Random], None]) -> Damage:
    """A change of one element below the root of XML."""

    def damage(data: bytes, chance: random.Random) -> bytes:
        try:
            root = etree.fromstring(data)
        except etree.XMLSyntaxError:
            return data
        change(chance.choice([*root.iter("{*}*")][1:]), chance)
        return etree.tostring(root, xml_declaration=True, encoding="utf-8")

    damage.__name__ = change.__name__
    return damage


@_tree
def element_is_unknown(element: Tree, _chance: random.Random) -> None:
    """A name that no version has."""
    element.tag = str(element.tag) + "x"


@_tree
def element_is_inside_another(element: Tree, _chance: random.Random) -> None:
    """An element around it that no version has."""
    parent = element.getparent()
    assert parent is not None
    around = etree.Element("Around")
    parent.replace(element, around)
    around.append(element)


DAMAGES = (
    line_is_gone,
    lines_are_gone,
    another_output_follows,
    zero_bytes,
    element_is_unknown,
    element_is_inside_another,
    *(damage for damage in TEXT if damage is not column_is_cut),
)
#: a page that is not a report is only stripped: a broken tag swallows the words behind it
_PAGE = b"<html>"


@pytest.mark.parametrize("reader", sorted(TARGETS.keys() - LEFT_OUT))
def test_no_damage_is_silent(reader: str, tmp_path: Path) -> None:
    """Seeded damages of a kind each: objects are equal, rejected, or unknown in the fields that differ."""
    silent = [each for seed in range(SEEDS) for each in _silent(reader, seed, tmp_path)]
    assert silent == []


def _silent(reader: str, seed: int, folder: Path) -> Iterator[tuple[str, int, str]]:
    chance = random.Random(f"{reader} {seed}")  # noqa: S311 - seeds, not secrets
    samples = [
        sample
        for sample in _samples(reader)
        if b"\0" not in sample.content and not (reader == "migration-log" and sample.content.startswith(_PAGE))
    ]
    damages = list(DAMAGES)
    while damages:
        sample, damage = chance.choice(samples), damages.pop(chance.randrange(len(damages)))
        damaged = damage(sample.content, chance)
        before = _read(sample.name, sample.content, folder) if damaged != sample.content else None
        if before is None:
            continue
        name = damage.__name__
        found = list(differences(before, _read(sample.name, damaged, folder)))
        change = change_of(_text(sample.content), _text(damaged))
        for difference in without_other_values(name, change, found):
            if not is_untold(before[1][0].format, name, difference):
                yield name, seed, str(difference)
        return


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def _read(name: str, content: bytes, scratch: Path) -> Read | None:
    folder = scratch / "evidence"
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_bytes(content)
    found = read(folder)
    file.unlink()
    return found
