"""Documents without names: every person is a label that the project keeps, and no personal value stands in the file."""

from __future__ import annotations

import html
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from migrator.__main__ import main
from migrator.app.answers import keep_answers
from migrator.app.inventory import take_inventory
from migrator.app.prediction import PredictionRequest, run_prediction
from migrator.app.severities import change_severity
from migrator.app.workbook import write_workbook
from migrator.documents.identities import identities
from migrator.documents.people import People, number_of
from migrator.documents.redaction import Redaction
from migrator.documents.spelling import address_of
from migrator.estate.estate import Estate
from migrator.estate.evidence import Event
from migrator.estate.kinds import fields_of
from migrator.estate.response_groups import Agent, AgentGroup, Queue
from migrator.estate.users import User
from migrator.resources import fixture
from migrator.rules.engine.model import Severity
from migrator.rules.engine.prediction import Acceptance
from migrator.store.project import open_project

NOW = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)
SID = re.compile(r"S-1-5-21(?:-\d+)+")


def numbered(identities: Any) -> dict[str, int]:
    """Numbers as a project gives them."""
    return {identity: number for number, identity in enumerate(identities, 1)}


def personal_values(estate: Estate) -> Iterator[str]:
    """Every value that names a person: keys, other names, addresses, personal numbers, SIDs."""
    others = [item for item in estate if not item.of_person]
    public = {item.title.casefold() for item in others}
    addresses = (str(getattr(item, name, None)) for item in others for name in ("primary_uri", "address"))
    public |= {name for address in addresses for name in (address.casefold(), address_of(address) or "")}
    for item in estate:
        texts = [item.key, *item.aliases, item.title] if item.of_person else []
        for field in fields_of(type(item)):
            value = getattr(item, field.name)
            if field.personal and value:
                texts += [value] if isinstance(value, str) else value
        for text in texts:
            if text.casefold() not in public and address_of(text) not in public and not text.isdigit():
                yield text
                yield from filter(None, (address_of(text),))


def text_of(path: Path) -> str:
    """Everything that stands in any part of the file."""
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    return html.unescape("\n".join(parts)).casefold()


@pytest.fixture(scope="module", params=["contoso-ocs2007r2", "contoso-lync2010"])
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A project with a snapshot of a fixture."""
    where = str(tmp_path_factory.mktemp("people") / "migration.db")
    take_inventory(where, [fixture(request.param)], name="before", now=NOW)
    return where


@pytest.mark.parametrize("users", [True, False], ids=["users listed", "users counted"])
def test_no_personal_value_stands_in_a_labelled_workbook(project: str, tmp_path: Path, users: bool) -> None:
    """No name, address, personal number or SID of anybody, in cells, links, comments or properties."""
    output = tmp_path / "labels.xlsx"
    write_workbook(project, output, request=PredictionRequest(), now=NOW, people="labels", users=users)
    written = text_of(output)
    estate = open_project(project).estate()
    values = set(personal_values(estate))
    assert len(values) > 40
    assert sorted(value for value in values if value.casefold() in written) == []
    assert [sid for sid in SID.findall(written.upper()) if sid.casefold() in {v.casefold() for v in values}] == []
    assert "person 1" in written
    assert "people are shown as labels" in written
    assert "names people" not in written


def test_decisions_on_the_cover_name_nobody(project: str, tmp_path: Path) -> None:
    """Answers, who gave them, and reasons and approvers of changed severities have labels on the cover too."""
    user = next(user for user in open_project(project).estate().of(User) if user.display_name and user.sip_address)
    keep_answers(project, {"target_forest": f"the forest of {user.display_name}"}, now=NOW)
    change_severity(
        project,
        "RGS-G15",
        Severity.INFO,
        reason=f"agreed with {user.sip_address}",
        approver=user.display_name or "",
        now=NOW,
    )
    output = tmp_path / "labels.xlsx"
    write_workbook(project, output, request=PredictionRequest(), now=NOW, people="labels")
    cover = [[value for value in row if value] for row in load_workbook(output)["Cover"].values]
    (answer,) = (row for row in cover if row and row[0] == "target_forest")
    assert re.fullmatch(r"the forest of person \d+", answer[1])
    assert answer[2] == "a person"
    (severity,) = (row for row in cover if row and row[0] == "RGS-G15")
    assert re.fullmatch(r"agreed with person (\d+) \(person \1, 2026-11-28\)", severity[-1])


def test_names_stand_where_they_are_wanted(project: str, tmp_path: Path) -> None:
    """By default people stand by name: response groups cannot be rebuilt from labels."""
    output = tmp_path / "names.xlsx"
    write_workbook(project, output, request=PredictionRequest(), now=NOW, users=True)
    written = text_of(output)
    users = [user for user in open_project(project).estate().of(User) if user.display_name]
    assert users
    assert [user.display_name for user in users if str(user.display_name).casefold() not in written] == []
    assert "person 1" not in written


def test_labels_stay_and_counts_are_the_same(project: str, tmp_path: Path) -> None:
    """Two documents of one project use the same labels, and say as much as one with names."""
    paths = [tmp_path / name for name in ("one.xlsx", "two.xlsx", "names.xlsx")]
    for path, people in zip(paths, ("labels", "labels", "names"), strict=True):
        write_workbook(project, path, request=PredictionRequest(), now=NOW, people=people, users=True)  # type: ignore[arg-type]
    one, two, names = (load_workbook(path, read_only=True) for path in paths)
    assert one.sheetnames == two.sheetnames == names.sheetnames
    for sheet in one.sheetnames:
        if sheet == "Contents":
            continue
        rows = list(one[sheet].values)
        assert rows == list(two[sheet].values)
        assert len(rows) == len(list(names[sheet].values)), sheet


ANNA = User(key="CN=Anna Müller,OU=X,DC=c,DC=com", product="lync2010", display_name="Anna Müller",
            sip_address="sip:anna@c.com", line_uri="tel:+4930123456;ext=7")  # fmt: skip


def labelled(*items: Any) -> Estate:
    """The items as a labelled document has them."""
    estate = Estate(items)
    return Redaction(People(estate, numbered), estate).estate(estate)


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("user Anna Müller signed in", "user person 1 signed in"),
        ("ANNA MÜLLER", "person 1"),
        ("sip:Anna@C.com;gruu is she", "person 1;gruu is she"),
        ("write to anna@c.com, please", "write to person 1, please"),
        ("called +4930123456", "called person 1"),
        ("called tel:+4930123456;ext=7 twice", "called person 1 twice"),
        ("CN=Anna Müller,OU=X,DC=c,DC=com has moved", "person 1 has moved"),
        ("Anna Müllers Garten", "Anna Müllers Garten"),
        ("sip:pool@c.com;gruu;opaque=srvr:HomeServer", "sip:pool@c.com;gruu;opaque=srvr:HomeServer"),
        ("about +4930123457", "about +4930123457"),
        ("nobody@else.org wrote", "person 2 wrote"),
    ],
)
def test_free_text_names_nobody(message: str, shown: str) -> None:
    """Names in any writing are replaced in free text; what only looks like one stays."""
    estate = Estate([ANNA, Event(key="e", message=message)])
    people = People(estate, lambda identities: numbered([*identities, "nobody@else.org"]))
    assert Redaction(people, estate).item(estate.of(Event)[0]).message == shown  # type: ignore[attr-defined]


def test_one_person_has_one_label_and_references_still_lead_there() -> None:
    """The agent and the user are one person; the group's agents are found under the label."""
    agent = Agent(key="17", product="lync2010", display_name="A. Müller", sip_address="sip:anna@c.com")
    group = AgentGroup(key="g", product="lync2010", name="Sales", agents=("sip:anna@c.com", "17"))
    estate = labelled(ANNA, agent, group)
    user, other = estate.of(User)[0], estate.of(Agent)[0]
    assert (user.key, user.display_name, other.key, other.sip_address) == ("person 1",) * 4
    found = estate.resolve(estate.of(AgentGroup)[0], "agents")
    assert [label for label, _ in found] == ["person 1", "person 1"]
    assert all(item is not None for _, item in found)


def test_what_is_known_of_a_person_besides_is_left_out() -> None:
    """Other properties of a user (mail, department, SID) do not follow the label."""
    user = User(
        key="u", sip_address="sip:u@c.com", extra={"mail": "u@c.com", "department": "Sales"}, aliases=("S-1-5-21-1",)
    )
    (shown,) = labelled(user)
    assert (shown.extra, shown.aliases) == ({}, ())


def test_objects_that_share_a_name_with_a_person_keep_it() -> None:
    """A queue called like a user is no person."""
    estate = labelled(User(key="u", display_name="Reception"), Queue(key="q", name="Reception"))
    assert estate.of(Queue)[0].name == "Reception"
    assert estate.of(User)[0].display_name == "person 1"


def test_two_objects_of_one_person_stay_two() -> None:
    """Two users with one address, as a damaged directory has them, are not merged into one."""
    twins = [User(key=key, product="lync2010", sip_address="sip:t@c.com") for key in ("a", "b")]
    assert [user.key for user in labelled(*twins)] == ["person 1", "person 1 (2)"]


def test_a_label_is_not_a_name() -> None:
    """A label is the word and a number, nothing else."""
    texts = ("person 17", "Person 3", "person", "person 1 of 2")
    assert [number_of(text) for text in texts] == [17, 3, None, None]


def test_show_and_suppress_take_a_label(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever has a labelled document in hand finds out in the project who it is, and accepts findings by label."""
    project = str(tmp_path / "migration.db")
    take_inventory(project, [fixture("contoso-ocs2007r2")], name="before", now=NOW)
    write_workbook(project, tmp_path / "x.xlsx", request=PredictionRequest(), now=NOW, people="labels")
    assert main(["--project", project, "show", "person 1", "--json"]) == 0
    (first, *_) = json.loads(capsys.readouterr().out)
    estate = open_project(project).estate()
    assert any(item.key == first["key"] for item in estate if item.of_person)
    assert main(["--project", project, "show", "person 99999"]) == 2
    found = run_prediction(project, PredictionRequest(), now=NOW).prediction.findings
    persons = {(item.kind, item.key): item for item in estate if item.of_person}
    about = next(f for f in found if (f.kind, f.key) in persons and not f.baseline)
    identity = identities(estate)[id(persons[about.kind, about.key])]
    label = f"person {open_project(project).person_numbers([identity])[identity]}"
    suppress = ["suppress", "add", about.rule, "--pattern", label, "--reason", "r", "--approver", "a"]
    assert main(["--project", project, *suppress]) == 0
    accepted = run_prediction(project, PredictionRequest(), now=NOW).prediction.findings
    assert {f.key for f in accepted if f.rule == about.rule and f.suppressed} == {about.key}


def test_labels_stay_in_a_later_snapshot_and_approvers_are_not_named(tmp_path: Path) -> None:
    """A person keeps the number in every snapshot of the project; who accepted a finding is a person too."""
    project = str(tmp_path / "migration.db")
    opened = open_project(project, create=True)
    bob, anna = (User(key=f"sip:{n}@c.com", sip_address=f"sip:{n}@c.com") for n in ("bob", "anna"))
    opened.save_snapshot("one", NOW, [bob], list)
    opened.save_snapshot("two", NOW, [anna, bob], list)
    for name, label in (("one", "person 1"), ("two", "person 1")):
        estate = opened.estate(name)
        found = next(user for user in estate.of(User) if user.key == bob.key)
        assert People(estate, opened.person_numbers).label_of(found) == label
    estate = opened.estate()
    shown = Redaction(People(estate, opened.person_numbers), estate)._acceptance(
        Acceptance("seen by bob@c.com", "Jane Outside")
    )
    assert str(shown) == "seen by person 1 (a person)"
