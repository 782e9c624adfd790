"""The JSON documents of `repair`; a plan is its own document, which `repair plan` writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from ...repair.inspection import Inspection, TableCount
from ...repair.plan import Plan
from ...repair.verify import RowDifference, Verification
from .document import Shape, shaped


class OwnerPoolDocument(Shape):
    """A row of the owner table."""

    id: str
    name: str | None


class OwnershipDocument(Shape):
    """How the rows of a table name their owner."""

    table: str
    rows: int
    null: int
    equal: int
    foreign: int


class FindDocument(Shape):
    """The response groups of a database.

    Attributes:
        applicable: whether it is an rgsconfig database that can be repaired; *reason* says why.
    """

    applicable: bool
    reason: str
    server: str
    database: str
    owner_pools: tuple[OwnerPoolDocument, ...]
    tables: tuple[OwnershipDocument, ...]


class TableStateDocument(Shape):
    """How many planned rows of a table are in which state."""

    table: str
    planned: int
    untouched: int
    repaired: int
    other: int
    null: int


class VerificationDocument(Shape):
    """Whether a plan is untouched, fully repaired, mixed or running; *differences* are the rows of a mixed one."""

    state: Literal["untouched", "repaired", "mixed", "running"]
    server: str
    database: str
    digest: str
    tables: tuple[TableStateDocument, ...]
    differences: tuple[RowDifference, ...]


class HistoryDocument(Shape):
    """One entry of the journal of repairs: what a run did, where, for whom, and the folder of its journal.

    Attributes:
        script_sha256: hash of the script; None, as *journal*, if the run did not begin.
        server: empty, as *database*, *owner* and *digest*, if the plan could not be used.
    """

    at: str
    event: str
    direction: str
    server: str
    database: str
    owner: str
    rows: int
    who: str
    digest: str
    script_sha256: str | None
    journal: str | None
    reason: str | None


def find_document(found: Inspection, counts: Iterable[TableCount], summary: str) -> FindDocument:
    """The document of `repair find`; *summary* says in one sentence what was found."""
    return FindDocument(
        applicable=found.discovery.reason is None,
        reason=found.discovery.reason or summary,
        server=found.identity.server,
        database=found.identity.database,
        owner_pools=tuple(shaped(OwnerPoolDocument, pool) for pool in found.pools),
        tables=tuple(shaped(OwnershipDocument, one) for one in counts),
    )


def verification_document(plan: Plan, state: Verification) -> VerificationDocument:
    """The document of `repair verify`."""
    return VerificationDocument(
        state=state.state,
        server=plan.server,
        database=plan.database,
        digest=plan.digest,
        tables=tuple(shaped(TableStateDocument, one, null=one.null_now) for one in state.tables),
        differences=tuple(state.differences),
    )


def history_document(entry: Mapping[str, object]) -> HistoryDocument:
    """The document of an entry of the project's journal."""
    return msgspec.convert(entry, HistoryDocument)
