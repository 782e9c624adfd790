"""Tables of the project file; `upgrades` brings those of older versions here."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, String, Table, Text

#: one higher with each step of `upgrades`
VERSION = 7
metadata = MetaData()

about = Table("about", metadata, Column("name", String(40), primary_key=True), Column("value", Text, nullable=False))

#: times are UTC text (ISO 8601), because SQLite would drop an offset without an error
snapshot = Table(
    "snapshot",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("taken_at", String(40), nullable=False),
)

source = Table(
    "source",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("snapshot_id", Integer, ForeignKey("snapshot.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("report", Text, nullable=False),
)

item = Table(
    "item",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("snapshot_id", Integer, ForeignKey("snapshot.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(60), nullable=False),
    Column("product", String(20), nullable=False),
    Column("key_digest", String(64), nullable=False),  # of the folded key, which can have any length
    Column("body", Text, nullable=False),
    Index("item_by_key", "snapshot_id", "kind", "product", "key_digest"),
)

suppression = Table(
    "suppression",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("rule", String(60), nullable=False),
    Column("pattern", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("approver", Text, nullable=False),
    Column("created", String(10), nullable=False),
    Column("expires", String(10)),
)

#: the project's own severity of a rule; version 1 did not ask for reason, approver and day
severity = Table(
    "severity",
    metadata,
    Column("rule", String(60), primary_key=True),
    Column("severity", String(10), nullable=False),
    Column("reason", Text),
    Column("approver", Text),
    Column("created", String(10)),
)

answer = Table(
    "answer",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("value", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", String(40), nullable=False),
)

#: the number of a person in documents without names, by the SHA-256 of the identity, which can be long
person = Table(
    "person",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("identity", Text, nullable=False),
    Column("number", Integer, nullable=False, unique=True),
)

repair = Table(
    "repair",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String(40), nullable=False),
    Column("entry", Text, nullable=False),
)

#: what people wrote into the journal of the project; `at` is when it happened, `kept` when it was written down
note = Table(
    "note",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String(40), nullable=False),
    Column("kept", String(40), nullable=False),
    Column("who", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("exact", Text, nullable=False),
    Column("cure", Text, nullable=False),
)

#: what was done about a symptom, one entry after the other; none is changed or deleted
investigation = Table(
    "investigation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("symptom", String(60), nullable=False),
    Column("at", String(40), nullable=False),
    Column("who", Text, nullable=False),
    Column("what", String(20), nullable=False),
    Column("name", String(60), nullable=False),
    Column("value", Text, nullable=False),
)

#: what people decided about a step of the checklist; the key can be long
checklist_step = Table(
    "checklist_step",
    metadata,
    Column("digest", String(64), primary_key=True),  # SHA-256 of the key
    Column("key", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("after", Text),  # of a step that people added: the key of the step above it
    Column("status", String(20), nullable=False),
    Column("owner", Text, nullable=False),
    Column("planned_start", String(40), nullable=False),
    Column("planned_end", String(40), nullable=False),
    Column("actual_start", String(40), nullable=False),
    Column("actual_end", String(40), nullable=False),
    Column("note", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", String(40), nullable=False),
    Column("version", Integer, nullable=False),
)

checklist_change = Table(
    "checklist_change",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("field", String(20), nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", String(40), nullable=False),
)

#: users who move together; `chosen` is how they were chosen, as it was typed
wave = Table(
    "wave",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("chosen", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", String(40), nullable=False),
)

#: the users of a wave, by the keys that they had when it was made
wave_user = Table(
    "wave_user",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("wave_id", Integer, ForeignKey("wave.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("key", Text, nullable=False),
)

#: the pools whose response groups move with a wave
wave_pool = Table(
    "wave_pool",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("wave_id", Integer, ForeignKey("wave.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("key", Text, nullable=False),
)

#: two people who have to move together and of whom no evidence shows it
companions = Table(
    "companions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("one", Text, nullable=False),
    Column("other", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", String(40), nullable=False),
)
