"""The evidence itself: what its sources say differently (EVD-001), or only the older has (EVD-002)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.catalogue import KINDS
from ...estate.conflicts import Conflict, absent_conflicts, conflicts_of, is_of_saved_topology
from ...estate.estate import Estate
from ...estate.repeated import file_of
from ..engine.model import Context, Grade, Hit, Severity, rule
from ..engine.scope import ALL
from ..engine.values import Person, Text, Value


@rule(
    id="EVD-001",
    title="Two collections of the estate disagree",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=ALL,
    needs=(),
    message="{field} of {item} is {kept} in the collection of {kept_time}, and {other} in that of {other_time}",
    effect="Findings and documents rest on the first of these values; the estate may have the other.",
    remediation=(
        "If the first value is not the current one, name the collection that is: "
        "migrator inventory ... --prefer SOURCE. Else leave the older collection out."
    ),
    references=("export-clixml",),
    basis="that the newer collection shows the present state is inferred; values and times are those of the sources.",
    minutes=5,
)
def collections_disagree(estate: Estate, _context: Context) -> Iterator[Hit]:
    """An object has different values in two collections that were made at different times.

    TOP-23 looks at the files of Topology Builder.

    Why it matters: an export shows an object as it was then. Only one value can be that of today.

    When it is wrong: both sources mean the same and write it differently, or a file was changed or copied after it was
    collected and no manifest shows its real time.
    """
    for cls in KINDS.values():
        for item in estate.each(cls):
            for conflict in conflicts_of(item, estate) if item.differences else ():
                if is_of_saved_topology(conflict):
                    continue
                yield Hit(
                    item=item,
                    part=f"{conflict.label} {conflict.other_source}",
                    places={
                        "field": Text(conflict.label),
                        "kept": _value(conflict, conflict.value),
                        "kept_time": Text(f"{conflict.at:%Y-%m-%d %H:%M}"),
                        "other": _value(conflict, conflict.other_value),
                        "other_time": Text(f"{conflict.other_at:%Y-%m-%d %H:%M}"),
                    },
                    evidence={"source": Text(conflict.source), "other_source": Text(conflict.other_source)},
                )


@rule(
    id="EVD-002",
    title="An object is only in the older of two collections",
    severity=Severity.WARNING,
    grade=Grade.INFERRED,
    products=ALL,
    needs=(),
    message="{item} is in the collection of {older_time} only: that of {newer_time} lists its kind without it",
    effect="If it was removed in between, findings, predictions and documents speak of an object that is gone.",
    remediation=(
        "Look whether it still exists. If not, leave the older collection out: migrator inventory without {older}. "
        "If it does, collect {newer} again, without a filter and with the rights for all objects."
    ),
    references=("export-clixml",),
    basis="that both files show the same part of the estate is inferred from their name and the objects they share.",
    minutes=5,
)
def only_the_older_has(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Of two files of one name and different times, only the older has an object; the newer lists its kind.

    The object is kept: it may exist. It is also on the screen of the inventory and in the sheet Differences.

    Why it matters: what was removed after the first collection is still treated as part of the estate.

    When it is wrong: the newer file was collected with a filter, with fewer rights or for another pool.
    """
    for conflict in absent_conflicts(estate):
        yield Hit(
            item=conflict.item,
            places={
                "older_time": Text(f"{conflict.at:%Y-%m-%d %H:%M}"),
                "newer_time": Text(f"{conflict.other_at:%Y-%m-%d %H:%M}"),
                "older": Text(file_of(conflict.source)),
                "newer": Text(conflict.other_source),
            },
        )


def _value(conflict: Conflict, value: str) -> Value:
    if not value:
        return Text("empty")
    return Person(value) if conflict.personal else Text(value)
