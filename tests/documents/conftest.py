"""The Contoso estate, its prediction and its workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest
from openpyxl import Workbook, load_workbook

from migrator.documents.workbook.workbook import WorkbookSummary, export_workbook
from migrator.estate.estate import Estate
from migrator.estate.kinds import Item
from migrator.estate.provenance import Snapshot, SourceReport, collected
from migrator.resources import fixture
from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.model import Context, Rule
from migrator.rules.engine.predict import predict
from migrator.rules.engine.prediction import Finding, Prediction
from migrator.sources.reading import Reading

MADE_AT = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)


@attrs.frozen
class Case:
    """What a workbook is made from."""

    snapshot: Snapshot
    estate: Estate
    prediction: Prediction
    rules: Sequence[Rule] = ()

    def export(self, path: Path, **options: Any) -> WorkbookSummary:
        """Write the workbook to *path*."""
        return export_workbook(
            path,
            self.snapshot,
            self.estate,
            self.prediction,
            rules=self.rules,
            made_at=MADE_AT,
            version="1.2.3",
            **{"users": True, **options},
        )

    def book(self, path: Path, **options: Any) -> Workbook:
        """Write the workbook to *path* and read it back."""
        self.export(path, **options)
        return load_workbook(path)


def _case(items: Iterable[Item], sources: Iterable[SourceReport], prediction: Prediction | None, rules: Any) -> Case:
    sources = tuple(sources)
    estate = Estate(items, collected=collected(sources))
    snapshot = Snapshot(
        name="before & after",
        taken_at=datetime(2026, 11, 20, 17, 0, tzinfo=UTC),
        products=tuple(sorted(estate.products)),
        items=Counter(item.kind for item in estate),
        sources=sources,
    )
    return Case(
        snapshot, estate, prediction or predict(estate, Context(now=MADE_AT, answers={"countries": "GB"}), rules), rules
    )


@pytest.fixture
def case_of() -> Callable[..., Case]:
    """Makes a case of a few items, without rules."""

    def make(*items: Item, sources: Iterable[SourceReport] = (), findings: Iterable[Finding] = ()) -> Case:
        prediction = Prediction(target="2013", findings=tuple(findings), messages=(), outcomes=())
        return _case(items, sources, prediction, ())

    return make


@pytest.fixture(scope="session")
def contoso() -> Case:
    """The Contoso estate with the findings of every rule."""
    reading = Reading([fixture("contoso-ocs2007r2")])
    items = list(reading.items())
    return _case(items, reading.reports, None, all_rules())


@pytest.fixture(scope="session")
def contoso_lync() -> Case:
    """The Contoso estate of Lync Server 2010 with the findings of every rule."""
    reading = Reading([fixture("contoso-lync2010")])
    items = list(reading.items())
    return _case(items, reading.reports, None, all_rules())


@pytest.fixture(scope="session")
def contoso_file(contoso: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of the Contoso estate."""
    path: Path = tmp_path_factory.mktemp("workbook") / "contoso.xlsx"
    contoso.export(path)
    return path


@pytest.fixture(scope="session")
def contoso_book(contoso_file: Path) -> Workbook:
    """The workbook of the Contoso estate, read back."""
    return load_workbook(contoso_file)
