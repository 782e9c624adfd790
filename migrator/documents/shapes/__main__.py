"""Writes the JSON Schemas: ``python -m migrator.documents.shapes reports/schema``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from .catalogue import documents


def main(folder: Path) -> None:
    """Write one file per document into *folder*."""
    for document in documents():
        text = json.dumps(document.schema(), indent=2, ensure_ascii=False) + "\n"
        (folder / f"{document.name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
