"""`explain --symptom`: the list, one symptom with and without evidence, and what the project keeps of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from migrator.checklist.edge_check import points
from migrator.resources import fixture

Run = Callable[..., Any]


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the Edge that has many faults."""
    from migrator.__main__ import main

    project = tmp_path_factory.mktemp("symptoms") / "migration.db"
    assert main(["--project", str(project), "inventory", str(fixture("edge-faulty"))]) in (0, 5)
    return project


def explained(run: Run, project: Path, *words: str) -> dict[str, Any]:
    """The document of one symptom."""
    ran = run("--project", str(project), "explain", "--symptom", *words, "--json")
    assert ran.code == 0, ran.err
    (document,) = json.loads(ran.out)
    return dict(document)


@pytest.mark.ledger("S0-01")
def test_each_check_of_unknown_presence_is_found_clear_or_not_evaluated(run: Run, faulty: Path) -> None:
    """Every point has a result from the newest snapshot; what is not evaluated names what supplies it."""
    made = explained(run, faulty, "presence", "unknown")
    by_id = {cause["id"]: cause for cause in made["causes"]}
    assert [cause["id"] for cause in made["causes"] if cause["id"].startswith("CHK")] == [p.id for p in points()]
    assert by_id["CHK-11"]["result"] == "found"
    assert "SIP federation is disabled at site London" in by_id["CHK-11"]["evidence"][0]
    assert by_id["CHK-21"]["result"] == "clear"
    assert by_id["CHK-31"]["result"] == "not evaluated"
    assert any(need.startswith("Get-CsAccessEdgeConfiguration") for need in by_id["CHK-31"]["needs"])
    assert by_id["CHK-61"]["result"] == "not evaluated"
    assert any("Lync Server" in need for need in by_id["CHK-61"]["needs"])
    assert by_id["CHK-62"]["result"] == "people"


@pytest.mark.ledger("S1-21")
def test_expected_and_seen_records_stand_before_the_checks(run: Run, faulty: Path, project: Path) -> None:
    """DNS is shown first, record by record; without evidence the commands that supply it are shown."""
    out = run("--project", str(faulty), "explain", "--symptom", "quirky", "federation").out
    assert out.index("5601 sip.contoso.com") < out.index("Checks, in this order") < out.index("CHK-41")
    assert out.index("CHK-41") < out.index("CHK-11")
    without = run("--project", str(project), "explain", "--symptom", "quirky", "federation").out
    assert "There is no evidence yet" in without
    assert without.index("nslookup -type=srv _sipfederationtls._tcp.DOMAIN") > without.index("CHK-41")
    assert "migrator inventory SOURCE" in without


@pytest.mark.ledger("S1-02", "S2-70")
def test_answers_put_the_checks_in_order_and_the_state_is_kept_until_a_cure(run: Run, faulty: Path) -> None:
    """Answers, what was ruled out and notes come back with the next look; a cure closes, and the next look is new."""
    one_way = ("SYM-ONE-WAY",)
    before = explained(run, faulty, *one_way)
    assert [cause["id"] for cause in before["causes"]] == ["1", "2", "3", "4", "5"]
    assert before["investigation"] is None
    asked = explained(run, faulty, *one_way, "--answer", "outbound=none", "--since", "Friday", "--ruled-out", "2")
    assert [cause["id"] for cause in asked["causes"]] == ["3", "5", "1", "4", "2"]
    again = explained(run, faulty, *one_way, "--note", "[red]asked[/red] =1+1\x1b[31m")
    assert [entry["what"] for entry in again["investigation"]["history"]] == [
        "opened",
        "since",
        "answer",
        "ruled out",
        "note",
    ]
    assert (again["investigation"]["since"], again["causes"][-1]["ruled_out"]) == ("Friday", True)
    shown = run("--project", str(faulty), "explain", "--symptom", *one_way).out
    assert "[red]asked[/red] =1+1␛[31m" in shown
    listed = run("--project", str(faulty), "explain", "--symptom").out
    assert listed.index("SYM-ONE-WAY") < listed.index("SYM-CLOCK-OF-EDGE")
    closed = explained(run, faulty, *one_way, "--cured-by", "new certificate")
    assert (closed["investigation"]["cure"], len(closed["investigation"]["history"])) == ("new certificate", 6)
    after = explained(run, faulty, *one_way)
    assert after["investigation"] is None
    assert [cause["id"] for cause in after["causes"]] == ["1", "2", "3", "4", "5"]


@pytest.mark.ledger("S2-70", "S1-02")
def test_an_answer_leads_to_the_symptom_that_fits_better(run: Run, project: Path) -> None:
    """Who sees whom, and with which partners, tells which order of checks is the right one."""
    asked = ("SYM-PRESENCE-UNKNOWN", "--answer", "partners=some", "--answer", "direction=nobody sees anybody")
    assert [question["go_on"] for question in explained(run, project, *asked)["questions"]] == ["", "SYM-SOME-PARTNERS"]
    shown = run("explain", "--symptom", "SYM-PRESENCE-UNKNOWN", "--answer", "direction=they see us, we do not see them")
    assert "go on with: migrator explain --symptom SYM-ONE-WAY" in shown.out


def test_without_a_project_answers_count_and_nothing_else_is_taken(run: Run, project: Path) -> None:
    """Every check lacks evidence; answers put them in order, are not kept, and no project is made."""
    made = explained(run, project, "SYM-ONE-WAY", "--answer", "outbound=none")
    assert {cause["result"] for cause in made["causes"]} == {"not evaluated"}
    assert made["causes"][0]["fits"] == "likely"
    refused = run("--project", str(project), "explain", "--symptom", "SYM-ONE-WAY", "--note", "seen")
    assert (refused.code, "no project yet" in refused.err) == (2, True)
    assert not project.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("printer", "jam"), "no known symptom"),
        (("federation",), "several symptoms fit"),
        (("SYM-ONE-WAY", "--answer", "outbound"), "not NAME=VALUE"),
        (("SYM-ONE-WAY", "--answer", "outbound=maybe"), "this is not an answer"),
        (("SYM-ONE-WAY", "--answer", "colour=red"), "has no such question"),
        (("SYM-ONE-WAY", "--ruled-out", "17"), "has no such check"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_way_out(
    run: Run, project: Path, words: tuple[str, ...], said: str
) -> None:
    """One line says what is wrong, and nothing is kept."""
    ran = run("--project", str(project), "explain", "--symptom", *words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_the_list_names_every_symptom(run: Run, project: Path) -> None:
    """Each has an id and a title; those without an answer are marked."""
    listed = json.loads(run("--project", str(project), "explain", "--symptom", "--json").out)
    assert {"SYM-PRESENCE-UNKNOWN", "SYM-GROUP-PSTN-CALL"} <= {one["id"] for one in listed}
    unsolved = {one["id"] for one in listed if one["unsolved"]}
    assert {"SYM-TRUNK-REPLIES", "SYM-MEETING-THROUGH-PROXY", "SYM-ONLINE-FILE-TRANSFER"} <= unsolved


def test_words_about_a_symptom_are_explained_as_it(run: Run, project: Path) -> None:
    """Text that is not a message and describes a symptom is explained by it; a stranger's text is not."""
    ran = run("--project", str(project), "explain", "presence unknown")
    assert ran.code == 1
    assert "SYM-PRESENCE-UNKNOWN: Presence of federated partners is unknown" in ran.out
    assert "Check first: Topology" in ran.out
    assert "Without evidence" in ran.out
    assert "Unknown text" not in ran.out
    (document,) = json.loads(run("--project", str(project), "explain", "mobile works, desktop does not", "--json").out)
    assert document["id"] == document["symptoms"][0] == "SYM-MOBILE-WORKS"
    assert document["causes"][0]["result"] == ""
    assert "--symptom" not in run("--project", str(project), "explain", "the operation failed on the printer").out
    assert not project.exists()


def test_what_a_rule_finds_of_something_else_shows_no_cause(run: Run, faulty: Path) -> None:
    """Other services that do not listen, and certificates of the internal side, say nothing of the Access Edge."""
    by_id = {cause["id"]: cause for cause in explained(run, faulty, "SYM-ONE-WAY")["causes"]}
    assert by_id["2"]["result"] == "found"
    assert all("RTCSrv" in line for line in by_id["2"]["evidence"])
    assert by_id["3"]["result"] == "clear"
    certificates = run("--project", str(faulty), "predict", "--rule", "CERT-05").out
    assert "for Internal expired" in " ".join(certificates.split())


def test_a_symptom_that_words_may_describe_is_shown_with_its_first_check(run: Run, faulty: Path) -> None:
    """What is not sure stays unknown, and the answer has a title, a check and what the evidence says of it."""
    said = "firewall log shows nothing between our people and the inner leg of the edge"
    ran = run("--project", str(faulty), "explain", said)
    assert ran.code == 1
    assert ran.out.index("Unknown text") < ran.out.index("Perhaps SYM-FEDERATED-MEDIA: IM and presence work")
    assert ran.out.index("Perhaps") < ran.out.index("Check first:") < ran.out.index("Evidence: NIC-0")
    (document,) = json.loads(run("--project", str(faulty), "explain", said, "--json").out)
    assert (document["id"], document["symptoms"][0]) == (None, "SYM-FEDERATED-MEDIA")
    for other in (
        "Zoom: screen sharing failed because of network errors",
        "users cannot see the Persistent Chat rooms",
    ):
        shown = run("explain", other).out
        assert "Perhaps a symptom: migrator explain --symptom" in shown
        assert "Check first" not in shown


def test_a_long_mail_is_explained_by_the_sentence_that_says_what_fails(run: Run, project: Path) -> None:
    """Greetings and history around it do not hide it."""
    mail = (
        "Hello all,\n\nthank you for the upgrade of last week, everybody is happy with the new phones and we had no "
        "calls on Tuesday. On Wednesday the storage was replaced, which went well too, and the backup ran.\n"
        "Since Thursday the federated partners show Presence Unknown to us.\nCould somebody have a look please? "
        "We have a board meeting on Friday, and they use it all day.\n\nBest regards"
    )
    ran = run("--project", str(project), "explain", mail)
    assert ran.out.startswith("SYM-PRESENCE-UNKNOWN")
    assert "Unknown text" not in ran.out


@pytest.mark.ledger("S1-17")
def test_a_pasted_srv_record_with_another_port_names_that_of_this_estate(run: Run, faulty: Path) -> None:
    """The answer of a name server is enough, and the value that the estate's own record has is named."""
    said = "_sipfederationtls._tcp.contoso.com. 300 IN SRV 0 0 5601 sip.contoso.com."
    out = run("--project", str(faulty), "explain", said).out
    assert out.startswith("SYM-SRV-PORT")
    assert "5601 for 5061" in out
    assert "300 IN SRV 0 0 5601" not in run("explain", "the SRV record of Minecraft has the wrong port").out


@pytest.mark.ledger("S0-01")
def test_pasted_words_of_a_symptom_say_what_this_estate_shows(run: Run, faulty: Path) -> None:
    """Checks whose cause the evidence shows come first, with the values of this estate; nothing is kept."""
    out = run("--project", str(faulty), "explain", "The federated partners show Presence Unknown").out
    assert out.index("Check first: Topology") < out.index("SIP federation is disabled at site London")
    assert "Without evidence" not in out
    made = explained(run, faulty, "SYM-PRESENCE-UNKNOWN")
    assert made["investigation"] is None
