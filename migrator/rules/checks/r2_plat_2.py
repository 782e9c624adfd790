"""Platform of the new pools (R2-PLAT-020)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.users import User
from ..engine.check import Check
from ..engine.model import R2, Context, Grade, Hit, Severity
from ..engine.phases import A_POST
from ..engine.values import Amount, people

_SHOWN = 5


def _disabled(estate: Estate, context: Context, product: str) -> Iterator[Hit]:
    """Group Chat is deployed, and there are users who are disabled.

    Why it matters: rooms and categories name their people, and the import looks each of them up.

    When it is wrong: none of them is in a room. Who is in one is in no evidence; accounts that are disabled only in
    Active Directory are not seen.
    """
    if context.answers["group_chat_deployed"] != "yes":
        return
    disabled = [user for user in estate.of(User, product=product) if user.enabled is False]
    if disabled:
        first = people(user.title for user in disabled[:_SHOWN])
        yield Hit(item=None, evidence={"users": Amount(len(disabled)), "first of them": first})


DISABLED_IN_GROUP_CHAT = Check(
    title="Disabled users while Group Chat is deployed",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    needs=(User,),
    answers=("group_chat_deployed",),
    message="Group Chat is deployed, and {users:user is|users are} disabled",
    effect="The import into Persistent Chat may stumble over rooms that name them.",
    remediation=(
        "Before the export look for them in the rooms and categories of Group Chat, and remove them there; test with "
        "Import-CsPersistentChatData -WhatIf."
    ),
    references=("persistent-chat-disabled-users", "export-cspersistentchatdata"),
    basis="one published migration names disabled users as its lesson; what fails is inferred",
    targets=("2013",),
    find=_disabled,
    minutes=60,
)
R2_DISABLED_IN_GROUP_CHAT = DISABLED_IN_GROUP_CHAT.rule("R2-PLAT-020", R2, phases=(A_POST,))
