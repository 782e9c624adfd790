"""Evidence of two estates is seen, and one estate with several domains is not taken for two."""

from __future__ import annotations

from migrator.estate.kinds import Item
from migrator.estate.mixture import MARKED, Mixture
from migrator.estate.topology import AdForest, Pool, SipDomain
from migrator.estate.users import User


def domain(name: str) -> Item:
    """A SIP domain."""
    return SipDomain(key=name, name=name)


def pool(fqdn: str, dn: str | None = None) -> Item:
    """A pool."""
    return Pool(key=fqdn, fqdn=fqdn, distinguished_name=dn)


def user(address: str, home: str) -> Item:
    """A user."""
    return User(key=address, sip_address=address, pool=home)


def mixture(**files: list[Item]) -> Mixture:
    """What the files of these names show; ``a__b`` is the file b in the folder a."""
    found = Mixture()
    for name, items in files.items():
        for item in items:
            assert item.kind in MARKED
            found.see(item, name.replace("__", "/"))
    return found


CONTOSO = [domain("contoso.com"), pool("fe.contoso.local")]
FABRIKAM = [domain("fabrikam.com"), pool("fe.fabrikam.local")]


def test_two_topologies_without_a_domain_in_common() -> None:
    """Each group is listed with its domains and all its files."""
    users = [user("sip:anna@contoso.com", "fe.contoso.local")]
    first, second = mixture(a=CONTOSO, b=FABRIKAM, c=users).estates()
    assert (str(first), str(second)) == ("contoso.com, contoso.local: a, c", "fabrikam.com, fabrikam.local: b")


def test_two_folders_of_lists() -> None:
    """Lists of single cmdlets count together with the others of their folder; alone they show no deployment."""
    a, b = CONTOSO, FABRIKAM
    folders = mixture(c__domains=a[:1], c__pools=a[1:], f__domains=b[:1], f__pools=b[1:])
    assert [group.files for group in folders.estates()] == [("c/domains", "c/pools"), ("f/domains", "f/pools")]
    flat = mixture(domains=a[:1], pools=a[1:], domains2=b[:1], pools2=b[1:])
    assert flat.estates() == ()


def test_two_forests_with_a_central_store() -> None:
    """Two directories that each have a deployment are two estates; a forest of users without one is not."""
    here = AdForest(key="contoso.local", central_store="sql.contoso.local")
    there = AdForest(key="fabrikam.local", central_store="sql.fabrikam.local")
    assert len(mixture(a=[here], b=[there]).estates()) == 2
    assert mixture(a=[here], b=[AdForest(key="fabrikam.local", schema_upper=1150)]).estates() == ()


def test_one_estate_of_several_domains() -> None:
    """Shared SIP domains, child domains, trees of one forest and forests of resources are one estate."""
    r2 = [domain("contoso.com"), pool("ocs.corp.net")]
    child = [domain("sales.contoso.com"), pool("fe.emea.contoso.local")]
    assert mixture(a=CONTOSO, b=r2).estates() == ()
    assert mixture(a=CONTOSO, b=child).estates() == ()
    tree = [pool("fe.fabrikam.local", "CN=fe,CN=Pools,CN=RTC Service,CN=Configuration,DC=contoso,DC=local")]
    assert mixture(a=CONTOSO, b=FABRIKAM, c=tree).estates() == ()
    linked = [user("sip:ben@fabrikam.com", "fe.contoso.local")]
    assert mixture(a=CONTOSO, b=FABRIKAM, c=linked).estates() == ()


def test_top_levels_connect_nothing() -> None:
    """Two customers below one top level, and pools that have a name of one label, have no domain in common."""
    uk = [domain("contoso.co.uk"), pool("fe.contoso.co.uk")], [domain("fabrikam.co.uk"), pool("fe.fabrikam.co.uk")]
    assert len(mixture(a=uk[0], b=uk[1]).estates()) == 2
    assert (
        mixture(a=[domain("contoso.com"), pool("fe1")], b=[domain("fabrikam.com"), pool("fe1.local")]).estates() == ()
    )


def test_what_may_be_of_another_estate() -> None:
    """A list that shows other domains of the kind that the evidence has is a stranger, one of another kind is not."""
    (stranger,) = mixture(a=CONTOSO, b=FABRIKAM[:1]).strangers()
    assert (stranger.title, stranger.files) == ("fabrikam.com", ("b",))
    assert mixture(a=CONTOSO[:1], b=CONTOSO[1:]).strangers() == ()
    assert mixture().strangers() == mixture().estates() == ()
