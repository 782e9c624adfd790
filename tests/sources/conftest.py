"""Builds Export-Clixml files as Windows PowerShell writes them (type names, lists, Nil, UTF-16LE), and reads them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from migrator.estate.kinds import Item
from migrator.estate.provenance import SourceReport
from migrator.sources.reading import Reading

_HEAD = '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">'


def element(value: Any, name: str | None = None) -> str:
    """The CLIXML element of a value; a pair is a primitive with its element name, ToString of a dict its text."""
    n = f' N="{escape(name)}"' if name is not None else ""
    if isinstance(value, tuple):
        return f"<{value[0]}{n}>{escape(value[1])}</{value[0]}>"
    if value is None:
        return f"<Nil{n} />"
    if isinstance(value, bool):
        return f"<B{n}>{str(value).lower()}</B>"
    if isinstance(value, int):
        return f"<I32{n}>{value}</I32>"
    if isinstance(value, datetime):
        return f"<DT{n}>{value.isoformat()}</DT>"
    if isinstance(value, list):
        return f"<Obj{n}><LST>{''.join(map(element, value))}</LST></Obj>"
    if isinstance(value, dict):
        inside = "".join(element(v, k) for k, v in value.items() if k != "ToString")
        shown = f"<ToString>{escape(value['ToString'])}</ToString>" if "ToString" in value else ""
        return f"<Obj{n}>{shown}<Props>{inside}</Props></Obj>"
    return f"<S{n}>{escape(str(value))}</S>"


def clixml(type_name: str | None, *objects: Any) -> bytes:
    """A file of objects of one type, in the encoding of Export-Clixml."""
    elements = []
    for number, properties in enumerate(objects):
        if not isinstance(properties, dict):
            elements.append(element(properties))
            continue
        names = f'<TN RefId="{number}"><T>{type_name}</T><T>System.Object</T></TN>' if type_name else ""
        inside = "".join(element(v, k) for k, v in properties.items())
        elements.append(f'<Obj RefId="{number}">{names}<ToString>shown</ToString><Props>{inside}</Props></Obj>')
    return (_HEAD + "".join(elements) + "</Objs>").encode("utf-16")


@pytest.fixture
def export() -> Callable[..., bytes]:
    """`clixml`: type name and objects to the bytes of an Export-Clixml file."""
    return clixml


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., tuple[list[Item], list[SourceReport]]]:
    """Reads files given as name=bytes from a folder; gives the items and the reports."""

    def run(files: dict[str, bytes]) -> tuple[list[Item], list[SourceReport]]:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        reading = Reading([tmp_path])
        items = list(reading.items())
        return items, reading.reports

    return run
