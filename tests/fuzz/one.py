"""Fuzzes one decoder with libFuzzer's options: ``python -m tests.fuzz.one NAME [OPTION]... CORPUS``."""

from __future__ import annotations

import copy
import random
import sys

import atheris
from lxml import etree

with atheris.instrument_imports(include=["migrator"]):
    from tests.fuzz.targets import TARGETS


def mutate_xml(data: bytes, max_size: int, seed: int) -> bytes:
    """A changed document that is mostly still well-formed, so that the fuzzer gets past the parser."""
    choose = random.Random(seed)  # noqa: S311 - no secret
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False))
    except (etree.XMLSyntaxError, ValueError):
        return atheris.Mutate(data, max_size)
    nodes = [node for node in root.iter() if isinstance(node.tag, str)]
    one, other = choose.choice(nodes), choose.choice(nodes)
    change = choose.randrange(6)
    if change == 0:
        return atheris.Mutate(data, max_size)
    if change == 1 and one is not root:
        one.getparent().remove(one)
    elif change == 2:
        one.insert(choose.randrange(len(one) + 1), copy.deepcopy(other))
    elif change == 3:
        one.tag = other.tag
    elif change == 4 and one.attrib:
        name = choose.choice(sorted(one.attrib))
        one.set(name, _text(one.get(name)))
    else:
        one.text = _text(one.text or other.text or "")
    changed = etree.tostring(root)
    return changed if len(changed) <= max_size else data


def _text(text: str) -> str:
    """A changed text that XML can hold."""
    changed = atheris.Mutate(text.encode(), 200).decode("utf-8", "replace")
    return "".join(c if c.isprintable() and c not in "\ufffe\uffff" else "\ufffd" for c in changed)


if __name__ == "__main__":
    target = TARGETS[sys.argv.pop(1)]()
    if target.seeds[0].lstrip().startswith(b"<"):
        atheris.Setup(sys.argv, target.decode, custom_mutator=mutate_xml)
    else:
        atheris.Setup(sys.argv, target.decode)
    atheris.Fuzz()
