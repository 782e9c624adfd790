"""The field's mistake, from the evidence on: the only conference directory has gone to Lync before its Attendant."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

DIRECTORIES = "MSFT_SIPConferencingDirectoryData.xml"
LYNC_POOL = (
    "CN=LC Services,CN=Microsoft,CN=1:2,CN=Pools,CN=RTC Service,CN=Services,CN=Configuration,DC=contoso,DC=local"
)


def test_directory_that_went_to_lync_too_early(contoso: Path, tmp_path: Path, run: Callable[..., Any]) -> None:
    """A file that holds nothing but a directory of Lync is still evidence of OCS, and the rule finds the directory."""
    moved = tmp_path / "moved"
    moved.mkdir()
    for path in contoso.iterdir():
        text = path.read_text("utf-16")
        if path.name == DIRECTORIES:
            text, replaced = re.subn(r'(N="PoolDN">)[^<]*', rf"\g<1>{LYNC_POOL}", text)
            assert replaced == 1
        (moved / path.name).write_text(text, "utf-16")
    run("inventory", moved)
    shape = json.loads(run("predict", "--rule", "R2-CDIR-006", "--json").out)
    assert [(o["outcome"], o["reason"]) for o in shape["outcomes"]] == [("found", "")]
    assert "Conference directory 1 belongs to a Lync pool while ocspool" in shape["findings"][0]["message"]


def test_directory_that_stayed(contoso: Path, run: Callable[..., Any]) -> None:
    """As long as the pool has its directory the rule is clear."""
    run("inventory", contoso)
    shape = json.loads(run("predict", "--rule", "R2-CDIR-006", "--json").out)
    assert [o["outcome"] for o in shape["outcomes"]] == ["clear"]
