"""Domains of Active Directory: the one of a user, and those that the User Replicator of Lync reads."""

from __future__ import annotations

import re

from .estate import Estate
from .policies import UserReplicatorSettings
from .users import User

_DOMAIN_PART = re.compile(r"DC=((?:[^,\\]|\\.)+)", re.IGNORECASE)


def domain_of(user: User) -> str:
    """DNS name of the user's domain, from the distinguished name; empty where none was read."""
    dn = next((name for name in (user.key, *user.aliases) if name[:3].casefold() == "cn="), "")
    return _dns_name(dn)


def replicated_domains(estate: Estate) -> frozenset[str] | None:
    """DNS names of the only domains that the User Replicator reads; None if no list limits them.

    Source: help of Set-CsUserReplicatorConfiguration; without ADDomainNamingContextList it reads every domain.
    """
    listed = {_dns_name(name) for settings in estate.of(UserReplicatorSettings) for name in settings.domains}
    return frozenset(listed - {""}) or None


def names_domain(text: str, domain: str) -> bool:
    """Whether a text in lower case names a domain, by its DNS name or as a distinguished name; not one below it."""
    name = rf"(?<![\w.-]){re.escape(domain)}(?![\w-]|\.\w)"
    return re.search(name, text) is not None or ",".join(f"dc={part}" for part in domain.split(".")) in text


def _dns_name(distinguished_name: str) -> str:
    return ".".join(part.strip() for part in _DOMAIN_PART.findall(distinguished_name)).casefold()
