"""The user lists of a wave and the scripts that move them: text out, nothing is run.

The cmdlets: Move-CsLegacyUser for users of OCS 2007 R2, Move-CsUser for those of Lync Server 2010 (move-cslegacyuser,
move-csuser). The frame of a script and the README are data in reports/waves/.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

import attrs

from ..estate.counting import counted
from ..estate.products import FULL_NAMES, LYNC2010, LYNC2013, R2
from ..powershell import literal, rendered
from ..rules.engine.references import references
from .population import Mover
from .waves import PlannedWave

#: what the script passes on; other addresses would reach other users, or none
_ADDRESS = re.compile(r'sip:[^\s*?<>"|;,@]+@[^\s*?<>"|;,@]+', re.IGNORECASE)
_PAGES = {
    R2: ("move-cslegacyuser", "l13-users-to-pilot-r2", "l13-remaining-users-r2", "l10-move-csuser"),
    LYNC2010: ("move-csuser", "l13-users-to-pilot-2010", "l13-remaining-users-2010", "l13-meeting-content"),
}
_ALSO = ("get-csuser", "l13-move-users-pool", "kb-user-not-provisioned", "kb-protected-users", "l13-ucs-rollback")


@attrs.frozen
class WaveFiles:
    """The files of a wave.

    Attributes:
        texts: scripts and README by file name, with CR LF; to be written as UTF-8 with a byte order mark.
        listed: how many users the lists have.
        left_out: names of users who are in no list, because the evidence shows neither product nor SIP address.
    """

    texts: Mapping[str, str]
    listed: int
    left_out: tuple[str, ...]


def wave_files(wave: PlannedWave, *, target_pool: str, new: str, snapshot: str, held: Sequence[str]) -> WaveFiles:
    """The list and the script for the users of each product, and a README.

    Args:
        new: the product to which they move.
        held: why the wave is not ready, line by line.
    """
    by_product = {product: [m for m in wave.left if m.legacy == product and _address(m)] for product in (R2, LYNC2010)}
    present = {product: movers for product, movers in by_product.items() if movers}
    listed = {id(mover) for movers in present.values() for mover in movers}
    left_out = tuple(mover.user.title for mover in wave.left if id(mover) not in listed)
    texts: dict[str, str] = {}
    files = []
    for product, movers in present.items():
        stem = _stem(wave.name) + (f"-{product}" if len(present) > 1 else "")
        user_list, script = f"users-{stem}.csv", f"move-{stem}.ps1"
        texts[user_list] = _list(movers, product)
        texts[script] = _script(wave.name, product, new, target_pool, user_list)
        users = counted(len(movers), "user")
        files.append({"script": script, "user_list": user_list, "users": users, "product": FULL_NAMES[product]})
    if files:
        pages = dict.fromkeys(page for product in present for page in (*_PAGES[product], *_ALSO))
        texts["README.txt"] = _crlf(
            rendered(
                "waves",
                "README.txt",
                wave=wave.name,
                users=counted(len(listed), "user"),
                target_pool=target_pool,
                snapshot=snapshot,
                files=files,
                held=held,
                left_out=left_out,
                new_name=FULL_NAMES[new],
                is_ocs=R2 in present,
                is_lync=LYNC2010 in present,
                has_conference_data=_has_conference_data(LYNC2010, new) and LYNC2010 in present,
                moves=[_groups_command(groups.pool, target_pool) for groups in wave.groups if not groups.is_moved],
                pages=_cited(pages),
            )
        )
    return WaveFiles(texts, len(listed), left_out)


def _list(movers: Iterable[Mover], product: str) -> str:
    """The users as CSV; the Registrar pool of a user who is still on OCS is empty."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(("Identity", "FromPool"))
    writer.writerows((_address(mover), "" if product == R2 else mover.pool) for mover in movers)
    return lines.getvalue()


def _script(wave: str, product: str, new: str, target_pool: str, user_list: str) -> str:
    return _crlf(
        rendered(
            "waves",
            "move.ps1",
            wave=wave,
            new_name=FULL_NAMES[new],
            is_ocs=product == R2,
            has_conference_data=_has_conference_data(product, new),
            target_pool=target_pool,
            user_list=user_list,
            pages=_cited((*_PAGES[product][:1], "get-csuser", "get-csservice")),
        )
    )


def _has_conference_data(product: str, new: str) -> bool:
    """-MoveConferenceData is new in the shell of Lync Server 2013, and only of Move-CsUser."""
    return product == LYNC2010 and new == LYNC2013


def _groups_command(pool: str, target_pool: str) -> str:
    return f"Move-CsRgsConfiguration -Source {literal(pool)} -Destination {literal(target_pool)} -Verbose"


def _cited(ids: Iterable[str]) -> list[str]:
    return [f"{page.citation}: {page.address}" for page in references(ids)]


def _address(mover: Mover) -> str:
    """The SIP address by which the script finds the user; "" if it is none."""
    address = (mover.user.sip_address or mover.user.key).strip()
    return address if _ADDRESS.fullmatch(address) else ""


def _stem(name: str) -> str:
    """A part of a file name for any name of a wave."""
    return re.sub(r"[^\w.-]+", "_", name).strip("._")[:80] or "wave"


def _crlf(text: str) -> str:
    return text.replace("\n", "\r\n")
