"""What an audit of the rules against the published text corrected, where a case of a rule cannot show it."""

from __future__ import annotations

from datetime import UTC, datetime

from migrator.estate.estate import Estate
from migrator.estate.users import User
from migrator.rules.engine.catalogue import all_rules, rules_named
from migrator.rules.engine.model import Context, Grade, Severity
from migrator.rules.engine.predict import predict

RULES = {rule.id: rule for rule in all_rules()}


def test_b25_blanks_are_documented_for_the_move_of_ocs_users_only() -> None:
    """That Move-CsUser refuses a user with a blank is inferred, and says from what."""
    assert RULES["R2-USR-001"].grade is Grade.DOCUMENTED
    assert RULES["L10-USR-001a"].grade is Grade.INFERRED
    assert "Move-CsLegacyUser" in RULES["L10-USR-001a"].basis


def test_b28_the_move_of_response_groups_asks_for_the_package_from_2010_too() -> None:
    """The cmdlet's page and the guide ask for OCSWMIBC.msi whichever the legacy version is."""
    assert "OCSWMIBC.msi" in RULES["L10-RGS-000"].wording.remediation


def test_b28_numbers_of_ocs_are_verified_in_its_tool() -> None:
    """The guide verifies in the administrative tool of OCS 2007 R2, for Lync 2010 by the cmdlet with -Filter."""
    assert "OCS 2007 R2 administrative tool" in RULES["R2-CAA-001"].wording.remediation
    assert "-Filter {Pool -eq" in RULES["L10-CAA-001"].wording.remediation
    assert not any("Where-Object Pool" in rule.wording.remediation for rule in RULES.values())


def test_b28_the_shell_only_warns_of_a_policy_without_usage() -> None:
    """That a policy must have a usage is the library's; New-CsVoicePolicy warns."""
    assert "only warns" in RULES["R2-POL-002"].page["Why it matters"]


def test_b28_the_message_of_topology_builder_is_quoted_as_published() -> None:
    """The full stop stands behind the quoted name."""
    pages = [text for rule in RULES.values() for text in rule.page.values() if "User Store" in text]
    assert pages
    assert all("'User Store'." in text for text in pages)


def test_b28_a_prefix_in_capitals_is_documented_for_a_new_number_only() -> None:
    """The page of the cmdlet that makes a number wants lower case; that it or a move rejects others is inferred."""
    assert "wants lower case for a new number" in RULES["R2-CAA-006"].wording.effect
    assert "or a move" in RULES["R2-CAA-006"].basis


def test_b28_one_published_case_makes_no_warning_of_every_application() -> None:
    """Only the portal of that case is a warning, which its case shows."""
    assert RULES["L10-CMS-006"].severity is Severity.INFO


def test_b29_what_was_one_id_with_several_checks_is_several_rules() -> None:
    """Each check has a severity and a grade of its own, and the old id still names all of them."""
    for old in ("L10-ABS-001", "L10-CAA-002", "L10-EDG-001", "L10-PLAT-001", "L10-USR-001", "L10-VOI-001"):
        assert old not in RULES
        assert len(rules_named(old, RULES.values())) > 1, old


def test_case_20_a_blank_is_found_where_another_name_is_not_known() -> None:
    """An export without display names still shows the blank after an account name."""
    user = User(key="alice", product="lync2010", unknown=("display_name",), extra={"SamAccountName": "alice "})
    prediction = predict(Estate([user]), Context(now=datetime(2014, 1, 8, tzinfo=UTC)), [RULES["L10-USR-001a"]])
    assert [finding.key for finding in prediction.findings] == ["alice"]


def test_advice_keeps_what_the_page_of_its_command_or_setting_warns_of() -> None:
    """Both Edge interfaces are balanced alike, SQL Server gets its own computer, a new Registrar orphans contacts."""
    for id_ in ("R2-EDG-011", "L10-EDG-001g"):
        assert "both sides of the Edge pool" in RULES[id_].wording.remediation, id_
    assert "a computer of its own" in RULES["R2-PLAT-005"].wording.remediation
    assert "orphans the contacts" in RULES["R2-APP-003"].wording.remediation


def test_both_pages_are_named_where_they_disagree() -> None:
    """Whether old meetings move with their organizer, and when a conference directory does."""
    meetings, directory = RULES["R2-CONF-004"], RULES["R2-CDIR-005"]
    assert {"l13-meetings", "l13-remaining-users-r2"} <= set(meetings.references)
    assert "disagree" in meetings.basis
    assert "before the decommissioning of the pool begins" in directory.wording.remediation
    assert "at one site" in directory.wording.remediation
