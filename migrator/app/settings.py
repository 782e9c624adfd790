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


def project_option(settings: Settings) -> tuple[str, ...]:
    """The option that leads another command to the project of this run, without its password; none for the default."""
    from ..database.connection import redact

    return () if settings.project_url == DEFAULT_PROJECT else ("--project", redact(settings.project_url))
