"""Conference directories of OCS 2007 R2."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.conferencing import AccessNumber, ConferenceDirectory
from ...estate.estate import Estate
from ...estate.topology import Pool
from ..engine.check import Check
from ..engine.departures import pools_to_remove
from ..engine.model import R2, Context, Grade, Hit, Severity, rule
from ..engine.phases import A_MERGE, A_REMOVE
from ..engine.values import Amount, Host, Text, items
from .r2_caa import is_dead, is_lync_pool, lives_on

#: largest id that New-CsConferenceDirectory takes
_HIGHEST_ID = 9999


@rule(
    id="R2-CDIR-001",
    title="Conference directory id is not unique",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(ConferenceDirectory,),
    message="Two directories have the id {id}",
    effect="The directories cannot both be merged: ids must be unique.",
    remediation=(
        "Repair it in OCS: delete or re-create one of the directories. The dial-in conference ids that it made end "
        "with it: the organizers have to schedule these meetings again."
    ),
    references=(
        "new-csconferencedirectory",
        "r2-wmi-conference-directory",
    ),
    basis="the rule is documented; that both cannot be merged, the repair, and that conference ids end, is inferred",
    minutes=60,
    phases=(A_MERGE,),
)
def duplicate_ids(estate: Estate, _context: Context) -> Iterator[Hit]:
    """Two conference directories have the same id.

    Why it matters: the numeric id is the identity of the directory in Lync and part of every conference id.

    When it is wrong: evidence of different days was read together, and the directory was re-created in between.
    """
    first: dict[int, ConferenceDirectory] = {}
    for directory in estate.each(ConferenceDirectory, product=R2):
        if directory.directory_id is None:
            continue
        other = first.setdefault(directory.directory_id, directory)
        if other is not directory:
            yield Hit(
                item=directory,
                places={"id": Amount(directory.directory_id)},
                evidence={"pool": Host(directory.pool or ""), "pool of the other": Host(other.pool or "")},
            )


@rule(
    id="R2-CDIR-002",
    title="Conference directory id out of range",
    severity=Severity.ERROR,
    grade=Grade.DOCUMENTED,
    products=(R2,),
    needs=(ConferenceDirectory,),
    message="Conference directory {id} is outside 0 to {highest}",
    effect="The directory has no valid identity in Lync.",
    remediation="Create a directory with an id of 0 to 9999 in OCS, and delete this one once no meeting uses it.",
    references=("new-csconferencedirectory",),
    basis="the limit is documented for new directories; what the merge does with others, and the repair, is inferred",
    minutes=60,
    phases=(A_MERGE,),
)
def id_out_of_range(estate: Estate, _context: Context) -> Iterator[Hit]:
    """The id of a conference directory is outside 0 to 9999.

    Why it matters: New-CsConferenceDirectory takes 0 to 9999 only.

    When it is wrong: the limit is that of the cmdlet's help; a later update may take more.
    """
    for directory in estate.each(ConferenceDirectory, product=R2):
        number = directory.directory_id
        if number is not None and not 0 <= number <= _HIGHEST_ID:
            yield Hit(item=directory, places={"highest": Amount(_HIGHEST_ID)}, evidence={"id": Amount(number)})


@rule(
    id="R2-CDIR-003",
    title="Conference directory without a pool",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(ConferenceDirectory, Pool),
    message="Conference directory {item} belongs to no pool that was read",
    effect="The directory cannot be imported or moved.",
    remediation="Move or delete it in OCS (Unassigned Conference Directories).",
    references=("unassigned-confdirs",),
    basis="effect inferred",
    minutes=30,
    phases=(A_MERGE,),
)
def unassigned_directory(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A conference directory is assigned to no pool, or to a pool that is not there.

    Why it matters: a directory becomes unassigned when its pool is removed; its conference ids stop working.

    When it is wrong: the pool was not collected.
    """
    for directory in estate.each(ConferenceDirectory, product=R2):
        empty = directory.pool is None and "PoolDN" in directory.extra
        if empty or is_dead(estate, directory.pool, R2):
            yield Hit(item=directory, evidence={"pool": Host(directory.pool or "")})


@rule(
    id="R2-CDIR-004",
    title="Move of a conference directory is pending",
    severity=Severity.ERROR,
    grade=Grade.INFERRED,
    products=(R2,),
    needs=(ConferenceDirectory,),
    message="Conference directory {item} is being moved to {target}",
    effect="Neither OCS nor Lync may move the directory.",
    remediation="Finish the move in OCS, or clear it, before the merge.",
    references=("r2-wmi-conference-directory",),
    basis="inferred from the property TargetServerDNIfMoving",
    minutes=30,
    phases=(A_MERGE,),
)
def pending_move(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A conference directory names a target of a move (TargetServerDNIfMoving).

    Why it matters: a move that has begun and not ended prevents the next one.

    When it is wrong: the move was running while the evidence was collected.
    """
    for directory in estate.each(ConferenceDirectory, product=R2):
        if directory.move_target:
            yield Hit(item=directory, evidence={"target": Host(directory.move_target)})


def _left_behind(estate: Estate, context: Context, product: str) -> Iterator[Hit]:
    """A conference directory belongs to a pool that will be removed.

    Why it matters: dial-in of all migrated meetings stops if the pool is removed first.

    When it is wrong: the plan moves the directory in time.
    """
    for pool in pools_to_remove(estate, context, product):
        for directory in estate.each(ConferenceDirectory, product=product):
            if lives_on(estate, directory.pool, pool):
                number = directory.directory_id
                places = {"id": Text("ID" if number is None else str(number))}
                yield Hit(item=directory, places=places, evidence={"pool": pool})


LEFT_BEHIND = Check(
    title="Conference directory on a pool to be removed",
    severity=Severity.BLOCK,
    grade=Grade.DOCUMENTED,
    needs=(ConferenceDirectory, Pool),
    answers=("pools_to_remove",),
    message="Conference directory {item} is on {pool}, which will be removed",
    effect="Dial-in of all migrated meetings stops.",
    remediation=(
        "Move-CsConferenceDirectory -Identity {id} -TargetPool POOL (after an error again in a new shell); check "
        "ServiceID. When: the library says before the decommissioning of the pool begins; at one site the Conferencing "
        "Attendant could then not be deactivated, so deactivate the UC applications of the pool first."
    ),
    references=(
        "l13-decommission-r2",
        "l13-confdirs-r2",
        "r2-remove-roles",
        "move-csconferencedirectory",
        "giombini-r2-to-2013",
    ),
    basis="that the UC applications are deactivated first is what one site found",
    find=_left_behind,
    minutes=30,
)
LEFT_BEHIND_RULE = LEFT_BEHIND.rule("R2-CDIR-005", R2, phases=(A_REMOVE,))


@rule(
    id="R2-CDIR-006",
    title="Conference directory moved while the Conferencing Attendant is active",
    severity=Severity.ERROR,
    grade=Grade.OBSERVED,
    products=(R2,),
    needs=(ConferenceDirectory, AccessNumber, Pool),
    message="Conference directory {item} belongs to a Lync pool while {pool} still serves {active_access_numbers}",
    effect=(
        "Deactivating the Conferencing Attendant fails: A call to a subtask failed.: The call to subtask "
        "AppServer.GetAppState failed. Pool is not ready. Microsoft wants directories moved before the last Front End "
        "is deactivated, and says nothing of the Attendant; one site found this."
    ),
    remediation=(
        "Move it back: Move-CsConferenceDirectory -Identity {id} -TargetPool {back}. Deactivate the UC applications on "
        "every R2 Front End, Attendant first. Then in a new shell: Move-CsConferenceDirectory -Identity {id} "
        "-TargetPool {again}."
    ),
    references=(
        "giombini-r2-to-2013",
        "r2-remove-roles",
        "l13-confdirs-r2",
    ),
    basis="the error is observed; that a pool without a directory had one, which was moved too early, is inferred",
    minutes=60,
    phases=(A_REMOVE,),
)
def directory_moved_too_early(estate: Estate, _context: Context) -> Iterator[Hit]:
    """A Lync pool owns a conference directory while an OCS pool without one still has an active access number.

    Why it matters: OCS pools get a directory when they are created. If a pool has none left, its directory was
    moved before the Attendant was deactivated, and the deactivation fails.

    When it is wrong: Lync pools have directories of their own, which OCS evidence shows too; a pool whose directory
    was lost in another way looks the same.
    """
    directories = estate.of(ConferenceDirectory)  # one of a Lync pool is not an object of OCS
    moved = [d for d in directories if is_lync_pool(d.pool)]
    owners = {id(estate.find("pool", d.pool, product=R2)) for d in directories}
    numbers: dict[int, list[AccessNumber]] = {}
    for number in estate.of(AccessNumber, product=R2):
        if number.enabled is not False:
            numbers.setdefault(id(estate.find("pool", number.pool, product=R2)), []).append(number)
    for pool in estate.each(Pool, product=R2):
        if id(pool) in owners:
            continue
        active = numbers.get(id(pool), [])
        for directory in moved if active else ():
            yield Hit(
                item=directory,
                part=pool.key,
                places={
                    "pool": pool,
                    "id": Text("ID" if directory.directory_id is None else str(directory.directory_id)),
                    "back": Host(pool.fqdn or pool.key),
                    "again": Host(_fqdn(estate, directory.pool)),
                },
                evidence={"owner": Host(directory.pool or ""), "active access numbers": items(active)},
            )


def _fqdn(estate: Estate, reference: str | None) -> str:
    """The FQDN of the Lync pool that owns a directory; evidence of OCS may know its distinguished name only."""
    pool = estate.find("pool", reference)
    return (pool.fqdn if isinstance(pool, Pool) else None) or "LYNC_POOL"
