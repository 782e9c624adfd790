"""Dial-in access numbers (R2-CAA-001, 002, 004 to 006; L10-CAA-001 and 002)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from ...estate.conferencing import AccessNumber, RegionMapping
from ...estate.devices import AnalogDevice, CommonAreaPhone, ExchangeUmContact
from ...estate.estate import Estate
from ...estate.kinds import Item
from ...estate.response_groups import ApplicationContact, Workflow
from ...estate.topology import Pool, TrustedApplicationEndpoint
from ...estate.users import User
from ...estate.voice import DialPlan
from ..engine.check import Check, checked
from ..engine.gaps import Gap
from ..engine.model import LYNC2010, R2, Context, Grade, Hit, Severity, rule
from .homes import lives_on, pools_to_remove

_LINE_URI = re.compile(r"tel:\+[0-9]+", re.IGNORECASE)
#: a language as the cmdlets write it; a number is an LCID that no language is known for
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})+")
_SECONDARY_LANGUAGES = 4
_NUMBERED: tuple[type[Item], ...] = (
    AccessNumber,
    ApplicationContact,
    User,
    CommonAreaPhone,
    AnalogDevice,
    ExchangeUmContact,
    TrustedApplicationEndpoint,
    Workflow,
)


def _left_behind(estate: Estate, context: Context, product: str) -> Iterator[Hit]:
    """An access number lives on a pool that will be removed.

    Why it matters: calls to the number fail once the pool is gone.

    When it is wrong: the number is given up, and no invitation names it any more.
    """
    for pool in pools_to_remove(estate, context, product):
        for number in estate.of(AccessNumber, product=product):
            if lives_on(estate, number.pool, pool):
                yield Hit(
                    item=number,
                    message=f"access number {number.title!r} is on {pool.title}, which will be removed",
                    evidence={"pool": pool.key, "line URI": number.line_uri or ""},
                )


def _line_uris(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """The line URI of an access number is not ``tel:+`` and digits, or another object has the same.

    Why it matters: the number is refused when it is moved or changed, or calls take the wrong way.

    When it is wrong: the other object of the same number is the same contact read by another cmdlet under another
    SIP address.
    """
    holders = _holders(estate, product)
    for number in estate.of(AccessNumber, product=product):
        line = number.line_uri
        if not line:
            continue
        if not _LINE_URI.fullmatch(line):
            message = f"line URI {line!r} of access number {number.title!r} is not tel:+ and digits"
            yield Hit(item=number, part="form", message=message, evidence={"line URI": line})
        others = [key for key in holders[line.casefold()] if key != _address(number)]
        if others:
            yield Hit(
                item=number,
                part="unique",
                message=f"line URI {line} of access number {number.title!r} is also that of {', '.join(others)}",
                evidence={"line URI": line, "others": "; ".join(others)},
            )


def _holders(estate: Estate, product: str) -> dict[str, list[str]]:
    """SIP addresses by line URI of an access number, each once."""
    lines = {line.casefold() for number in estate.of(AccessNumber, product=product) if (line := number.line_uri)}
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for cls in _NUMBERED:
        for item in estate.of(cls, product=product):
            line = (getattr(item, "line_uri", None) or "").casefold()
            if line in lines:
                found[line][_address(item)] = None
    return defaultdict(list, {line: list(addresses) for line, addresses in found.items()})


def _address(item: Item) -> str:
    """The SIP address of an object without its scheme, else its key."""
    shown = getattr(item, "primary_uri", None) or getattr(item, "sip_address", None) or item.key
    return str(shown).casefold().removeprefix("sip:")


def _regions(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """An access number has no region, or one that no dial plan names.

    Why it matters: "The region mappings for this access number are inconsistent."; invitations show no number.

    When it is wrong: the dial plan of the region was not collected.
    """
    known = {(plan.dial_in_region or "").casefold() for plan in estate.of(DialPlan, product=product)}
    for number in estate.of(AccessNumber, product=product):
        lost = [region for region in number.regions if region.casefold() not in known]
        if lost or (not number.regions and not _from_directory_alone(number)):
            why = f"region {', '.join(lost)} is in no dial plan" if lost else "it has no region"
            yield Hit(
                item=number,
                message=f"access number {number.title!r}: {why}",
                evidence={"regions": "; ".join(number.regions)},
            )


def _from_directory_alone(number: AccessNumber) -> bool:
    """Whether only Active Directory was read, whose contacts do not tell their regions; cmdlets add Identity."""
    return "objectClass" in number.extra and "Identity" not in number.extra


def _several_regions(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """An access number serves several regions or location profiles.

    Why it matters: the scope of the number may conflict after the move.

    When it is wrong: all of its regions belong to one site.
    """
    mapped: dict[str, set[str]] = defaultdict(set)
    for mapping in estate.of(RegionMapping, product=product):
        for contact in mapping.contacts if mapping.dial_plan else ():
            mapped[contact.casefold()].add(mapping.dial_plan or "")
    for number in estate.of(AccessNumber, product=product):
        names = {name.casefold() for name in (number.key, *number.aliases)}
        plans = {plan for name in names & mapped.keys() for plan in mapped[name]}
        served = sorted(plans) or list(dict.fromkeys(number.regions))
        if len(served) > 1:
            yield Hit(
                item=number,
                message=f"access number {number.title!r} serves {len(served)} regions",
                evidence={"regions": "; ".join(served)},
            )


def _languages(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """An access number has more than four secondary languages, or a language that has no code.

    Why it matters: the value is refused when the number is changed.

    When it is wrong: a code of the right form may still be no language of dial-in conferencing: no source gives the
    list, so compare with Get-CsDialInConferencingLanguageList.
    """
    for number in estate.of(AccessNumber, product=product):
        evidence = {
            "primary language": number.primary_language or "",
            "secondary languages": "; ".join(number.secondary_languages),
        }
        spoken = (*filter(None, (number.primary_language,)), *number.secondary_languages)
        unknown = [name for name in spoken if not _LANGUAGE.fullmatch(name)]
        if unknown:
            message = f"access number {number.title!r}: {', '.join(unknown)} is no language code"
            yield Hit(item=number, part="code", message=message, evidence=evidence)
        if len(number.secondary_languages) > _SECONDARY_LANGUAGES:
            count = len(number.secondary_languages)
            message = f"access number {number.title!r} has {count} secondary languages; at most 4 are possible"
            yield Hit(item=number, part="count", message=message, evidence=evidence)


def _uri_prefix(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """The SIP address of an access number does not begin with ``sip:`` in lower case.

    Why it matters: the cmdlets reject the address.

    When it is wrong: the cmdlet that is used takes the address by another name.
    """
    for number in estate.of(AccessNumber, product=product):
        if number.primary_uri and not number.primary_uri.startswith("sip:"):
            message = f"SIP address {number.primary_uri!r} of an access number does not begin with 'sip:'"
            yield Hit(item=number, message=message, evidence={"SIP address": number.primary_uri})


LEFT_BEHIND = Check(
    title="Access number on a pool to be removed",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    needs=(AccessNumber, Pool),
    answers=("pools_to_remove",),
    effect="Calls to the number fail after the removal.",
    remediation=(
        "At low usage: Move-CsApplicationEndpoint -Identity SIP_URI -TargetApplicationPool POOL; "
        "verify: Get-CsDialInConferencingAccessNumber | Where-Object Pool -eq OLD_POOL."
    ),
    references=(
        "l13-confdirs-r2",
        "r2-remove-roles",
        "move-csconferencedirectory",
        "l13-confdirs-2010",
        "l13-access-numbers-r2",
    ),
    find=_left_behind,
    minutes=20,
)
LINE_URIS = Check(
    title="Line URI of an access number is invalid or not unique",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    needs=(AccessNumber,),
    effect="The number cannot be created or moved, or calls are routed wrongly.",
    remediation="Correct it: Set-CsDialInConferencingAccessNumber -Identity SIP_URI -LineURI tel:+NUMBER.",
    references=("new-csdialinconferencingaccessnumber",),
    basis="limits documented, effect on the move inferred",
    find=_line_uris,
)
REGIONS = Check(
    title="Access number without a region",
    severity=Severity.ERROR,
    grade=Grade.OBSERVED,
    needs=(AccessNumber, DialPlan),
    effect="The number is missing in meeting invitations.",
    remediation=(
        "Set the region on a dial plan, then: "
        "Set-CsDialInConferencingAccessNumber -Identity SIP_URI -Regions REGION -ScopeToGlobal."
    ),
    source="seed 004; migration.md 3.2, 3.3, 4.4",
    find=_regions,
)
SEVERAL_REGIONS = Check(
    title="Access number in several regions",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    needs=(AccessNumber,),
    effect="The scope of the number may conflict.",
    remediation="One region per number, or: Set-CsDialInConferencingAccessNumber -Identity SIP_URI -ScopeToGlobal.",
    references=(
        "set-csdialinconferencingaccessnumber",
        "r2-wmi-location-contacts",
    ),
    basis="inferred",
    find=_several_regions,
)
LANGUAGES = Check(
    title="Languages of an access number",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    needs=(AccessNumber,),
    effect="The languages cannot be kept as they are.",
    remediation=(
        "Choose at most 4 of Get-CsDialInConferencingLanguageList: Set-CsDialInConferencingAccessNumber "
        "-Identity SIP_URI -PrimaryLanguage CODE -SecondaryLanguages CODES."
    ),
    references=(
        "new-csdialinconferencingaccessnumber",
        "r2-wmi-application-contact",
    ),
    find=_languages,
)
URI_PREFIX = Check(
    title="SIP address without sip: in lower case",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    needs=(AccessNumber,),
    effect="The cmdlets reject the address.",
    remediation="Write the prefix of the address in lower case (sip:).",
    references=("new-csdialinconferencingaccessnumber",),
    basis="documented for New-CsDialInConferencingAccessNumber; for the move inferred",
    find=_uri_prefix,
    minutes=10,
)

ACCESS_NUMBERS = (
    LEFT_BEHIND.rule("R2-CAA-001", R2, blocks="10 Remove"),
    LINE_URIS.rule("R2-CAA-002", R2, blocks="9 Post"),
    SEVERAL_REGIONS.rule("R2-CAA-004", R2, blocks="9 Post"),
    LANGUAGES.rule("R2-CAA-005", R2, blocks="9 Post"),
    URI_PREFIX.rule("R2-CAA-006", R2, blocks="9 Post"),
    LEFT_BEHIND.rule("L10-CAA-001", LYNC2010, blocks="8 Remove", severity=Severity.BLOCK),
)


@rule(
    id="L10-CAA-002",
    title="Access number that cannot be kept as it is",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=(LYNC2010,),
    needs=(AccessNumber,),
    targets=("2013",),
    effect="The number cannot be moved or changed, or is missing in invitations.",
    remediation="As each finding says.",
    references=(
        "new-csdialinconferencingaccessnumber",
        "set-csdialinconferencingaccessnumber",
        "l13-access-numbers-2010",
    ),
    basis="limits documented, effect on the move inferred",
    blocks="7 Post",
)
def access_numbers_of_lync_2010(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """Line URI, regions, languages or SIP address of an access number are not as the cmdlets want them.

    Why it matters: the number is refused when it is moved or changed, or has no region and is not shown.

    When it is wrong: see the rules R2-CAA-002 to 006, which check the same.
    """
    checks = {
        "R2-CAA-002": LINE_URIS,
        "R2-CAA-003": REGIONS,
        "R2-CAA-004": SEVERAL_REGIONS,
        "R2-CAA-005": LANGUAGES,
        "R2-CAA-006": URI_PREFIX,
    }
    yield from checked(checks, estate, context, LYNC2010)
