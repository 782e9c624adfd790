"""What every use case is given: the project, and the time of the run."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs

DEFAULT_PROJECT = "migration.db"


@attrs.frozen
class Settings:
    """What every command knows."""

    project_url: str

    def now(self) -> datetime:
        """The time of this run."""
        return datetime.now(UTC)
