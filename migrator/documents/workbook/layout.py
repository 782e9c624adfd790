"""The layout of the workbook: data in reports/workbook.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

import attrs
import msgspec

from ...estate.kinds import Item
from ...estate.products import product_name
from ...resources import report_file


@attrs.frozen
class Column:
    """One column of a sheet.

    Attributes:
        width: characters; 0 has the first rows measured.
        marks: name of the marks that colour it.
        low: a long text does not make its row taller.
        hidden: kept, but not shown.
        struck: its values are struck out.
        strikes: a row with a value in this column is struck out.
        printed: false for what is looked up on the screen only; such columns come last.
        offers: what its cells offer to be filled in; other words can be typed too.
    """

    id: str
    label: str
    width: int = 0
    marks: str = ""
    low: bool = False
    hidden: bool = False
    struck: bool = False
    strikes: bool = False
    printed: bool = True
    offers: tuple[str, ...] = ()


@attrs.frozen
class SheetLayout:
    """One control sheet.

    Attributes:
        about: what the sheet Contents says about it.
        frozen: columns that stay on the screen and on every printed page.
    """

    name: str
    columns: tuple[Column, ...]
    about: str = ""
    frozen: int = 1


@attrs.frozen
class PrintLayout:
    """Print set-up of every sheet: paper as Excel numbers it, and how much a page shows.

    Attributes:
        screen_only: fields of kinds that no page shows.
    """

    paper: int
    characters_per_page: int
    screen_only: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Layout:
    """How the workbook looks, and the order of its parts."""

    title: str
    classification: str
    classification_labelled: str
    areas: tuple[str, ...]
    last_area: str
    print: PrintLayout
    colours: Mapping[str, str]
    marks: Mapping[str, Mapping[str, str]]
    sheets: Mapping[str, SheetLayout]
    kind_names: Mapping[str, str] = attrs.field(factory=dict)

    def kind_name(self, cls: type[Item]) -> str:
        """The name of the sheet of a kind."""
        return self.kind_names.get(cls.kind, cls.label)

    def product(self, product: str) -> str:
        """The name of a product for people."""
        return product_name(product)

    def area_rank(self, area: str) -> tuple[int, str]:
        """Sorts the sheets of kinds."""
        if area in self.areas:
            return self.areas.index(area), ""
        return (len(self.areas) + (area == self.last_area)), area


def read_layout() -> Layout:
    """The layout that is shipped."""
    with report_file("workbook.toml").open("rb") as file:
        return msgspec.convert(tomllib.load(file), Layout)
