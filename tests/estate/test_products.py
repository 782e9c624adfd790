"""Products by the names that people use, and what is of none."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from migrator.estate.estate import Estate
from migrator.estate.products import product_names
from migrator.estate.topology import AdForest, Pool
from migrator.resources import fixture


def test_what_nobody_tells_is_said_in_words() -> None:
    """Objects of an unknown product are named as such behind the products, and an empty estate has none."""
    assert product_names(["lync2010", "ocs2007r2"]) == "Lync 2010, OCS 2007 R2"
    assert product_names(["lync2010", "unknown"]) == "Lync 2010, objects whose product the evidence does not name"
    assert product_names([]) == "none"


def test_a_fact_of_the_forest_is_no_product() -> None:
    """The schema of Active Directory adds no product to an estate."""
    assert Estate([Pool(key="p", product="lync2010"), AdForest(key="f", product="forest")]).products == {"lync2010"}


def test_a_fact_of_the_forest_names_no_product_in_the_inventory(run: Callable[..., Any]) -> None:
    """Its evidence is read, kept as of the forest, and neither JSON nor table say that a product is unknown."""
    document = json.loads(run("inventory", fixture("contoso-lync2010"), "--name", "a", "--json").out)
    assert document["items"]["ad_forest"] == 1
    assert document["products"] == ["lync2010"]
    assert "Snapshot a: Lync 2010\n" in "\n".join(map(str.rstrip, run("show").out.splitlines())) + "\n"


def test_the_workbook_names_the_forest(run: Callable[..., Any], tmp_path: Path) -> None:
    """The cover names the product, and the row of the forest says to what it belongs."""
    from openpyxl import load_workbook

    run("inventory", fixture("contoso-lync2010"))
    run("export", "xlsx", "--output", tmp_path / "x.xlsx")
    book = load_workbook(tmp_path / "x.xlsx")
    cover = {row[0]: row[1] for row in book["Cover"].iter_rows(values_only=True) if row[0]}
    assert cover["Products"] == "Lync 2010"
    (row,) = book["Active Directory"].iter_rows(min_row=2, values_only=True)
    assert row[1] == "Active Directory forest"
