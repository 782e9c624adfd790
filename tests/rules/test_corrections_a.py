"""What an audit of the rules against the published text corrected: advice that would have led to a wrong action.

Points 1, 4, 6 to 9 and 18 are shown by cases of their rules, whose names begin with A1, A4, ...; point 2 by
`test_what_is_known_in_part_is_inactive` of the rebuild scripts.
"""

from __future__ import annotations

import pytest

from migrator.rules.engine.catalogue import all_rules
from migrator.rules.engine.model import Grade, Severity

RULES = {rule.id: rule for rule in all_rules()}


def remedy(id_: str) -> str:
    """What a rule advises."""
    return RULES[id_].wording.remediation


def test_a03_clients_are_replaced_with_the_move_or_after_it() -> None:
    """OCS 2007 R2 supports neither client of Lync; Lync Server 2010 supports the client of 2013."""
    assert "when its users move or afterwards, not before" in remedy("R2-USR-011")
    assert "Lync Server 2010 supports too" in remedy("L10-CLI-001")


def test_a05_address_book_settings_are_made_for_a_site() -> None:
    """A new configuration can have the scope of a site only; the global one is set where all servers are 2013."""
    assert "New-CsAddressBookConfiguration -Identity site:SITE" in remedy("R2-ABS-003")
    assert "with servers of 2013 alone: Set-CsAddressBookConfiguration -Identity Global" in remedy("R2-ABS-003")
    assert RULES["R2-ABS-003"].wording.effect.startswith("If it is set to False on 2013 too")


def test_a10_no_cure_of_the_events_is_invented() -> None:
    """Nothing published says to stop the legacy service."""
    assert remedy("RGS-F06").startswith("No cure is published")
    assert "Stop" not in remedy("RGS-F06")


@pytest.mark.parametrize("id_", ["R2-RGS-001", "RGS-F03"])
def test_a11_owners_come_before_numbers(id_: str) -> None:
    """At the only published site the number could not be set while the owner was missing."""
    text = remedy(id_)
    assert text.casefold().index("owners") < text.index("Set-CsRgsWorkflow")


def test_a12_export_and_import_are_not_called_tried_for_null() -> None:
    """The cmdlets are documented for changing owners; for NULL nobody has published a test."""
    assert "for NULL no public test is known" in remedy("RGS-F04")


def test_a13_dial_in_ids_end_with_their_directory() -> None:
    """Deleting a directory is advised with its price, and that both cannot be merged is called inferred."""
    assert "dial-in conference ids that it made end with it" in remedy("R2-CDIR-001")
    assert "inferred" in RULES["R2-CDIR-001"].basis


def test_a14_the_steps_of_a_directory_are_written_out_for_each_track() -> None:
    """No text points at a document that readers do not have, and the text of 2010 names no step of OCS."""
    for id_ in ("R2-CDIR-005", "L10-CDIR-001"):
        assert "Move-CsConferenceDirectory -Identity {id} -TargetPool" in remedy(id_)
    assert "UC applications" in remedy("R2-CDIR-005")
    assert "UC applications" not in remedy("L10-CDIR-001")


def test_a15_the_duplicate_key_of_an_agent_is_latency() -> None:
    """Remove, commit, wait, add, commit."""
    text = remedy("L10-RGS-001")
    assert text.index("remove the agent") < text.index("wait until the record is deleted") < text.index("add the user")


@pytest.mark.parametrize("id_", ["R2-XMP-001", "R2-PLAT-014", "R2-PLAT-015", "R2-USR-012", "R2-PLAT-005"])
def test_a16_what_only_2013_knows_is_not_advised_for_2010(id_: str) -> None:
    """These rules concern the move to Lync Server 2013 alone."""
    assert RULES[id_].targets == ("2013",)


def test_a17_windows_2012_r2_stops_conferences() -> None:
    """It is an error with the registry value of the published page, on both tracks."""
    for id_ in ("L10-PLAT-005", "R2-PLAT-017"):
        assert RULES[id_].severity is Severity.ERROR
        assert RULES[id_].grade is Grade.DOCUMENTED
        assert "EnableSessionTicket = 2" in remedy(id_)
