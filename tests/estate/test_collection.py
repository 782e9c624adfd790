"""What the user is told to run for evidence that is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.estate.catalogue import KINDS
from migrator.estate.collection import CMDLETS, how_to_collect
from migrator.rules.engine.catalogue import all_rules
from migrator.sources.cmdlets.table import CMDLETS as READ
from migrator.sources.reading import Reading


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
        (
            "audio_file",
            "lync2013",
            "Export-CsRgsConfiguration -Source service:ApplicationServer:<pool FQDN> -FileName rgs.zip",
        ),
    ],
)
def test_the_command_fits_the_product(kind: str, product: str, command: str) -> None:
    """Depth, file name and switches are those that the product has and the reader needs."""
    assert how_to_collect(kind, product) == command


def test_no_rule_waits_for_data_that_nothing_supplies() -> None:
    """For each kind that a rule needs of a product, the user is told a command or a file."""
    needed = {(product, cls.kind) for rule in all_rules() for product in rule.products for cls in rule.needs}
    assert [pair for pair in sorted(needed) if how_to_collect(*reversed(pair)).startswith("nothing known")] == []


@pytest.mark.parametrize(
    ("kind", "product", "file"),
    [("exchange_um_contact", "ocs2007r2", "contacts.ldf"), ("audio_file", "lync2010", "RgsImportExport.ps1")],
)
def test_what_no_cmdlet_lists_names_the_file_that_holds_it(kind: str, product: str, file: str) -> None:
    """It is said plainly that nothing lists the objects, and which file would tell of them."""
    told = how_to_collect(kind, product)
    assert told.startswith("no ")
    assert file in told


def test_the_filter_for_contacts_gives_what_the_reader_takes_for_them(tmp_path: Path) -> None:
    """An entry as that filter selects it is read as a contact of Exchange UM."""
    entry = (
        "dn: CN=UM,DC=contoso,DC=com",
        "changetype: add",
        "objectClass: contact",
        "msRTCSIP-PrimaryUserAddress: sip:um@contoso.com",
        "msRTCSIP-SourceObjectType: -1879048192",
    )
    (tmp_path / "contacts.ldf").write_text("\n".join(entry) + "\n\n", encoding="utf-8")
    assert [item.kind for item in Reading([tmp_path / "contacts.ldf"]).items()] == ["exchange_um_contact"]


def test_what_nothing_tells_is_said_so() -> None:
    """No file and no command is made up."""
    assert how_to_collect("trunk", "ocs2007r2") == "nothing known: no WMI class lists Trunks"
