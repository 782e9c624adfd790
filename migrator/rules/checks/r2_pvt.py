"""Private lines in coexistence with OCS 2007 R2."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.users import User
from ..engine.gaps import Gap
from ..engine.model import R2, Context, Grade, Hit, Severity, rule
from ..engine.scope import target_gap
from ..engine.values import Amount, Number


@rule(
    id="R2-PVT-001",
    title="Private line while OCS users remain",
    severity=Severity.INFO,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(User,),
    message="{item} has a private line, and {left:user is|users are} still on OCS",
    effect="Users who are still on OCS cannot call the private line.",
    remediation="Assign private lines when OCS is gone: Set-CsUser -Identity NAME -PrivateLine tel:NUMBER.",
    references=("l13-private-lines", "set-csuser"),
    minutes=5,
)
def private_line(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """A Lync user has a private line while users are left on OCS.

    Why it matters: a server of OCS cannot find the user of a private line by its number, so routing of the call fails.

    When it is wrong: nobody on OCS needs to call it.
    """
    if gap := target_gap(estate, context, User):
        yield gap
        return
    left = len(estate.of(User, product=R2))
    for user in estate.each(User, product=context.target_product) if left else ():
        if user.private_line:
            yield Hit(item=user, places={"left": Amount(left)}, evidence={"private line": Number(user.private_line)})
