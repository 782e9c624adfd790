"""What is said where several Edge pools are enabled for federation."""

from __future__ import annotations

from collections.abc import Iterator

from ..estate.estate import Estate
from ..estate.external import HostingProvider
from ..estate.topology import EdgePool
from ..network.edges import is_federating
from .engine.current_phase import phase_of
from .engine.gaps import Gap, Run
from .engine.model import LYNC2010, LYNC2013, R2, Context, Hit, Severity, Wording
from .engine.phases import A_EDGE, A_PRODUCTION, B_EDGE, B_PRODUCTION, PHASES, TRACK_C
from .engine.questions import CURRENT_PHASE
from .engine.values import items

#: the phases in which federation is moved to the new Edge; phases of track C have the numbers of track A
_MOVES_FEDERATION = (
    *(A_EDGE, A_PRODUCTION, B_EDGE, B_PRODUCTION),
    *(phase for phase in PHASES[TRACK_C] if phase.number in (A_EDGE.number, A_PRODUCTION.number)),
)
BOTH = "{item} and {other} are both enabled for federation"
_BOTH_MOVING = BOTH + ", as expected while federation is moved"
_TWO = "Two pools claim federation, of which only one can be published for it. "
_WARNS = "Publishing warns that the topology has more than one federated Edge server."
#: the warning and the pages disagree (l13-federation-2010, l13-federation-r2, l13-edge-topology)
_SEVERAL = (
    " The warning itself names several at once as possible, if all partners run Lync Server (one page adds: or OCS "
    "2007 R2) and the SRV record lists every Edge."
)
EFFECT = _TWO + _WARNS + _SEVERAL
_PROXY_POOL = " At one published site Move-CsUser to the online provider then failed until -ProxyPool was given."
ONE_ONLY = (
    "Choose one and clear the federation check box of the other; if federation is being moved to the new Edge now, "
    "answer current_phase."
)
_GO_ON = "Finish the move: clear federation on the legacy Edge."
_GIVE_PROXY_POOL = " Until then give Move-CsUser the parameter -ProxyPool with the FQDN of the Registrar pool."
VARIANTS = {
    "moving": Wording(_BOTH_MOVING, _WARNS, _GO_ON),
    "hybrid": Wording(effect=EFFECT + _PROXY_POOL, remediation=ONE_ONLY + _GIVE_PROXY_POOL),
    "moving hybrid": Wording(_BOTH_MOVING, _WARNS + _PROXY_POOL, _GO_ON + _GIVE_PROXY_POOL),
}


def federating_edges(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """A hit for each Edge pool beside the first that is enabled for federation; info for the new one of the move."""
    pools: dict[str, EdgePool] = {}
    for edge in (edge for product in (R2, LYNC2010, LYNC2013) for edge in estate.of(EdgePool, product=product)):
        pools.setdefault((edge.fqdn or edge.key).casefold(), edge)
    enabled = [edge for edge in pools.values() if is_federating(edge, estate)]
    unknown = [edge for edge in pools.values() if is_federating(edge, estate) is None]
    if unknown and len(enabled) + len(unknown) > 1:
        yield Gap(
            reason="no evidence shows whether {edges: or } federates",
            places={"edges": items(unknown)},
            needs=(Run("Get-CsService -EdgeServer, or an Edge input file of OCS 2007 R2"),),
        )
    target = LYNC2010 if context.target == "2010" else LYNC2013
    moves = phase_of(context.answers.get(CURRENT_PHASE, "")) in _MOVES_FEDERATION
    hybrid = any(p.shared_address_space and p.enabled is not False for p in estate.each(HostingProvider))
    first_new = next((edge for edge in enabled if edge.product == target), None)
    for edge in enabled[1:]:
        is_moving = moves and edge is first_new
        yield Hit(
            item=edge,
            variant=" ".join(word for word, is_so in (("moving", is_moving), ("hybrid", hybrid)) if is_so),
            evidence={"other": enabled[0]},
            severity=Severity.INFO if is_moving else None,
        )
