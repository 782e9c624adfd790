"""Names of policies and settings that the import changes, joins or cannot use (R2-NAME-001 to 005)."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

from ...estate.conferencing import ConferencingPolicy
from ...estate.estate import Estate
from ...estate.evidence import LogLine
from ...estate.kinds import Item
from ...estate.policies import PresencePolicy
from ...estate.voice import DialPlan, NormalizationRule, PstnUsage, VoicePolicy, VoiceRoute
from ..engine.gaps import Gap
from ..engine.model import R2, Change, Context, Grade, Hit, Predicted, Severity, Wording, rule
from ..engine.phases import A_MERGE
from ..engine.scope import target_gap
from ..engine.values import Text

#: kinds that Import-CsLegacyConfiguration creates under their own name
_NAMED: tuple[type[Item], ...] = (
    DialPlan,
    NormalizationRule,
    PstnUsage,
    VoiceRoute,
    VoicePolicy,
    ConferencingPolicy,
    PresencePolicy,
)
#: kinds whose collisions have a separate rule
_COMPARED_APART = (VoiceRoute, NormalizationRule)
#: installed with the product, so its rename is expected on practically every estate
_STOCK_PRESENCE_POLICY = "Service: Medium"
#: the cmdlet of the import, in small letters
_IMPORT = "import-cslegacyconfiguration"
#: what an identity of Lync begins with where it names a scope
_SCOPES = ("site:", "tag:", "service:")

NAME_COLLISION = "{item!r} and {other!r} both become {new_name!r}"


def imported_name(name: str) -> str:
    """The name after the import: ":" and "/" become "_", all else is kept."""
    return name.replace(":", "_").replace("/", "_")


def collisions(found: Iterable[Item], *, within: Item | None = None) -> Iterator[Hit]:
    """A hit for each object whose imported name an earlier one has, in a scope of names such as a dial plan."""
    by_name: dict[str, list[Item]] = defaultdict(list)
    for item in found:
        by_name[imported_name(item.title).casefold()].append(item)
    for first, *others in by_name.values():
        for item in others:
            yield Hit(
                item=item,
                part=within.key if within else "",
                places={"within": within} if within else {},
                evidence={"other": first, "new name": Text(imported_name(item.title))},
            )


def _is_stock(item: Item) -> bool:
    """Whether *item* is the presence policy that every estate has."""
    return isinstance(item, PresencePolicy) and item.title == _STOCK_PRESENCE_POLICY


@rule(
    id="R2-NAME-001",
    title='Name contains ":" or "/"',
    severity=Severity.WARNING,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=_NAMED,
    any_need=True,
    message="{old_name!r} becomes {new_name!r}",
    effect="The object is imported under another name.",
    remediation="Rename it in OCS before the import, or accept the new name and change every script that uses the old.",
    variants={
        "stock": Wording("{old_name!r} becomes {new_name!r} (stock policy, on every estate)"),
        "normalization rule": Wording(effect="The rule is presumably imported under another name (inferred)."),
    },
    references=("giombini-r2-to-2013", "l13-presence-policies", "import-cslegacyconfiguration"),
    basis="observed for one presence policy and Lync Server 2013, otherwise inferred",
    minutes=10,
    phases=(A_MERGE,),
)
def forbidden_character(estate: Estate, context: Context) -> Iterator[Hit]:
    """The name of a policy or setting contains ":" or "/".

    Why it matters: the import replaces both by "_", so assignments and scripts that use the old name miss it.

    When it is wrong: the stock presence policy "Service: Medium" is renamed on every estate; it is marked as
    baseline noise.
    """
    for cls in _NAMED:
        for item in estate.each(cls, product=R2):
            old, new = Text(item.title), Text(imported_name(item.title))
            if old == new:
                continue
            stock = _is_stock(item)
            # what the log says of a normalization rule is unknown: no published line names one
            unlisted = isinstance(item, NormalizationRule)
            yield Hit(
                item=item,
                variant="stock" if stock else "normalization rule" if unlisted else "",
                evidence={"old name": old, "new name": new},
                changes=() if unlisted else (Change(item=item, field="name", before=old, after=new),),
                severity=Severity.INFO if stock else None,
                grade=None if isinstance(item, PresencePolicy) and context.target == "2013" else Grade.INFERRED,
                baseline=stock,
                predicts=() if unlisted else (Predicted("IM2", {"old": old, "new": new}),),
            )


@rule(
    id="R2-NAME-002",
    title="Two names become one",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=tuple(cls for cls in _NAMED if cls not in _COMPARED_APART),
    any_need=True,
    message=NAME_COLLISION,
    effect="One of the two is not imported (or overwrites the other with -ReplaceExisting).",
    remediation="Rename one of them in OCS before the import.",
    references=("giombini-r2-to-2013", "import-cslegacyconfiguration"),
    basis="inferred",
    minutes=15,
    phases=(A_MERGE,),
)
def colliding_names(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Two names of one kind are equal after the replacement, whatever their case.

    Why it matters: Lync compares names without case and by default leaves an existing name alone, so the second
    object is missing without a message.

    When it is wrong: Lync's comparison is inferred; if case does matter, names that differ only in case
    are reported by mistake. Routes are compared by R2-RTE-006, the rules of a profile by R2-DP-003.
    """
    for cls in _NAMED:
        if cls not in _COMPARED_APART:
            yield from collisions(estate.of(cls, product=R2))


@rule(
    id="R2-NAME-003",
    title="Name is a scope of Lync",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=_NAMED,
    any_need=True,
    message="{item!r} is the name of a scope in Lync",
    effect="Lync takes the name for a scope: the object is not imported, or changes the settings of the scope.",
    remediation="Rename it in OCS before the import.",
    references=("new-csvoicepolicy", "new-csconferencingpolicy"),
    basis="scopes documented, effect inferred",
    minutes=15,
    phases=(A_MERGE,),
)
def reserved_name(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The name of a policy or setting is "Global", or begins with "site:", "tag:" or "service:".

    Why it matters: Lync writes scopes in this way, so a policy for users cannot have such a name.

    When it is wrong: the import replaces ":" by "_", which may be enough. The stock presence policy
    "Service: Medium" is imported as "Service_ Medium" and is not reported here.
    """
    for cls in _NAMED:
        for item in estate.each(cls, product=R2):
            name = item.title.strip().casefold()
            if not _is_stock(item) and (name == "global" or name.startswith(_SCOPES)):
                yield Hit(item=item, evidence={"name": item})


@rule(
    id="R2-NAME-004",
    title="Name is empty, or has blanks around it or control characters",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=_NAMED,
    any_need=True,
    message="The name {stated!r} begins or ends with a blank",
    effect="The import of the object is likely to fail.",
    remediation="Rename it in OCS before the import.",
    variants={
        "empty": Wording("The name {stated!r} is empty"),
        "control": Wording("The name {stated!r} contains a control character"),
    },
    references=("l13-remaining-users-r2",),
    basis="documented for names of users, else inferred",
    minutes=5,
    phases=(A_MERGE,),
)
def unclean_name(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The name of a policy or setting is empty, begins or ends with a blank, or contains a control character.

    Why it matters: the move refuses users with such names; settings are likely to be refused too, and a blank at the
    end cannot be seen.

    When it is wrong: the import may accept the name.
    """
    for cls in _NAMED:
        for item in estate.each(cls, product=R2):
            stated = getattr(item, "name", None)
            name = item.title if stated is None else str(stated)
            if not name.strip():
                variant = "empty"
            elif name != name.strip():
                variant = ""
            elif any(unicodedata.category(c) == "Cc" for c in name):
                variant = "control"
            else:
                continue
            yield Hit(
                item=item,
                variant=variant,
                places={"stated": Text(name)},
                evidence={"name": Text(repr(name))},
            )


@rule(
    id="R2-NAME-005",
    title="Lync has an object of that name already",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=_NAMED,
    any_need=True,
    message="{target} has {in_Lync!r} already",
    effect="The values of OCS are not imported, unless Import-CsLegacyConfiguration runs with -ReplaceExisting.",
    remediation=(
        "Decide which one to keep: keep Lync's, rename one, or Import-CsLegacyConfiguration -ReplaceExisting. The last "
        "overwrites objects of Lync: confirm first that nobody has changed them there."
    ),
    references=("import-cslegacyconfiguration",),
    basis=(
        "documented for running the import again, and in the example of -ReplaceExisting; for an object that Lync "
        "had before the first import, for phone usages, and the renaming inferred; that the import changes names is "
        "observed (R2-NAME-001)"
    ),
    minutes=10,
    phases=(A_MERGE,),
)
def name_in_use(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """The target has an object of the kind and the name that the import would give.

    Why it matters: the import brings only new names and leaves an existing object alone.

    When it is wrong: the evidence of Lync was taken after the import, which made these objects; with the log of the
    import among the evidence nothing is reported. Normalization rules are not compared: they come with their dial plan.
    """
    if any((line.cmdlet or "").casefold() == _IMPORT for line in estate.of(LogLine)):
        return
    kinds = tuple(cls for cls in _NAMED if cls is not NormalizationRule)
    if gap := target_gap(estate, context, *kinds):
        yield gap
        return
    for cls in kinds:
        there = {item.title.casefold(): item for item in estate.of(cls, product=context.target_product)}
        for item in estate.each(cls, product=R2):
            new = imported_name(item.title)
            if found := there.get(new.casefold()):
                yield Hit(
                    item=item,
                    places={"target": Text(context.product_name)},
                    evidence={"new name": Text(new), "in Lync": found},
                )
