"""The Contoso Lync 2010 estate meets no error but those that were planted in it (fixtures/README.md)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from migrator.resources import fixture

#: rule -> object on which it may find an error
PLANTED = {
    "L10-CPS-002": {"Manchester Park", "Warehouse Park"},
    "L10-RGS-002": {"Reception"},
    "L10-SBA-001": {"3-Registrar-1", "sba01.contoso.local"},
    "L10-USR-003": {"sba01.contoso.local", "sip:william.wood@contoso.com", "sip:xenia.young@contoso.com"},
    "L10-VOI-001a": {"Fax-Bureau"},
}


def test_no_error_but_the_planted(run: Callable[..., Any]) -> None:
    """Towards Lync Server 2013, with no question answered, every error is one that was planted."""
    assert run("inventory", str(fixture("contoso-lync2010"))).code == 0
    findings = json.loads(run("predict", "--target", "2013", "--json").out)["findings"]
    groups = {g["key"]: g["name"] for g in json.loads(run("show", "agent_group", "--json").out)}
    errors = [(f["rule"], groups.get(f["key"], f["key"])) for f in findings if f["severity"] in ("block", "error")]
    assert [error for error in errors if error[1] not in PLANTED.get(error[0], set())] == []
