"""Names that Lync reserves, refuses or has already (R2-NAME-003 to 005)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.voice import NormalizationRule
from ..engine.gaps import Gap
from ..engine.model import R2, Context, Grade, Hit, Severity, rule
from ..engine.target_evidence import target_gap
from .names import NAMED, imported_name, is_stock

#: what an identity of Lync begins with where it names a scope (migration.md 2.4)
_SCOPES = ("site:", "tag:", "service:")


@rule(
    id="R2-NAME-003",
    title="Name is a scope of Lync",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=NAMED,
    any_need=True,
    effect="Lync takes the name for a scope: the object is not imported, or changes the settings of the scope.",
    remediation="Rename it in OCS before the import.",
    references=(
        "new-csvoicepolicy",
        "new-csconferencingpolicy",
    ),
    basis="scopes documented, effect inferred",
    minutes=15,
    blocks="4 Merge",
)
def reserved_name(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The name of a policy or setting is "Global", or begins with "site:", "tag:" or "service:".

    Why it matters: Lync writes scopes in this way, so a policy for users cannot have such a name.

    When it is wrong: the import replaces ":" by "_", which may be enough. The stock presence policy
    "Service: Medium" is imported as "Service_ Medium" and is not reported here.
    """
    for cls in NAMED:
        for item in estate.of(cls, product=R2):
            name = item.title.strip().casefold()
            if not is_stock(item) and (name == "global" or name.startswith(_SCOPES)):
                yield Hit(
                    item=item,
                    message=f"{item.title!r} is the name of a scope in Lync",
                    evidence={"name": item.title},
                )


@rule(
    id="R2-NAME-004",
    title="Name is empty, or has blanks around it or control characters",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=NAMED,
    any_need=True,
    effect="The import of the object is likely to fail.",
    remediation="Rename it in OCS before the import.",
    references=("l13-remaining-users-r2",),
    basis="documented for names of users, else inferred",
    minutes=5,
    blocks="4 Merge",
)
def unclean_name(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The name of a policy or setting is empty, begins or ends with a blank, or holds a control character.

    Why it matters: the move refuses users with such names; settings are likely to fare the same, and a blank at the
    end cannot be seen.

    When it is wrong: the import may accept the name.
    """
    for cls in NAMED:
        for item in estate.of(cls, product=R2):
            stated = getattr(item, "name", None)
            name = item.title if stated is None else str(stated)
            if not name.strip():
                why = "is empty"
            elif name != name.strip():
                why = "begins or ends with a blank"
            elif any(unicodedata.category(c) == "Cc" for c in name):
                why = "holds a control character"
            else:
                continue
            yield Hit(item=item, message=f"the name {name!r} {why}", evidence={"name": repr(name)})


@rule(
    id="R2-NAME-005",
    title="Lync has an object of that name already",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=NAMED,
    any_need=True,
    effect="The values of OCS are not imported, unless Import-CsLegacyConfiguration runs with -ReplaceExisting.",
    remediation="Decide which wins: keep Lync's, rename one, or Import-CsLegacyConfiguration -ReplaceExisting.",
    references=("import-cslegacyconfiguration",),
    minutes=10,
    blocks="4 Merge",
)
def name_in_use(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """The target has an object of the kind and the name that the import would give.

    Why it matters: the import brings only new names and leaves an existing object alone.

    When it is wrong: the evidence of Lync was taken after the import, which made these objects. Normalization rules
    are not compared: they come with their dial plan.
    """
    kinds = tuple(cls for cls in NAMED if cls is not NormalizationRule)
    if gap := target_gap(estate, context, *kinds):
        yield gap
        return
    for cls in kinds:
        there = {item.title.casefold(): item for item in estate.of(cls, product=context.target_product)}
        for item in estate.of(cls, product=R2):
            new = imported_name(item.title)
            if found := there.get(new.casefold()):
                yield Hit(
                    item=item,
                    message=f"{context.product_name} has {found.title!r} already",
                    evidence={"new name": new, "in Lync": found.key},
                )
