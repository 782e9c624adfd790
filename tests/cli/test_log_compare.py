"""`migrator log compare`: the published log of seed 004 against the Contoso estate, joined exactly as published."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

# Joined as the publication joins them: sentences without separator, a list on the next line, two stamped entries on
# one line, U+00A0 where a web page keeps two blanks.
PUBLISHED_MERGE = (
    "2013-09-25 14:04:56 INFORMATION :\u00a0 No new Mediation Server added to the Office Communications Server 2007 / "
    "Office Communications Server 2007 R2 deployment.Cannot find any Office Communications Server 2007 / Office "
    'Communications Server 2007 R2 "MediationServer" in the deploymentList of Office Communications Server 2007 / '
    'Office Communications Server 2007 R2 "Trusted application server" roles being migrated\n'
    'Cluster fully qualified domain name (FQDN) "vx1.contoso.local"Computer fully qualified domain name (FQDN) '
    '"vx1.contoso.local"\n'
    "2013-09-25 14:04:56 INFORMATION:\u00a0 UCMA application with the cluster fully qualified domain name (FQDN) "
    '"vx1.contoso.local" does not depend on a pool.2013-09-25 14:04:56 INFORMATION:\u00a0 UCMA application with the '
    'cluster fully qualified domain name (FQDN) "vx2.contoso.local" does not depend on a pool.\n'
)
PUBLISHED_IMPORT = (
    "2013-09-25 14:10:23 WARNING:\u00a0 Cannot find a Mediation Server with the fully qualified domain name (FQDN) "
    '"vx2.contoso.local". Run "Merge-CsLegacyTopology" cmdlet before using this cmdlet or make sure that a PSTN route '
    "is pointing to a valid Mediation Server. Skipping creation of a Lync Server 2013 PSTN route setting with the name "
    '"Emergency Services". numberPattern:\u00a0 "^(\\+999$)"\n'
    '2013-09-25 14:10:23 WARNING:\u00a0 Policy/setting name\u00a0 - "Service: Medium" has either ":" or "/". '
    'Import-CslegacyConfiguration is replacing them with "_" before migrating them. Office Communications Server '
    '2007/Office Communications Server 2007 R2 policy/setting name\u00a0 - "Service: Medium". Lync Server 2013 '
    'policy/setting name - "Service_ Medium"\n'
)


@pytest.fixture
def compared(
    run: Callable[..., Any], contoso: Path, project: Path, tmp_path: Path
) -> Callable[[str], tuple[int, dict[str, Any]]]:
    """Compares a log text with the prediction for the Contoso estate."""
    assert run("--project", project, "inventory", contoso).code == 0

    def compare(text: str) -> tuple[int, dict[str, Any]]:
        log = tmp_path / "import.log"
        log.write_text(text, encoding="utf-8")
        result = run("--project", project, "log", "compare", log, "--json")
        return result.code, json.loads(result.out)

    return compare


def test_published_lines_are_all_predicted(compared: Callable[[str], tuple[int, dict[str, Any]]]) -> None:
    """Every published line, joined as published, is recognised; nothing of it is left over as not predicted."""
    _, document = compared(PUBLISHED_MERGE + PUBLISHED_IMPORT)
    assert document["seen_and_not_predicted"] == []
    assert {line["id"] for line in document["predicted_and_seen"]} == {
        "MM1", "MM2", "MM3", "MM3-HOST", "MM4", "IM1", "IM2",
    }  # fmt: skip


def test_lines_that_are_missing_are_listed(compared: Callable[[str], tuple[int, dict[str, Any]]]) -> None:
    """The excerpt shows one of 14 route warnings: the other 13 and the second host are predicted and not seen."""
    code, document = compared(PUBLISHED_MERGE + PUBLISHED_IMPORT)
    missing = [line["id"] for line in document["predicted_and_not_seen"]]
    assert missing.count("IM1") == 13
    assert missing.count("MM3-HOST") == 1
    assert code == 1


def test_an_unpredicted_line_can_become_a_template(
    compared: Callable[[str], tuple[int, dict[str, Any]]], run: Callable[..., Any], project: Path, tmp_path: Path
) -> None:
    """A line nobody predicted is given as a template; added with a rule, the next prediction holds it."""
    text = 'Cannot do something with the route "Emergency Services".'
    _, document = compared(PUBLISHED_IMPORT + f"2013-09-25 14:10:24 ERROR : {text}\n")
    (line,) = document["seen_and_not_predicted"]
    assert line["text"] == text
    assert line["as_template"] == 'Cannot do something with the route "{value1}".'
    own = tmp_path / "own.toml"
    arguments = ("--into", own, "--id", "U1", "--rule", "R2-RTE-002", "--level", "ERROR")
    assert run("log", "template", text, *arguments).code == 0
    own.write_text(own.read_text(encoding="utf-8").replace("{value1}", "{name}"), encoding="utf-8")
    predicted = json.loads(run("--project", project, "predict", "--messages", own, "--json").out)
    assert text in [m["text"] for m in predicted["messages"]]


def test_a_known_line_about_another_object_names_its_template(
    compared: Callable[[str], tuple[int, dict[str, Any]]],
) -> None:
    """A line of a known kind about an object that was not predicted is told from unknown text."""
    line = (
        "UCMA application with the cluster fully qualified domain name (FQDN) "
        '"x.contoso.local" does not depend on a pool.'
    )
    _, document = compared(f"2013-09-25 14:04:56 INFORMATION : {line}\n")
    assert [(s["template"], s["text"]) for s in document["seen_and_not_predicted"]] == [("MM4", line)]


def test_messages_of_a_console_are_compared_in_one_line(
    compared: Callable[[str], tuple[int, dict[str, Any]]],
) -> None:
    """Errors and warnings that the window has broken are joined, and what was typed is not taken for a line."""
    _, document = compared(
        "PS C:\\> Move-CsUser a@contoso.com -Target pool13.contoso.com\n"
        "WARNING: The pool has\n"
        "C:\\a-very-long-path\\that-did-not-fit\\into-the-line\\above-it\\so-it-went-below.html\n"
        "Move-CsUser : It failed because the user\nis not provisioned.\nAt line:1 char:1\n+ Move-CsUser a@contoso.com\n"
        "    + FullyQualifiedErrorId : MoveError,X\n\n"
    )
    assert [seen["text"] for seen in document["seen_and_not_predicted"]] == [
        "The pool has C:\\a-very-long-path\\that-did-not-fit\\into-the-line\\above-it\\so-it-went-below.html",
        "It failed because the user is not provisioned.",
    ]


def test_bytes_that_are_no_log_are_refused(
    run: Callable[..., Any], contoso: Path, project: Path, tmp_path: Path
) -> None:
    """Text with neither a time stamp nor a predicted line is no migration log."""
    run("--project", project, "inventory", contoso)
    noise = tmp_path / "noise.log"
    noise.write_text("nothing to see here\n")
    result = run("--project", project, "log", "compare", noise)
    assert (result.code, "noise.log" in result.err) == (2, True)


def test_template_without_a_value_for_its_place_is_refused(
    run: Callable[..., Any], contoso: Path, project: Path, tmp_path: Path
) -> None:
    """A place of a user's own template that nothing fills is an error that says what there is."""
    run("--project", project, "inventory", contoso)
    own = tmp_path / "own.toml"
    run("log", "template", 'Lost "x".', "--into", own, "--id", "U1", "--rule", "R2-RTE-002")
    result = run("--project", project, "predict", "--messages", own)
    assert result.code == 2
    assert "value1" in result.err
    assert "name" in result.err


def test_file_that_is_no_log_is_refused(run: Callable[..., Any], contoso: Path, project: Path, tmp_path: Path) -> None:
    """A file without a single log line is refused by name."""
    run("--project", project, "inventory", contoso)
    empty = tmp_path / "empty.log"
    empty.write_text("")
    result = run("--project", project, "log", "compare", empty)
    assert result.code == 2
    assert "empty.log" in result.err
