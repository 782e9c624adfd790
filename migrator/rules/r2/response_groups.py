"""Response groups before the move (R2-APP-005)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.response_groups import Workflow
from ..engine.model import R2, Context, Grade, Hit, Severity, rule


@rule(
    id="R2-APP-005",
    title="Response Group tab in tabs.xml",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(Workflow,),
    answers=("rgs_tab_deployed",),
    effect="The tab is dead after the move, so formal agents cannot sign in by it.",
    remediation="Remove the tab from tabs.xml and tell agents https://WEB_POOL_FQDN/RgsClients/Tab.aspx.",
    references=("l13-rgs-r2",),
    minutes=30,
    blocks="9 Post",
)
def tab_of_communicator(_estate: Estate, context: Context) -> Iterator[Hit]:
    """Communicator shows the Response Group tab by a tabs.xml.

    Why it matters: the page behind the tab is the legacy server's.

    When it is wrong: the file is deployed but no formal group uses the tab.
    """
    if context.answers["rgs_tab_deployed"] == "yes":
        yield Hit(item=None, message="tabs.xml names the Response Group tab of the legacy pool")
