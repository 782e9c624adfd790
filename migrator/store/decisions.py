"""What people decide: accepted findings, severities, answers; each with who and when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs
from sqlalchemy import Engine, delete, insert, select

from . import schema
from .connecting import translated


@attrs.frozen(kw_only=True)
class StoredSuppression:
    """An accepted finding as it is kept; days are ISO dates."""

    id: int = 0
    rule: str
    pattern: str
    reason: str
    approver: str
    created: str
    expires: str | None = None


@attrs.frozen(kw_only=True)
class StoredSeverity:
    """The project's own severity of a rule; without reason, approver and day if version 0.1.0 wrote it."""

    rule: str
    severity: str
    reason: str | None = None
    approver: str | None = None
    created: str | None = None


@attrs.frozen(kw_only=True)
class StoredAnswer:
    """The answer to a question of the rules: as text, by whom, and when (UTC, ISO 8601)."""

    name: str
    value: str
    who: str
    at: str


class Decisions:
    """The decisions that a project keeps; each change is one transaction."""

    def __init__(self, engine: Engine, shown: str) -> None:
        self._engine = engine
        self._shown = shown

    def suppressions(self) -> list[StoredSuppression]:
        """Accepted findings, oldest first."""
        with translated(self._shown), self._engine.connect() as connection:
            rows = connection.execute(select(schema.suppression).order_by(schema.suppression.c.id)).mappings()
            return [StoredSuppression(**row) for row in rows]

    def add_suppression(self, suppression: StoredSuppression) -> int:
        """Keep an accepted finding; returns its id."""
        values = {name: value for name, value in attrs.asdict(suppression).items() if name != "id"}
        with translated(self._shown), self._engine.begin() as connection:
            result = connection.execute(insert(schema.suppression).values(**values))
            return int(result.inserted_primary_key[0])  # type: ignore[index]

    def remove_suppression(self, id_: int) -> bool:
        """Remove an accepted finding; False if there is none with that id."""
        with translated(self._shown), self._engine.begin() as connection:
            return connection.execute(delete(schema.suppression).where(schema.suppression.c.id == id_)).rowcount > 0

    def severities(self) -> dict[str, StoredSeverity]:
        """The project's own severities, by the id of the rule."""
        with translated(self._shown), self._engine.connect() as connection:
            rows = connection.execute(select(schema.severity).order_by(schema.severity.c.rule)).mappings()
            return {row["rule"]: StoredSeverity(**row) for row in rows}

    def set_severity(self, severity: StoredSeverity) -> None:
        """Give a rule the project's own severity, in place of an earlier one."""
        with translated(self._shown), self._engine.begin() as connection:
            connection.execute(delete(schema.severity).where(schema.severity.c.rule == severity.rule))
            connection.execute(insert(schema.severity).values(**attrs.asdict(severity)))

    def remove_severity(self, rule: str) -> None:
        """Remove the project's own severity of a rule."""
        with translated(self._shown), self._engine.begin() as connection:
            connection.execute(delete(schema.severity).where(schema.severity.c.rule == rule))

    def answers(self) -> dict[str, StoredAnswer]:
        """The answers, by the name of the question."""
        with translated(self._shown), self._engine.connect() as connection:
            rows = connection.execute(select(schema.answer).order_by(schema.answer.c.name)).mappings()
            return {row["name"]: StoredAnswer(**row) for row in rows}

    def change_answers(self, keep: Iterable[StoredAnswer], *, remove: Sequence[str] = ()) -> None:
        """Store the answers *keep*, each in place of an earlier one, and delete those named in *remove*."""
        rows = [attrs.asdict(answer) for answer in keep]
        names = [*remove, *(row["name"] for row in rows)]
        with translated(self._shown), self._engine.begin() as connection:
            connection.execute(delete(schema.answer).where(schema.answer.c.name.in_(names)))
            if rows:
                connection.execute(insert(schema.answer), rows)
