"""What the user is told to run for evidence that is missing."""

from __future__ import annotations

import pytest

from migrator.estate.catalogue import KINDS
from migrator.estate.collection import CMDLETS, how_to_collect
from migrator.sources.cmdlets import CMDLETS as READ


def test_each_cmdlet_that_is_told_gives_that_kind() -> None:
    """The cmdlet named for a kind is one whose output the reader takes as evidence of it."""
    kinds = {cmdlet.name: cmdlet.kinds for cmdlet in READ}
    assert {kind for kind, name in CMDLETS.items() if kind not in kinds[name]} == set()


def test_every_kind_that_a_cmdlet_shows_has_its_command() -> None:
    """No kind that a Lync cmdlet shows is left without the command that supplies it."""
    assert {kind for cmdlet in READ for kind in cmdlet.kinds} - set(CMDLETS) == set()
    assert set(CMDLETS) <= set(KINDS)


@pytest.mark.parametrize(
    ("kind", "product", "command"),
    [
        ("dial_plan", "lync2010", "Get-CsDialPlan | Export-Clixml Get-CsDialPlan.xml -Depth 8"),
        ("queue", "lync2010", "Get-CsRgsQueue | Export-Clixml Get-CsRgsQueue.xml -Depth 8"),
        ("queue", "lync2013", "Get-CsRgsQueue -ShowAll | Export-Clixml Get-CsRgsQueue.xml -Depth 8"),
        ("trunk", "lync2010", "nothing: Lync Server 2010 has no Get-CsTrunk"),
        ("audio_file", "lync2013", "Export-CsRgsConfiguration -Source ApplicationServer:<pool FQDN> -FileName rgs.zip"),
    ],
)
def test_the_command_fits_the_product(kind: str, product: str, command: str) -> None:
    """Depth, file name and switches are those that the product has and the reader needs."""
    assert how_to_collect(kind, product) == command
