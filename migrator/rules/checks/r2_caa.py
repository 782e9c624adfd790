"""Dial-in access numbers of OCS 2007 R2, and the pools of objects."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain

from ...estate.conferencing import AccessNumber, DialInSettings, RegionMapping
from ...estate.estate import Estate
from ...estate.response_groups import ApplicationContact
from ...estate.topology import Pool
from ...estate.voice import DialPlan, PinPolicy
from ...powershell import literal
from ..engine.check import Check
from ..engine.departures import pools_to_remove
from ..engine.gaps import Collect, Gap
from ..engine.model import LYNC2010, LYNC2013, R2, Change, Context, Grade, Hit, Severity, Wording, rule
from ..engine.phases import A_MERGE, A_POST, A_REMOVE, A_USERS_PILOT
from ..engine.values import Amount, Host, Number, Text, Value, texts

#: first RDN of a Lync pool: site id, colon, cluster number
_LYNC_POOL = re.compile(r"CN=[^,]*:\d+,", re.IGNORECASE)
_LINE_URI = re.compile(r"tel:\+[0-9]+", re.IGNORECASE)
#: a language as the cmdlets write it; a number is an LCID of an unknown language
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})+")
_SECONDARY_LANGUAGES = 4


def is_lync_pool(reference: str | None) -> bool:
    """True if a reference has the form of a reference to a Lync pool."""
    return _LYNC_POOL.match(reference or "") is not None


def is_dead(estate: Estate, reference: str | None, product: str) -> bool:
    """True if *reference* names no pool that was read and does not have the form of a Lync pool."""
    if not reference or is_lync_pool(reference):
        return False
    return estate.find("pool", reference, product=product) is None


def lives_on(estate: Estate, reference: str | None, pool: Pool) -> bool:
    """Whether *reference* names *pool*."""
    return estate.find("pool", reference, product=pool.product) is pool


def _left_behind(estate: Estate, context: Context, product: str) -> Iterator[Hit]:
    """An access number is on a pool that will be removed.

    Why it matters: calls to the number fail after the pool is removed.

    When it is wrong: the number will no longer be used, and no invitation contains it.
    """
    for pool in pools_to_remove(estate, context, product):
        for number in estate.each(AccessNumber, product=product):
            if lives_on(estate, number.pool, pool):
                yield Hit(item=number, evidence={"pool": pool, "line URI": Number(number.line_uri or "")})


def _line_uris(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """The line URI of an access number is not ``tel:+`` and digits.

    Why it matters: the number is refused when it is moved or changed.

    When it is wrong: the number was corrected after the evidence was collected.
    """
    for number in estate.each(AccessNumber, product=product):
        line = number.line_uri
        if line and not _LINE_URI.fullmatch(line):
            yield Hit(item=number, evidence={"line URI": Number(line)})


#: what an access number without a region means, before and after the move (giombini-r2-to-2013)
NO_REGION_EFFECT = (
    "Calls to the number may still work, but Outlook puts no number into meeting invitations. Control Panel warns that "
    "the number has no region, and answers to a new one: The region mappings for this access number are inconsistent."
)
#: a region that is in no dial plan is refused (set-csdialinconferencingaccessnumber)
SET_REGION = (
    "On Lync, once a dial plan has the region (Set-CsDialPlan -Identity NAME -DialinConferencingRegion {region}): "
    "Set-CsDialInConferencingAccessNumber -Identity {address} -Regions {region} -ScopeToGlobal."
)


def set_region(number: AccessNumber, regions: Sequence[str]) -> dict[str, Value]:
    """What fills `SET_REGION`: the address of the number, and *regions* or the word REGION if none is known."""
    address = number.primary_uri or number.key
    return {
        "address": Number(literal(address)),
        "region": Text(", ".join(map(literal, regions)) or "REGION"),
    }


@rule(
    id="R2-CAA-003",
    title="Access number without a region",
    severity=Severity.ERROR,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(AccessNumber, RegionMapping, DialPlan),
    message="Access number {item!r} has no region: no region mapping lists it",
    variants={
        "lost": Wording("Access number {item!r} has no region: its mapping names no location profile that was read")
    },
    effect=NO_REGION_EFFECT,
    remediation=SET_REGION,
    references=("giombini-r2-to-2013", "set-csdialinconferencingaccessnumber", "l13-dial-plan-regions"),
    basis="the report does not say why the number had no region; that it comes from the mapping of OCS is inferred",
    phases=(A_POST,),
)
def number_without_region(estate: Estate, _context: Context) -> Iterator[Hit]:
    """No location profile that was read is mapped to an access number.

    Why it matters: the region of a number comes from this mapping. Without one the moved number has no region and
    Outlook puts no dial-in number into invitations.

    When it is wrong: the mapping is collected from another server than the contacts.
    """
    mappings: dict[str, list[RegionMapping]] = {}
    for mapping in estate.of(RegionMapping, product=R2):
        for contact in {contact.casefold() for contact in mapping.contacts}:
            mappings.setdefault(contact, []).append(mapping)
    for number in estate.each(AccessNumber, product=R2):
        names = dict.fromkeys(name.casefold() for name in (number.key, *number.aliases))
        own = [mapping for name in names for mapping in mappings.get(name, ())]
        if any(estate.find("dial_plan", m.dial_plan, product=R2) for m in own):
            continue
        profile = own[0].dial_plan or "" if own else ""
        evidence: dict[str, Value] = {"line URI": Number(number.line_uri or ""), "location profile": Text(profile)}
        places = set_region(number, _only(estate))
        yield Hit(item=number, variant="lost" if own else "", places=places, evidence=evidence)


def _only(estate: Estate) -> list[str]:
    """The name of the only location profile; none if there are several."""
    plans = estate.of(DialPlan, product=R2)
    return [plan.title for plan in plans] if len(plans) == 1 else []


def _several_regions(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """An access number serves several regions or location profiles.

    Why it matters: the scope of the number may conflict after the move.

    When it is wrong: all of its regions belong to one site.
    """
    mapped: dict[str, set[str]] = defaultdict(set)
    for mapping in estate.of(RegionMapping, product=product):
        for contact in mapping.contacts if mapping.dial_plan else ():
            mapped[contact.casefold()].add(mapping.dial_plan or "")
    for number in estate.each(AccessNumber, product=product):
        names = {name.casefold() for name in (number.key, *number.aliases)}
        plans = {plan for name in names & mapped.keys() for plan in mapped[name]}
        served = sorted(plans) or list(dict.fromkeys(number.regions))
        if len(served) > 1:
            yield Hit(item=number, places={"count": Amount(len(served))}, evidence={"regions": texts(served)})


def _languages(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """An access number has more than four secondary languages, or a language that has no code.

    Why it matters: a number has at most four secondary languages, and each language is one of a list.

    When it is wrong: a code of the right form may still not be a language of dial-in conferencing: no source gives
    the list, so compare with Get-CsDialInConferencingLanguageList.
    """
    for number in estate.each(AccessNumber, product=product):
        evidence: dict[str, Value] = {
            "primary language": Text(number.primary_language or ""),
            "secondary languages": texts(number.secondary_languages),
        }
        languages = (*filter(None, (number.primary_language,)), *number.secondary_languages)
        unknown = [name for name in languages if not _LANGUAGE.fullmatch(name)]
        if unknown:
            yield Hit(item=number, part="code", places={"unknown": texts(unknown)}, evidence=evidence)
        if len(number.secondary_languages) > _SECONDARY_LANGUAGES:
            count = Amount(len(number.secondary_languages))
            yield Hit(item=number, part="count", variant="too many", places={"count": count}, evidence=evidence)


def _uri_prefix(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """The SIP address of an access number does not begin with ``sip:`` in lower case.

    Why it matters: the page of New-CsDialInConferencingAccessNumber wants the prefix in lower case.

    When it is wrong: the number will be created anew, with another address.
    """
    for number in estate.each(AccessNumber, product=product):
        if number.primary_uri and not number.primary_uri.startswith("sip:"):
            yield Hit(item=number, evidence={"SIP address": Number(number.primary_uri)})


LEFT_BEHIND = Check(
    title="Access number on a pool to be removed",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    needs=(AccessNumber, Pool),
    answers=("pools_to_remove",),
    message="Access number {item!r} is on {pool}, which will be removed",
    effect="Calls to the number fail after the removal.",
    remediation=(
        "At low usage: Move-CsApplicationEndpoint -Identity SIP_URI -TargetApplicationPool POOL; then check its "
        "region; verify: Get-CsDialInConferencingAccessNumber -Filter {Pool -eq 'OLD_POOL'}."
    ),
    references=(
        "l13-access-numbers-r2",
        "l13-access-numbers-2010",
        "move-csapplicationendpoint",
        "giombini-r2-to-2013",
    ),
    basis=(
        "that calls fail otherwise is documented for the move from Lync Server 2010, and so is the low usage; for OCS "
        "2007 R2 inferred; the region is what one site met"
    ),
    find=_left_behind,
    minutes=20,
)
LINE_URIS = Check(
    title="Line URI of an access number is invalid",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    needs=(AccessNumber,),
    message="Line URI {line_URI!r} of access number {item!r} is not tel:+ and digits",
    effect="The number cannot be created or moved.",
    remediation="Correct it: Set-CsDialInConferencingAccessNumber -Identity SIP_URI -LineURI tel:+NUMBER.",
    references=("new-csdialinconferencingaccessnumber",),
    basis="limits documented, effect on the move inferred",
    find=_line_uris,
)
SEVERAL_REGIONS = Check(
    title="Access number in several regions",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    needs=(AccessNumber,),
    message="Access number {item!r} serves {count:region}",
    effect="The scope of the number may conflict.",
    remediation="One region per number, or: Set-CsDialInConferencingAccessNumber -Identity SIP_URI -ScopeToGlobal.",
    references=("set-csdialinconferencingaccessnumber", "r2-wmi-location-contacts"),
    basis="inferred",
    find=_several_regions,
)
LANGUAGES = Check(
    title="Languages of an access number",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    needs=(AccessNumber,),
    message="Access number {item!r} has languages that are not codes such as en-GB: {unknown}",
    variants={"too many": Wording("Access number {item!r} has {count} secondary languages; at most 4 are possible")},
    effect="The languages cannot be kept as they are.",
    remediation=(
        "Choose at most 4 of Get-CsDialInConferencingLanguageList: Set-CsDialInConferencingAccessNumber "
        "-Identity SIP_URI -PrimaryLanguage CODE -SecondaryLanguages CODES."
    ),
    references=(
        "new-csdialinconferencingaccessnumber",
        "set-csdialinconferencingaccessnumber",
        "r2-wmi-application-contact",
    ),
    basis="the limit is documented; what a move does with more is inferred",
    find=_languages,
)
URI_PREFIX = Check(
    title="SIP address without sip: in lower case",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    needs=(AccessNumber,),
    message="SIP address {SIP_address!r} of an access number does not begin with 'sip:'",
    effect=(
        "New-CsDialInConferencingAccessNumber wants lower case for a new number: it, or a move, may reject the address."
    ),
    remediation="Write the prefix of the address in lower case (sip:).",
    references=("new-csdialinconferencingaccessnumber",),
    basis="that the cmdlet wants lower case is documented; that it rejects the address, or a move does, is inferred",
    find=_uri_prefix,
    minutes=10,
)

LEFT_BEHIND_RULE = LEFT_BEHIND.rule(
    "R2-CAA-001",
    R2,
    phases=(A_REMOVE,),
    remediation=(
        "At low usage: Move-CsApplicationEndpoint -Identity SIP_URI -TargetApplicationPool POOL; then check its "
        "region; verify in the OCS 2007 R2 administrative tool (Access Phone Numbers) that none remains on the pool."
    ),
)
_IN_OCS = "In OCS before the move (Conferencing Attendant Properties, Access Phone Numbers), or after it: "
LINE_URIS_RULE = LINE_URIS.rule("R2-CAA-002", R2, phases=(A_POST,), remediation=_IN_OCS + LINE_URIS.remediation)
SEVERAL_REGIONS_RULE = SEVERAL_REGIONS.rule(
    "R2-CAA-004",
    R2,
    phases=(A_POST,),
    remediation=(
        "One region per number in OCS, or after the move: "
        "Set-CsDialInConferencingAccessNumber -Identity SIP_URI -ScopeToGlobal."
    ),
)
LANGUAGES_RULE = LANGUAGES.rule(
    "R2-CAA-005", R2, phases=(A_POST,), remediation="After the move: " + LANGUAGES.remediation
)
URI_PREFIX_RULE = URI_PREFIX.rule("R2-CAA-006", R2, phases=(A_POST,))


@rule(
    id="R2-CAA-007",
    title="Application contact without a pool",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(ApplicationContact, AccessNumber, Pool),
    message="Contact {item!r} belongs to no pool that was read",
    effect="The contact cannot be moved.",
    remediation="Delete it, or assign it to a pool in OCS (Unassigned Application Contacts).",
    references=("r2-wmi-application-contact", "move-csapplicationendpoint"),
    basis="effect inferred",
    phases=(A_MERGE,),
)
def unassigned_contact(estate: Estate, _context: Context) -> Iterator[Hit]:
    """An application contact or access number is assigned to no pool, or to a pool that is not there.

    Why it matters: an unassigned contact answers no call and cannot be moved.

    When it is wrong: the pool was not collected.
    """
    contacts: Iterator[ApplicationContact | AccessNumber] = chain(
        estate.each(ApplicationContact, product=R2), estate.each(AccessNumber, product=R2)
    )
    for contact in contacts:
        pool = contact.pool
        if (pool is None and "HomeServerDN" in contact.extra) or is_dead(estate, pool, R2):
            yield Hit(item=contact, evidence={"pool": Host(pool or "")})


@rule(
    id="R2-CAA-008",
    title="PIN settings differ from the PIN policy of Lync",
    severity=Severity.INFO,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(DialInSettings,),
    message=(
        "OCS has PIN length {PIN_length} and PIN lifetime {PIN_lifetime:day}, "
        "Lync has {PIN_length_of_Lync} and {PIN_lifetime_of_Lync:day}"
    ),
    variants={
        "length": Wording("PIN length is {PIN_length} in OCS and {PIN_length_of_Lync} in Lync"),
        "lifetime": Wording("PIN lifetime is {PIN_lifetime:day} in OCS and {PIN_lifetime_of_Lync:day} in Lync"),
    },
    effect="Other rules for PINs apply after the move.",
    remediation=(
        "Compare, and set: Set-CsPinPolicy -Identity Global -MinPasswordLength N -PINLifetime DAYS -PINHistoryCount N "
        "(above 0 where there is a lifetime)."
    ),
    references=("r2-wmi-pstn-conferencing", "new-cspinpolicy"),
    basis="inferred",
    phases=(A_USERS_PILOT,),
)
def pin_settings_differ(estate: Estate, _context: Context) -> Iterator[Hit | Gap]:
    """Length or lifetime of PINs of an OCS pool differ from the global PIN policy of Lync.

    Why it matters: the settings are per pool in OCS; users may be asked for a new PIN.

    When it is wrong: the global policy does not apply to the users who move.
    """
    policies = [p for product in (LYNC2013, LYNC2010) for p in estate.of(PinPolicy, product=product)]
    policy = next((p for p in policies if (p.scope or p.key).casefold() == "global"), None)
    if policy is None:
        yield Gap(reason="no global PIN policy of Lync", needs=(Collect("pin_policy", LYNC2013),))
        return
    for settings in estate.each(DialInSettings, product=R2):
        compared = {
            "length": ("pin_length", settings.pin_length, policy.min_length),
            "lifetime": ("pin_expiration_days", settings.pin_expiration_days, policy.lifetime_days),
        }
        evidence: dict[str, Value] = {}
        changes = []
        for name, (field, ocs, lync) in compared.items():
            if ocs is not None and lync is not None and ocs != lync:
                before, after = Amount(ocs), Amount(lync)
                evidence |= {f"PIN {name}": before, f"PIN {name} of Lync": after}
                changes.append(Change(item=settings, field=field, before=before, after=after))
                differ = name
        if changes:
            variant = differ if len(changes) == 1 else ""
            yield Hit(item=settings, variant=variant, evidence=evidence, changes=tuple(changes))
