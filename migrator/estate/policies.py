"""Policies that are neither voice nor conferencing."""

from __future__ import annotations

import attrs

from .kinds import Item, flag, kind, text, whole


@kind("presence_policy", "Presence policies", area="Policies")
@attrs.frozen(kw_only=True)
class PresencePolicy(Item):
    """A presence policy."""

    name: str | None = text("Name")
    max_category_subscriptions: int | None = whole("Category subscriptions")
    max_prompted_subscribers: int | None = whole("Prompted subscribers")
    is_default: bool | None = flag("Default")
