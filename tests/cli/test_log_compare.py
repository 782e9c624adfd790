"""`migrator log compare`: published lines against the Contoso estate, joined and broken as people find them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.sources.logs.reports import Action, html_report, xml_report
from tests.sources.logs.reports import Line as ReportLine

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


@pytest.mark.ledger("S4-29", "S4-30", "S4-31", "S4-32", "S4-33", "S4-36", "S4-42")
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


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("notes.txt", "filename: topology.xml\nHost: pool.contoso.com\nsomething else\n"),
        ("events.xml", "<Events><Event><Message>Validation was successful.</Message></Event></Events>"),
    ],
)
def test_a_file_of_another_kind_is_refused(
    run: Callable[..., Any], contoso: Path, project: Path, tmp_path: Path, name: str, content: str
) -> None:
    """Words that reports use as headings, or a known sentence inside XML of another kind, do not make a log."""
    run("--project", project, "inventory", contoso)
    (tmp_path / name).write_text(content)
    done = run("--project", project, "log", "compare", tmp_path / name)
    assert (done.code, name in done.err) == (2, True)


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


FEDERATED = (
    "The topology contains more than one Federated Edge Server. This can occur during migration to a more recent "
    "version of the product. In that case, only one Edge Server would be actively used for federation. Verify that the "
    "external DNS SRV record points to the correct Edge Server. If you want to deploy multiple federation Edge Server "
    "to be active concurrently (that is, not a migration scenario), verify that all federated partners are using {}. "
    "Verify that the external DNS SRV record lists all federation enabled Edge Servers."
)


@pytest.mark.ledger("S3-26", "S4-80", "S4-84")
@pytest.mark.parametrize(
    ("text", "id_", "needs_action", "step"),
    [
        (f"Warning: {FEDERATED.format('Lync Server')}", "PUB-FEDERATION-2010", False, "step 8"),
        (
            f"Warning: {FEDERATED.format('Office Communications Server 2007 R2 or Lync Server')}",
            "PUB-FEDERATION-R2", False, "after the federation route was changed",
        ),
        (
            "A call to a subtask failed.: The call to subtask AppServer.GetAppState failed. Pool is not ready.",
            "ATTENDANT-NOT-READY", True, "deactivate Conferencing Attendant",
        ),
        (
            "Set-CsDialInConferencingAccessNumber : The region mappings for this access number are inconsistent.",
            "DIAL-IN-REGIONS", True, "after Move-CsApplicationEndpoint",
        ),
    ],
)  # fmt: skip
def test_published_lines_of_other_steps_are_explained(
    compared: Callable[[str], tuple[int, dict[str, Any]]], text: str, id_: str, needs_action: bool, step: str
) -> None:
    """A line that no rule predicts is known: what it means, what to do, its step, and whether it needs action."""
    code, document = compared(f"2013-09-25 14:10:24 WARNING : {text}\n")
    (line,) = document["seen_and_explained"]
    assert (line["template"], line["needs_action"], code) == (id_, needs_action, int(needs_action))
    explanation = line["explanation"]
    assert step in explanation["step"]
    assert all(explanation[name] for name in ("meaning", "cure", "references", "grade", "phase"))
    assert document["seen_and_unknown"] == []
    assert [(one["template"], one["text"]) for one in document["seen_and_not_predicted"]] == [(id_, line["text"])]


@pytest.mark.ledger("S3-26")
def test_a_warning_of_the_move_of_federation_is_expected_in_its_phase(
    run: Callable[..., Any], contoso: Path, project: Path, tmp_path: Path
) -> None:
    """Once the phase is answered, the warning of two federating Edge pools is expected, or needs a look."""
    log = tmp_path / "publish.log"
    warning = FEDERATED.format("Office Communications Server 2007 R2 or Lync Server")
    log.write_text(f"2013-09-25 14:10:24 WARNING : {warning}\n", "utf-8")
    assert run("--project", project, "inventory", contoso).code == 0
    found = []
    for phase in ("A8", "A10"):
        run("--project", project, "answers", "set", "current_phase", phase)
        (line,) = json.loads(run("--project", project, "log", "compare", log, "--json").out)["seen_and_explained"]
        found.append((line["explanation"]["expected"], line["explanation"]["expectation"]))
    assert found == [
        (True, "expected now, in 8 Production"),
        (False, "expected in 8 Production, and the migration is in 10 Remove"),
    ]


CONSOLE = r"""PS C:\> Move-CsUser -Identity sip:a@contoso.com -Target sipfed.online.lync.com
Move-CsUser : Multiple federated Edge Servers have been defined in the current topology. Specify the ProxyPool
parameter to indicate which Registrar pool should be used to proxy this user for deployments running earlier versions.
Edge Server FQDNs found:"edge1.contoso.com, edge2.contoso.com"
At line:1 char:1
+ Move-CsUser -Identity sip:a@contoso.com -Target sipfed.on ...
    + CategoryInfo          : InvalidOperation: (CN=a...DC=contoso,DC=com:OCSADUser) [Move-CsUser], MoveUserException
    + FullyQualifiedErrorId : MoveError,Microsoft.Rtc.Management.AD.Cmdlets.MoveOcsUserCmdlet
"""


def test_screen_answers_first_then_what_needs_action(
    run: Callable[..., Any], contoso: Path, project: Path, tmp_path: Path
) -> None:
    """Counts, errors with meaning and cure, expected lines and unknown ones fit on one screen; details on request."""
    usual = [ReportLine(text) for text in ("Validation was successful.", "No edge settings inconsistency found.")]
    run_ = [Action("Publish", usual * 20, "Success"), ReportLine("Contoso is green.", "Warning")]
    report, console = tmp_path / "publish.xml", tmp_path / "console.txt"
    report.write_text(xml_report("Publish-CsTopology", run_), "utf-8")
    console.write_text(CONSOLE, "utf-8")
    run("--project", project, "inventory", contoso)
    done = run("--project", project, "log", "compare", report, console)
    screen = done.out.splitlines()
    assert done.code == 1
    assert "2 lines need action, 0 predicted and seen, 40 explained, 1 unknown" in " ".join(screen[0:2])
    text = " ".join(done.out.split())
    order = [
        "need action",
        "Multiple federated Edge Servers",
        "Do: Give Move-CsUser",
        "nothing to do",
        "Contoso is green.",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert len(screen) <= 50
    details = " ".join(run("--project", project, "log", "compare", report, console, "--details").out.split())
    assert "PUB-EDGE-CONSISTENT, expected in every run, observed: lab-report-logs" in details


def test_a_clean_report_is_no_difference_in_either_form(
    run: Callable[..., Any], contoso: Path, project: Path, tmp_path: Path
) -> None:
    """A report of a cmdlet of which nothing is predicted, with usual lines only, ends with exit code 0."""
    run_ = [ReportLine("Domain is ready".replace("Domain", "The domain") + "."), ReportLine("Registrar", title="Role")]
    run("--project", project, "inventory", contoso)
    for name, content in (
        ("x.xml", xml_report("Publish-CsTopology", run_)),
        ("x.html", html_report("Publish-CsTopology", run_, result="Success")),
    ):
        (tmp_path / name).write_text(content, "utf-8")
        done = run("--project", project, "log", "compare", tmp_path / name, "--json")
        document = json.loads(done.out)
        assert (done.code, document["seen_and_unknown"]) == (0, [])
        assert [line["template"] for line in document["seen_and_explained"]] == ["AD-DOMAIN-IS-READY", "RUN-ROLE"]
        assert {line["sought"] for line in document["predicted_and_not_seen"]} == {False}


FOREST = r"""PS C:\> Enable-CsAdForest
WARNING: Enable-CsAdForest failed.
WARNING: Detailed results can be found at
"C:\Users\a\AppData\Local\Temp\2\Enable-CsAdForest-b299482f-b912-441c-a39c-82c2bc86b478.html".
Enable-CsAdForest : Command execution failed: Active Directory operation failed on DC01.contoso.com. The object
"CN=RTCUniversalReadOnlyAdmins,CN=Users,DC=contoso,DC=com" does not exist. At line:1 char:18 + Enable-CsAdForest
 + CategoryInfo : InvalidOperation: (:) [Enable-CsAdForest], ADNoSuchObjectException + FullyQualifiedErrorId :
ProcessingFailed,Microsoft.Rtc.Management.Deployment.PrepareForestCmdlet
"""
MANAGEMENT = r"""This cmdlet moves Central Management Server to the pool that contains this computer.

 Current State:
 Central Management Server Pool: "pool1.contoso.com"
 Central Management File Store: "\\fs\share"
 Central Management Store: "sql1.contoso.com\a"
 Central Management Store SCP: "sql1.contoso.com\a"
"""
GLOBAL = (
    "2014-03-03 10:15:00 WARNING : Global configuration for “VoicePolicy” cannot be removed. "
    "Instead of removing it, the Global configuration for “VoicePolicy” was reset.\n"
)
ROLE = (
    'Set-CsAdminRole : Organizational unit (OU) or container "ou=A,dc=child,dc=contoso,dc=com" does not exist. '
    "Specify a valid OU or container, and then try again.\n"
)
OWNER = (
    'Response Group Update Failure : An instance with ID "7d2c1e8f-6c11-4c1e-9a35-0d5a8f3b2a11" exists with a '
    "different OwnerPool. Changing OwnerPool on an existing object is not supported.\n"
)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        pytest.param(CONSOLE, ["USR-FEDERATED-EDGES", "USR-FEDERATED-EDGES-FOUND"], id="case 13: ProxyPool"),
        (FOREST, ["RUN-FAILED", "RUN-DETAILS", "AD-GROUPS-MISSING"]),
        (
            MANAGEMENT,
            ["CMS-MOVE-HERE", "CMS-MOVE-CURRENT", "CMS-MOVE-POOL", "CMS-MOVE-SHARE", "CMS-MOVE-STORE", "CMS-MOVE-SCP"],
        ),
        pytest.param(GLOBAL, ["SET-GLOBAL-RESET"], id="case 14: reset, not removed"),
        pytest.param(ROLE, ["SET-ROLE-OU"], id="case 22: scope of a role"),
        pytest.param(OWNER, ["RGS-OWNER-POOL"], marks=pytest.mark.ledger("S4-62")),
    ],
)
def test_consoles_are_explained(
    compared: Callable[[str], tuple[int, dict[str, Any]]], text: str, ids: list[str]
) -> None:
    """Text of a console in the forms in which people keep it: each message is known, nothing is left over."""
    _, document = compared(text)
    assert document["seen_and_unknown"] == []
    assert [line["template"] for line in document["seen_and_explained"]] == ids


def test_an_event_log_is_explained_and_nothing_predicted_is_sought_in_it(
    run: Callable[..., Any], contoso: Path, project: Path, tmp_path: Path
) -> None:
    """Events 32148 and 32149 of an exported log are explained; exit code 1, no predicted line is called missing."""
    run("--project", project, "inventory", contoso)
    namespace = "http://schemas.microsoft.com/win/2004/08/events/event"
    system = "<Provider Name='LS User Services'/><EventID>{id}</EventID><Level>3</Level><Channel>Lync Server</Channel>"
    made = "<TimeCreated SystemTime='2014-03-03T09:30:00.000Z'/><Computer>fe1.contoso.com</Computer>"
    ids = (32148, 32149, 32149, 7777)
    events = "".join(
        f"<Event xmlns='{namespace}'><System>{system.format(id=id_)}{made}</System></Event>" for id_ in ids
    )
    log = tmp_path / "events.xml"
    log.write_text(f"<Events>{events}</Events>")
    done = run("--project", project, "log", "compare", log, "--json")
    document = json.loads(done.out)
    explained = {(line["template"], line["count"], line["needs_action"]) for line in document["seen_and_explained"]}
    assert explained == {("EVT-32148", 1, True), ("EVT-32149", 2, True)}
    assert document["seen_and_unknown"] == []
    assert document["predicted_and_not_seen"]
    assert not any(line["sought"] for line in document["predicted_and_not_seen"])
    assert (done.code, document["lines"]) == (1, 4)
