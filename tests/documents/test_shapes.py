"""The JSON documents: what commands print is what the published schemas say, and the schemas are current."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from migrator.__main__ import main
from migrator.documents.shapes.catalogue import documents
from migrator.documents.shapes.inventory import item_document
from migrator.estate.catalogue import KINDS
from migrator.repair.embedded import build
from migrator.resources import fixture, report_file

DOCUMENTS = {document.name: document for document in documents()}
OWNER = "lyncpool.contoso.local"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with both fixtures, and an rgsconfig whose rows have lost their owner."""
    made = tmp_path_factory.mktemp("shapes")
    for name in ("contoso-lync2010", "contoso-ocs2007r2"):
        assert main(["--project", str(made / "p.db"), "inventory", str(fixture(name)), "--name", name]) == 0
    build(made / "rgsconfig.db")
    return made


@pytest.mark.parametrize("name", DOCUMENTS)
def test_schema_is_current(name: str) -> None:
    """`python -m migrator.documents.shapes reports/schema` has been run, and each schema is one."""
    published = json.loads(report_file("schema", f"{name}.json").read_text("utf-8"))
    assert published == json.loads(json.dumps(DOCUMENTS[name].schema()))
    Draft202012Validator.check_schema(published)
    assert published["$id"] == f"urn:migrator:{name}:{DOCUMENTS[name].version}"


def test_no_schema_is_left_behind() -> None:
    """Every file of the folder is the schema of a document."""
    assert {path.stem for path in report_file("schema").glob("*.json")} == set(DOCUMENTS)


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("snapshots", ["snapshots"]),
        ("show", ["show"]),
        ("show-kind", ["show", "user"]),
        ("show-kind", ["show", "workflow"]),
        ("show-kind", ["show", "voice_route"]),
        ("predict", ["predict"]),
        ("predict", ["predict", "--snapshot", "contoso-lync2010"]),
        ("rules", ["rules"]),
        ("rules-id", ["rules", "R2-RTE-001"]),
        ("rules-answers", ["rules", "--answers"]),
        ("answers-list", ["answers", "list"]),
        ("numbers", ["numbers"]),
        ("edge-dns", ["edge", "dns"]),
        ("rgs-flow", ["rgs", "flow"]),
        ("rgs-compare-move", ["rgs", "compare", "contoso-lync2010"]),
        ("rgs-compare", ["rgs", "compare", "contoso-lync2010", "contoso-lync2010"]),
        ("repair-find", ["repair", "find", "--sql", "sqlite:///FOLDER/rgsconfig.db"]),
        (
            "repair-plan",
            [
                "repair",
                "plan",
                "--sql",
                "sqlite:///FOLDER/rgsconfig.db",
                "--owner",
                "OWNER",
                "--output",
                "FOLDER/plan.json",
            ],
        ),
        ("repair-verify", ["repair", "verify", "--plan", "FOLDER/plan.json", "--sql", "sqlite:///FOLDER/rgsconfig.db"]),
        ("repair-history", ["repair", "history"]),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, list) else value,
)
def test_what_is_printed_is_what_the_schema_says(
    folder: Path, name: str, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Each command's JSON is valid by the schema, and declares every field that it prints."""
    given = [word.replace("FOLDER", str(folder)).replace("OWNER", OWNER) for word in command]
    main(["--project", str(folder / "p.db"), *given, "--json"])
    printed = json.loads(capsys.readouterr().out)
    schema = DOCUMENTS[name].schema()
    assert [error.message for error in Draft202012Validator(schema).iter_errors(printed)] == []
    assert printed or name == "repair-history"


def test_inventory_prints_what_its_schema_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The document of a snapshot that was just taken, with what several ways of collection differ in."""
    main(["--project", str(tmp_path / "p.db"), "inventory", str(fixture("contoso-lync2010")), "--json"])
    printed = json.loads(capsys.readouterr().out)
    assert [e.message for e in Draft202012Validator(DOCUMENTS["inventory"].schema()).iter_errors(printed)] == []
    assert printed["reconciliation"]


def test_an_object_of_every_kind_can_be_shown() -> None:
    """No declared field stands in the way of what every object has: events have a source of their own."""
    for cls in KINDS.values():
        document = item_document(cls(key="k", sources=("lync.xml#event 1",)))
        assert (document.key, document.sources) == ("k", ("lync.xml#event 1",))


def test_a_finding_of_another_shape_is_not_valid() -> None:
    """The schema says no to a finding without its rule, or with a severity that there is not."""
    schema = DOCUMENTS["predict"].schema()
    finding = schema["$defs"]["FindingDocument"]
    assert "rule" in finding["required"]
    validator = Draft202012Validator({**schema, "$ref": "#/$defs/Severity"})
    assert validator.is_valid("block")
    assert not validator.is_valid("fatal")
