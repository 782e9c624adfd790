"""Known failures of the response group move: names, contacts, owners, settings, activity (RGS-F10 to F16)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from ...estate.estate import Estate
from ...estate.policies import ScopedSettings
from ...estate.response_groups import AgentGroup, ApplicationContact, Queue, RgsSettings, Workflow
from ...estate.words import WORKFLOW_LANGUAGES, spelled
from ..engine.check import Check
from ..engine.gaps import not_answered
from ..engine.model import LYNC2010, LYNC2013, R2, Change, Context, Gap, Grade, Hit, Severity, Wording, rule
from ..engine.phases import A_POST, RESPONSE_GROUPS
from ..engine.scope import ALL, LYNC, with_evidence
from ..engine.values import Amount, Host, Number, Text, Value, hosts, kind_of, texts
from .l13_leg import LegacyPools
from .rgs_f_0 import OWNED, is_foreign, is_unknown_pool, owned, owner_and_pool, written

_LEGACY = (R2, LYNC2010)


def _same_names(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """Two workflows, queues or agent groups on different pools have the same name, whatever its case.

    Why it matters: names must be unique on the target pool, and the move has no -ResolveNameConflicts before
    Skype for Business Server 2015.

    When it is wrong: the two pools are moved to different pools.
    """
    named: Iterator[Workflow | Queue | AgentGroup] = chain(
        estate.each(Workflow, product=product),
        estate.each(Queue, product=product),
        estate.each(AgentGroup, product=product),
    )
    first: dict[tuple[str, str], Workflow | Queue | AgentGroup] = {}
    for item in named:
        if not item.name or not item.pool:
            continue
        other = first.setdefault((item.kind, item.name.casefold()), item)
        if other.pool and other.pool.casefold() != item.pool.casefold():
            yield Hit(
                item=item,
                places={"kind": kind_of(item), "pool": Host(item.pool), "other": Host(other.pool)},
                evidence={"pools": hosts((other.pool, item.pool))},
                changes=(Change.gone(item),),
            )


ONE_NAME = Check(
    title="One name on two pools",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    needs=(Workflow, Queue, AgentGroup),
    any_need=True,
    message="{kind} {item!r} is on {pool} and on {other}",
    effect="If both move into one pool, Move-CsRgsConfiguration may refuse the second because of equal names.",
    remediation="Rename one of the two before the move: Set-CsRgsWorkflow, Set-CsRgsQueue or Set-CsRgsAgentGroup.",
    references=(
        "move-csrgsconfiguration",
        "import-csrgsconfiguration",
        "l13-rgs-dr-planning",
        "set-csrgsworkflow",
        "set-csrgsqueue",
        "set-csrgsagentgroup",
    ),
    basis="the refusal is documented for the import only; for the move of 2013 inferred",
    minutes=10,
    find=_same_names,
)
SAME_NAMES = ONE_NAME.rule(
    "RGS-F10",
    R2,
    phases=(A_POST,),
    remediation="If both will move into one pool, rename one before, in the response group console of OCS.",
)


@rule(
    id="RGS-F11",
    title="Language of a workflow is not supported",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=ALL,
    needs=(Workflow,),
    message="Workflow {item!r} has the language {language}, which is not supported",
    effect="A workflow is created only with one of the 26 languages.",
    remediation="Choose one of the 26 languages, such as en-GB, for the workflow.",
    references=("new-csrgsworkflow",),
    basis="the list is documented; that another language is refused is inferred",
    minutes=10,
    phases=RESPONSE_GROUPS,
)
def unsupported_language(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A workflow's language is not one of the 26 that a workflow may have.

    Why it matters: no source says what the move does with it.

    When it is wrong: the cmdlet's help names the same languages for every version; an update may have added one.
    """
    for product in with_evidence(estate, ALL, Workflow):
        for workflow in estate.each(Workflow, product=product):
            if workflow.language and not spelled(workflow.language, WORKFLOW_LANGUAGES):
                yield Hit(item=workflow, evidence={"language": Text(workflow.language)})


#: the Response Group application in the distinguished name of a contact (reference r2-wmi-application-contact)
_APPLICATION = "microsoft.rtc.applications.acd"
#: contacts of the service itself (reference l13-rgs-hunt-workflow)
_SERVICE_CONTACTS = frozenset({"rgs presence watcher", "announcement service"})


@rule(
    id="RGS-F12",
    title="Contact of no workflow, or two owners of one SIP URI",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(ApplicationContact, Workflow),
    message="Contact {item!r} ({SIP_URI}): no workflow names it",
    variants={
        "user": Wording(
            "Contact {item!r} ({SIP_URI}): the user {user!r} has the same SIP URI",
            remediation="Give one of the two another SIP address.",
        )
    },
    effect="A workflow with this SIP URI is refused: the URI of a workflow must be unique in Active Directory.",
    remediation='Look under "Unassigned Application Contacts" of the R2 console and remove the contact if it is stale.',
    references=("l13-rgs-hunt-workflow", "r2-wmi-application-contact", "r2-wmi-rgs-workflow"),
    basis="the rule is documented; that it meets such a contact, and where the R2 console shows it, is inferred",
    phases=(A_POST,),
)
def leftover_contact(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A Response Group contact belongs to no workflow, or its SIP URI is also a user's.

    Why it matters: the URI stays in use, so the workflow cannot be created again with its address.

    When it is wrong: the workflows of another pool were not collected.
    """
    used = {id(estate.find("application_contact", w.contact, product=R2)) for w in estate.of(Workflow, product=R2)}
    for contact in estate.each(ApplicationContact, product=R2):
        name = (contact.display_name or "").casefold()
        if _APPLICATION not in (contact.application or "").casefold() or name in _SERVICE_CONTACTS:
            continue
        places: dict[str, Value] = {}
        user = estate.find("user", contact.primary_uri, product=R2)
        if id(contact) in used:
            if user is None or user.product != R2:
                continue
            places["user"] = user
        yield Hit(
            item=contact,
            variant="user" if places else "",
            places=places,
            evidence={"SIP URI": Number(contact.primary_uri or ""), "line URI": Number(contact.line_uri or "")},
        )


@rule(
    id="RGS-F13",
    title="Privacy mode hides agents from response groups",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=LYNC,
    needs=(AgentGroup,),
    message="Privacy mode is on; {agent_groups:agent group depends|agent groups depend} on the presence of agents",
    effect='Agents who use privacy mode get no calls unless "RGS Presence Watcher" is in their contacts.',
    remediation='Have "RGS Presence Watcher" added to the contacts of every agent, or end privacy mode for agents.',
    references=("l13-rgs-agent-group", "l13-privacy-mode"),
    basis="to end privacy mode instead is inferred: agents without it are not affected",
    minutes=30,
    phases=RESPONSE_GROUPS,
)
def privacy_mode(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """Enhanced privacy mode is on (Get-CsPrivacyConfiguration, or your answer) and agent groups exist.

    Why it matters: each user may then restrict presence to contacts, and agents who do so without the watcher among
    their contacts receive no calls.

    When it is wrong: no agent uses it, or the watcher is in the contacts of all agents, which no evidence shows.
    """
    groups = sum(len(estate.of(AgentGroup, product=product)) for product in LYNC)
    if not groups:
        return
    evidence: dict[str, Value] = {"agent groups": Amount(groups)}
    for settings in (each for product in LYNC for each in estate.each(ScopedSettings, product=product)):
        if _is_privacy(settings) and str(settings.extra["EnablePrivacyMode"]).casefold() == "true":
            yield Hit(item=settings, evidence=evidence)
    if any(_is_privacy(each) for product in LYNC for each in estate.of(ScopedSettings, product=product)):
        return
    if "privacy_mode_enabled" not in context.answers:
        yield not_answered("privacy_mode_enabled")
    elif context.answers["privacy_mode_enabled"] == "yes":
        yield Hit(item=None, evidence=evidence)


def _is_privacy(settings: ScopedSettings) -> bool:
    return (settings.type_name or "").endswith("PrivacyConfiguration") and "EnablePrivacyMode" in settings.extra


@rule(
    id="RGS-F14",
    title="Owner is another pool than the one that hosts it",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(LYNC2013,),
    needs=OWNED,
    any_need=True,
    message="{kind} {item!r} on {pool} is owned by {owner}",
    effect="Get-CsRgs... does not show it unless -ShowAll or -Owner is given, and Control Panel cannot manage it.",
    remediation="Normal after an import on a backup pool; to keep it there: Import-CsRgsConfiguration -OverwriteOwner.",
    references=("l13-rgs-dr-procedures", "get-csrgsqueue", "l13-rgs-dr-planning", "import-csrgsconfiguration"),
    basis=(
        "the pages are of disaster recovery, say that Control Panel cannot manage such objects, and name "
        "-OverwriteOwner for an import on the primary or a new pool; for a backup pool inferred"
    ),
    minutes=20,
    phases=RESPONSE_GROUPS,
)
def foreign_owner(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The owner pool of an object is not the pool that hosts it.

    Why it matters: the cmdlets do not list the object by default, and it must not be taken for a fault of its owner.

    When it is wrong: a disaster recovery is in progress, for which this is normal.
    """
    for item in owned(estate):
        if is_foreign(item) and not is_unknown_pool(estate, item.owner_pool):
            yield Hit(item=item, places={"kind": kind_of(item)}, evidence=owner_and_pool(item))


#: AgentRingbackGracePeriod where nobody changed it, in seconds (reference set-csrgsconfiguration)
_RINGBACK_GRACE_S = 60


@rule(
    id="RGS-F15",
    title="Response group settings of the pool are not the defaults",
    severity=Severity.INFO,
    grade=Grade.DOCUMENTED,
    products=_LEGACY,
    needs=(RgsSettings,),
    message="Response group settings of {item} are not the defaults: {settings}",
    effect=(
        "A pool has one set of these settings. An import leaves the target's own unless asked to replace them; "
        'Move-CsRgsConfiguration moves "all the configuration settings", and its page does not say whether these.'
    ),
    remediation=(
        "Record them and set them on the new pool: Set-CsRgsConfiguration -Identity service:ApplicationServer:POOL"
        " {parameters}."
    ),
    references=(
        "l13-rgs-dr-planning",
        "set-csrgsconfiguration",
        "import-csrgsconfiguration",
        "move-csrgsconfiguration",
    ),
    basis="the settings and the import are documented for Lync; for OCS 2007 R2 and for the move inferred",
    minutes=10,
    phases=RESPONSE_GROUPS,
)
def own_settings(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Ring-back time, music on hold or call context of a pool were changed.

    Why it matters: they belong to a pool, so callers and agents may meet those of the new pool after the move.

    When it is wrong: the settings of the target are the wanted ones.
    """
    for product in with_evidence(estate, _LEGACY, RgsSettings):
        for settings in estate.each(RgsSettings, product=product):
            own: dict[str, Value] = {}
            parameters = ""
            if settings.ringback_grace_s not in (None, _RINGBACK_GRACE_S):
                own["ring-back grace period (s)"] = Text(str(settings.ringback_grace_s))
                parameters += f" -AgentRingbackGracePeriod {settings.ringback_grace_s}"
            if music := settings.default_music_on_hold:
                own["music on hold"] = Text(music.original_name or music.unique_name or "")
                parameters += " -DefaultMusicOnHoldFile (an object of Import-CsRgsAudioFile)"
            if settings.disable_call_context:
                own["call context"] = Text("disabled")
                parameters += " -DisableCallContext $true"
            if own:
                places: dict[str, Value] = {"settings": texts(own), "parameters": Text(parameters.strip())}
                yield Hit(item=settings, places=places, evidence=own)


@rule(
    id="RGS-F16",
    title="Workflow of Lync Server 2013 is not active",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=(LYNC2013,),
    needs=(Workflow,),
    message="Workflow {item!r} is not active, but it was before the move",
    variants={"always": Wording("Workflow {item!r} is not active")},
    effect="The workflow is not available to take calls.",
    remediation=(
        "Check its queue, hours and menu, owners first (RGS-F04); then $w = Get-CsRgsWorkflow -Identity {identity}; "
        "$w.Active = $true; Set-CsRgsWorkflow -Instance $w."
    ),
    references=("new-csrgsworkflow", "set-csrgsworkflow"),
    basis="that an inactive workflow takes no calls is documented; that it should be active is inferred from before",
    minutes=10,
    phases=RESPONSE_GROUPS,
)
def inactive_workflow(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A workflow on Lync Server 2013 is not active; an error where the legacy workflow of its name is.

    Why it matters: nobody answers its number, and a workflow that was rebuilt for review stays like this until
    somebody activates it.

    When it is wrong: the workflow is switched off on purpose; without legacy evidence it is an info.
    """
    pools = LegacyPools(estate)
    legacy = (workflow for product in _LEGACY for workflow in estate.of(Workflow, product=product))
    were_active = {workflow.title.casefold() for workflow in legacy if workflow.active}
    for workflow in estate.each(Workflow, product=LYNC2013):
        if workflow.active is not False or pools.holding(workflow.pool):
            continue
        was_active = workflow.title.casefold() in were_active
        yield Hit(
            item=workflow,
            variant="" if was_active else "always",
            places=written(workflow),
            evidence={"line URI": Number(workflow.line_uri or "")},
            severity=None if was_active else Severity.INFO,
        )
