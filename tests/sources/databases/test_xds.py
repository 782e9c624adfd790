"""A live Central Management store: the topology first, every document, and documents that cannot be read."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from migrator.sources.central_store.archive import read_anchored_xml
from migrator.sources.databases.live import LiveDatabase
from migrator.sources.reading import Reading

PUBLISHED = (Path(__file__).parents[1] / "data" / "published_topology.xml").read_text("utf-8")
STORE = "urn:schema:Microsoft.Rtc.Management."


def document(key: str) -> str:
    """An AnchoredXml document with one voice policy."""
    policy = f"<VoicePolicy xmlns='{STORE}Policy.Voice.2008' AllowCallForwarding='false'/>"
    return (
        f"<AnchoredXml xmlns='{STORE}ScopeFramework.2008' SchemaWriteVersion='1'><Key ScopeClass='Site'>"
        f"<SchemaId Namespace='{STORE}Policy.Voice.2008' ElementName='VoicePolicy'/><AuthorityId Class='Host'/></Key>"
        f"<Dictionary Count='1'><Item><Key {key}/><Value Signature='7'>{policy}</Value></Item></Dictionary>"
        "</AnchoredXml>"
    )


def store(path: Path, *rows: tuple[str | None, Any]) -> LiveDatabase:
    """A store of rows of document name and data, as the public query knows its tables."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE Document (DocId INTEGER PRIMARY KEY, Name TEXT)")
        connection.execute("CREATE TABLE Item (ItemId INTEGER PRIMARY KEY, docID INTEGER, Data)")
        for number, (name, data) in enumerate(rows):
            if name is not None:
                connection.execute("INSERT INTO Document VALUES (?, ?)", (number, name))
            connection.execute("INSERT INTO Item (docID, Data) VALUES (?, ?)", (number, data))
        connection.commit()
    return LiveDatabase(f"sqlite:///{path}")


def read(live: LiveDatabase) -> tuple[list[Any], Any]:
    """All items and the report."""
    reading = Reading([], databases=[live])
    items = list(reading.items())
    return items, reading.reports[0]


@pytest.mark.parametrize("encoded", [str, lambda text: text.encode("utf-8"), lambda text: text.encode("utf-16")])
def test_the_topology_names_the_sites_of_the_others(tmp_path: Path, encoded: Any) -> None:
    """A document named before the topology gets the site's name too; text and bytes of any encoding are read."""
    live = store(
        tmp_path / "xds.db",
        ("A:Policy.Voice", encoded(document("SiteId='1'"))),
        ("B:Deploy.Topology", encoded(PUBLISHED.replace('encoding="utf-8"', "") if encoded is not str else PUBLISHED)),
    )
    items, report = read(live)
    alone = [e for e in read_anchored_xml(PUBLISHED, "t") if getattr(e, "kind", "") == "site"]
    policy = next(item for item in items if item.kind == "voice_policy")
    assert policy.key == f"Site:{alone[0].name}"
    assert policy.sources[0].startswith(f"{tmp_path / 'xds.db'}!A:Policy.Voice#")
    assert len({item.product for item in items if item.product != "ocs2007r2"}) == 1
    assert (report.format, report.status, report.rejected) == ("sql:xds", "read", 0)


def test_a_store_without_topology_says_so_once(tmp_path: Path) -> None:
    """The version is unknown: one message for the store, not one for each document."""
    items, report = read(store(tmp_path / "xds.db", ("a", document("SiteId='1'")), ("b", document("SiteId='2'"))))
    assert [item.product for item in items] == ["lync2010", "lync2010"]
    assert [m for m in report.messages if "taken for Lync Server 2010" in m] == list(report.messages)
    assert len(report.messages) == 1


def test_documents_that_cannot_be_read_are_counted(tmp_path: Path) -> None:
    """Cut off, empty, no XML, or with a DOCTYPE: each is rejected by its name, and the good one is read."""
    good = document("SiteId='1'")
    items, report = read(
        store(
            tmp_path / "xds.db",
            ("cut", good[:-20]),
            ("empty", None),
            ("words", "no XML"),
            ("bomb", "<!DOCTYPE a [<!ENTITY b 'c'>]>" + good),
            (None, b""),
            ("good", good),
        )
    )
    assert [item.kind for item in items] == ["voice_policy"]
    assert (report.rejected, report.status) == (5, "partial")
    named = {message.partition(":")[0] for message in report.messages}
    assert {"cut", "empty", "words", "bomb"} <= named
    assert any(name.startswith("document ") and name.endswith(" without a name") for name in named)


def test_text_in_bytes_without_a_mark_is_read(tmp_path: Path) -> None:
    """An image column may hold the text as the server stores it: UTF-16 without byte order mark."""
    items, report = read(store(tmp_path / "xds.db", ("a", document("SiteId='1'").encode("utf-16-le"))))
    assert ([item.kind for item in items], report.rejected) == (["voice_policy"], 0)
