"""Gates of trusted applications: whether their next hops and contacts are on pools of the new product."""

from __future__ import annotations

from collections.abc import Sequence

from ..estate.kinds import Item
from ..estate.topology import Pool, TrustedApplication, TrustedApplicationEndpoint, TrustedApplicationPool
from .gates import Gate, View, all_of, by_name, none_left, rests_on, unknown
from .names import known_new_pool


@rests_on(TrustedApplicationPool, Pool)
def applications_moved(view: View) -> Gate:
    """The next hop of every trusted application pool is a pool of the new product, or it has none."""
    return view.once("next hops", _next_hops_moved)


def _next_hops_moved(view: View) -> Gate:
    pools = view.estate.of(TrustedApplicationPool)
    states = [(pool.title, _is_on_new(view, pool.registrar, known=pool.knows("registrar"))) for pool in pools]
    return _all_on_new(view, TrustedApplicationPool, states)


@rests_on(TrustedApplicationEndpoint, TrustedApplicationPool, Pool)
def application_contacts_moved(view: View) -> Gate:
    """Every contact of a trusted application is on a pool of the new product, or on none.

    Those of the applications of a pool itself, such as Response Group, go with it.
    """
    return view.once("application contacts", _contacts_moved)


def _contacts_moved(view: View) -> Gate:
    pools, applications = view.estate.of(TrustedApplicationPool), view.estate.of(TrustedApplication)
    names = (*(name for pool in pools for name in pool.applications), *(each.application_id for each in applications))
    trusted = {name.rpartition("/")[2].casefold() for name in names if name}
    found = view.estate.of(TrustedApplicationEndpoint)
    contacts = [each for each in found if not each.owner_urn or each.owner_urn.casefold() in trusted]
    states = [(contact.title, _is_on_new(view, contact.pool, known=contact.knows("pool"))) for contact in contacts]
    return _all_on_new(view, TrustedApplicationEndpoint, states)


def _all_on_new(view: View, cls: type[Item], states: Sequence[tuple[str, bool | None]]) -> Gate:
    return all_of(states, unknown(view.new, cls, Pool)) if states else none_left(view, cls, ())


def _is_on_new(view: View, name: str | None, *, known: bool) -> bool | None:
    """Whether a pool that an application names, or names none of, is one of the new product."""
    if not name:
        return True if known else None
    return known_new_pool(view.estate, view.new, name)


#: gates of trusted applications
APPLICATION_GATES = by_name(applications_moved, application_contacts_moved)
