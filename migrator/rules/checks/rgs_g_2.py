"""Calls that are lost or cannot be passed on (RGS-G20 and G21)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.call_flow import label
from ...estate.estate import Estate
from ...estate.response_groups import Queue, Workflow
from ..engine.model import Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import RESPONSE_GROUPS
from ..engine.scope import ALL, LYNC, with_evidence
from ..engine.values import Amount, Text, Value, plain
from .rgs_g_1 import flows_of, object_of

#: dead ends that other rules find: RGS-G04, G05, G15 and G16
_FOUND_ELSEWHERE = frozenset({"queue", "agent_group"})


@rule(
    id="RGS-G20",
    title="Call that is lost",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=ALL,
    needs=(Workflow, Queue),
    message="{place}, {condition}: {reason}",
    variants={"at the start": Wording("{place}: {reason}")},
    effect="What happens to such a call is not known.",
    remediation="Set the action or its target: Set-CsRgsWorkflow, Set-CsRgsQueue; in R2 the response group console.",
    references=("new-csrgsworkflow", "new-csrgscallaction", "new-csrgsquestion"),
    basis="inferred",
)
def lost_calls(estate: Estate, _context: Context) -> Iterator[Hit]:
    """An active workflow, an answer or a queue has a way without an action, or an action without its target.

    Why it matters: the calls of these callers are lost, and nobody configured that.

    When it is wrong: the way cannot be met, e.g. the workflow is never closed. Ways that were cut off in the evidence
    are not reported.
    """
    seen: set[tuple[str, str]] = set()
    for flow in flows_of(estate):
        if flow.workflow.active is False:
            continue
        if flow.start.dead_end:
            places: dict[str, Value] = {"place": Text(label(flow.start)), "reason": flow.start.dead_end}
            yield Hit(item=flow.workflow, variant="at the start", places=places)
        lost = {
            node.id: node.dead_end for node in flow.dead_ends if node.dead_end and node.kind not in _FOUND_ELSEWHERE
        }
        for edge in flow.edges:
            item = object_of(estate, flow, edge.source)
            place = label(flow.nodes[edge.source])
            where = f"{place}, {plain(edge.condition)}"
            if edge.target in lost and (item.key, where) not in seen:
                seen.add((item.key, where))
                yield Hit(
                    item=item,
                    part=where,
                    places={
                        "place": Text(place),
                        "condition": edge.condition,
                        "reason": lost[edge.target],
                    },
                    evidence={"called workflow": flow.workflow},
                )


@rule(
    id="RGS-G21",
    title="Anonymous agents cannot transfer to another response group",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    needs=(Workflow,),
    message="Workflow {item!r} hides its agents, and has {others:other response group|other response groups} beside it",
    effect=(
        "A blind transfer by such an agent to another response group fails: error ID 503 (source ID 239). Documented "
        "for Lync Server 2010 and Lync 2013."
    ),
    remediation=(
        "Tell the agents to use Transfer call, Another Person or Number, View more options, Lync Call; or switch the "
        "anonymity of the workflow off."
    ),
    references=("kb-blind-transfer",),
    basis="that the transfer works without anonymity is inferred",
    minutes=10,
    phases=RESPONSE_GROUPS,
)
def anonymous_transfer(estate: Estate, _context: Context) -> Iterator[Hit]:
    """An active workflow has agent anonymity, and there is another active workflow to which its agents can transfer.

    Why it matters: the agent sees "Cannot complete the transfer", and has to know the way round it.

    When it is wrong: the agents never transfer to another response group.
    """
    for product in with_evidence(estate, LYNC, Workflow):
        active = [workflow for workflow in estate.of(Workflow, product=product) if workflow.active is not False]
        for workflow in active if len(active) > 1 else ():
            if workflow.anonymous:
                yield Hit(item=workflow, evidence={"others": Amount(len(active) - 1)})
