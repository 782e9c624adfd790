"""The call flows of the workflows that are meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import InputError
from ..estate.counting import first_few

if TYPE_CHECKING:
    from ..estate.call_flow import CallFlow
    from ..estate.estate import Estate
    from ..estate.response_groups import Workflow

_MOST_NAMES = 8


def chosen_flows(estate: Estate, workflow: str | None) -> list[CallFlow]:
    """The flows of the workflows that are meant.

    Raises:
        InputError: there is no such workflow.
    """
    from ..estate.call_flow import call_flows

    flows = list(call_flows(estate))
    if not flows:
        raise InputError("the snapshot has no response group workflow", hint="`migrator show` lists what it has")
    if workflow is None:
        return flows
    wanted = workflow.casefold()
    found = [f for f in flows if wanted in (n.casefold() for n in _names(estate, f.workflow))]
    if not found:
        near = [f.workflow.title for f in flows if wanted in f.workflow.title.casefold()]
        names, more = first_few(near or [f.workflow.title for f in flows], _MOST_NAMES)
        hint = "Did you mean: " if near else "Workflows: "
        raise InputError(
            f"there is no workflow {workflow!r}",
            hint=f"{hint}{', '.join(names)}" + (f" {more} (see `migrator show workflow`)" if more else ""),
        )
    return found


def _names(estate: Estate, workflow: Workflow) -> tuple[str, ...]:
    from ..estate.call_flow_words import contact_of

    contact = contact_of(estate, workflow)
    uris = (workflow.primary_uri, contact.primary_uri if contact else None)
    return tuple(filter(None, (workflow.title, workflow.key, *uris, *workflow.aliases)))
