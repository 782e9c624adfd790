"""What commands say of the losses of a snapshot that they name, or use without naming it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..terminal.losses import say_losses

if TYPE_CHECKING:
    from collections.abc import Collection

    from ..app.settings import Settings


def say_losses_of(settings: Settings, name: str | None = None, kinds: Collection[str] | None = None) -> int:
    """As `say_losses`, of the snapshot of that name or of the newest; nothing without one."""
    if "://" not in settings.project_url and not Path(settings.project_url).exists():
        return 0  # before the store is loaded, which takes longer than to explain a line
    from ..store.project import is_new, open_project

    if is_new(settings.project_url):
        return 0
    opened = open_project(settings.project_url)
    return say_losses(opened.snapshot(name), kinds) if name or opened.snapshots() else 0
