"""Many keys as one literal: what the database reads out of it is what the plan holds, and a hostile key stays a key."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from migrator.errors import InputError
from migrator.repair.packed_keys import LISTED_ROWS, json_of_keys, xml_of_keys
from migrator.repair.plan import Expected, PlannedColumn, PlannedRow, PlannedTable, seal
from migrator.repair.render import repair_script, undo_script

from .conftest import POOL
from .test_tsql_script import LINTER, NEWER_THAN_2005, bare

OWNER = PlannedColumn("OwnerPoolID", "guid", "uniqueidentifier", None)
NUMBER = PlannedColumn("Number", "integer", "bigint", None)
TEXT = PlannedColumn("Text", "text", "nvarchar(100)", "Latin1_General_BIN2")
BINARY = PlannedColumn("Binary", "binary", "binary(4)", None)
MANY = LISTED_ROWS + 1
XML_TEXT = st.text(
    st.one_of(
        st.sampled_from("\t\n\r'\"<>&$(]~^|01\x00\x01\uffff"),
        st.characters(exclude_categories=("Cs",)),
    ),
    max_size=12,
)


def table(keys, *columns, names=None):
    """A planned table with these keys, each a tuple of texts."""
    rows = tuple(PlannedRow(key, (names or {}).get(key), None, POOL) for key in keys)
    return PlannedTable("dbo.Queues", "dbo", "Queues", OWNER, columns, Expected(len(rows), len(rows)), rows)


def many(*first):
    """The given texts as second key column, and as many more as it takes to have them packed."""
    texts = [*first, *(f"text {number}" for number in range(MANY))]
    return [(str(number), text) for number, text in enumerate(texts)]


def read_xml(document):
    """The keys in the XML, and the names, as an XML parser reads them."""
    rows = list(etree.fromstring(document))
    return [(row.get("k1"), row.get("k2")) for row in rows], [row.get("n") for row in rows]


def spoken_out(text, spelled):
    """*text* with each spelling replaced by its character, as the script does on the server."""
    for character, spelling in spelled.items():
        text = text.replace(spelling, character)
    return text


@given(XML_TEXT)
def test_xml_holds_each_key_as_it_is(text):
    """Line ends, quotes, markup and any script come out of the XML as they went in, and nothing ends the literal."""
    keys = many(text)
    packed = xml_of_keys(table(keys, NUMBER, TEXT, names={keys[0]: text}))
    document = packed.xml
    assert [(number, spoken_out(key, packed.spelled[1])) for number, key in read_xml(document)[0]] == keys
    assert "'" not in document
    assert "$" not in document
    assert not re.search(r"^\s*GO\s*$", document, re.MULTILINE | re.IGNORECASE)


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12))
def test_sqlite_reads_each_key_out_of_the_json(text):
    """Text and integers come out of SQLite's own JSON reader as they went in, of their own types."""
    keys = many(text)
    document = json_of_keys(table(keys, NUMBER, TEXT))
    with closing(sqlite3.connect(":memory:")) as connection:
        read = connection.execute(
            "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?)", (document,)
        ).fetchall()
    assert read == [(int(number), value) for number, value in keys]


def test_names_stand_beside_the_keys():
    """The reader of a long script finds each row's name beside its key; a hidden character in it is spelled out."""
    keys = many()
    document = xml_of_keys(table(keys, NUMBER, TEXT, names={keys[1]: "Füh\u202erung <1>\x07"}))
    assert read_xml(document.xml)[1][:3] == [None, "Füh\\u202erung <1>\\u0007", None]


@pytest.mark.parametrize("pack", [xml_of_keys, json_of_keys])
def test_few_rows_are_listed(pack):
    """As many rows as a person reviews line by line are not packed; one more is."""
    keys = many()
    assert pack(table(keys[:LISTED_ROWS], NUMBER, TEXT)) is None
    assert pack(table(keys[:MANY], NUMBER, TEXT)) is not None


@pytest.mark.parametrize(
    ("pack", "keys", "columns"),
    [(json_of_keys, many("a\0b"), (NUMBER, TEXT)),
     (xml_of_keys, [(f"0x{number:08x}",) for number in range(MANY)], (BINARY,)),
     (json_of_keys, [(f"0x{number:08x}",) for number in range(MANY)], (BINARY,))],
)  # fmt: skip
def test_what_the_form_cannot_hold_is_listed(pack, keys, columns):
    """Binary keys, and the character that SQLite's JSON loses, are never packed, however many rows there are."""
    assert pack(table(keys, *columns)) is None


@pytest.mark.parametrize("pack", [xml_of_keys, json_of_keys])
def test_a_hostile_number_is_refused(pack):
    """A plan file can be hostile: what is no number does not get into the literal unquoted."""
    keys = [*many(), ('1"/><row k1="2', "x")]
    with pytest.raises(InputError, match=r"is not a value of type bigint"):
        pack(table(keys, NUMBER, TEXT))


@pytest.mark.parametrize("render", [repair_script, undo_script])
def test_a_long_batch_is_t_sql_of_2005(render, sql_server_plan):
    """The packed batch parses, keeps to the words of SQL Server 2005, and reads each key with its declared type."""
    keys = many("O'Hara\r\nGO\r\n$(x)", "📞")
    script = render(sql_server_plan(table(keys, NUMBER, TEXT), table(keys, NUMBER, TEXT)))
    assert LINTER.parse_string(script.text).violations == []
    assert NEWER_THAN_2005.findall(bare(script.text)) == []
    assert script.text.count("DECLARE @keys xml;") == 1
    assert script.text.count("SELECT one.value('@k1', 'bigint'), one.value('@k2', 'nvarchar(4000)')") == 2
    assert re.findall(r"FROM (\S+) AS keys \(one\)", script.text) == ["@keys.nodes('/rows/row')"] * 2
    literals = re.findall(r"SET @keys = N'(.*?)';", script.text, re.DOTALL)
    assert [read_xml(literal)[0] for literal in literals] == [keys, keys]


def test_characters_that_xml_lacks_are_replaced_back_by_the_server(sql_server_plan):
    """Each spelling becomes its character again, in binary order; the sign of the spelling is in no key."""
    script = repair_script(sql_server_plan(table(many("a~01b", "c\x01\x00d"), NUMBER, TEXT)))
    read = "one.value('@k2', 'nvarchar(4000)') COLLATE Latin1_General_BIN2"
    assert f"REPLACE(REPLACE({read}, N'^00', NCHAR(0)), N'^01', NCHAR(1))" in script.text
    assert 'k2="a~01b"' in script.text
    assert 'k2="c^01^00d"' in script.text
    assert LINTER.parse_string(script.text).violations == []


def test_text_of_another_code_page_is_read_as_unicode(sql_server_plan):
    """A varchar key whose column has another code page than the database loses no letter on its way out of the XML."""
    cyrillic = PlannedColumn("Code", "text", "varchar(20)", "Cyrillic_General_CI_AS")
    script = repair_script(sql_server_plan(table([(f"Я{number}",) for number in range(MANY)], cyrillic)))
    assert "k1 varchar(20) COLLATE Cyrillic_General_CI_AS NOT NULL" in script.text
    assert "one.value('@k1', 'nvarchar(4000)')" in script.text
    assert "one.value('@k1', 'varchar" not in script.text


def test_the_number_of_statements_does_not_grow(sql_server_plan):
    """One row more than can be listed, or a hundred thousand: the same statements."""

    def statements(count):
        one = table([(str(number), "x") for number in range(count)], NUMBER, TEXT)
        return re.sub(r"\d+", "n", bare(repair_script(sql_server_plan(one)).text))

    assert statements(100_000) == statements(MANY)


def test_many_hostile_keys_are_repaired_and_taken_back(database):
    """On the embedded database a long plan with a key of two columns runs, and its undo restores every byte."""
    keys = many("O'Hara\r\n", "📞", "", "%s {x} $(y)", "\x7f\x01")
    documents = json.dumps([[int(number), text] for number, text in keys]).replace("'", "''")
    rgsconfig = database(
        "CREATE TABLE Queues (Number INTEGER, Text TEXT NOT NULL, OwnerPoolID TEXT, PRIMARY KEY (Number, Text))",
        "INSERT INTO Queues SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), NULL "
        f"FROM json_each('{documents}')",
    )
    before = rgsconfig.rows()
    plan = rgsconfig.plan()
    assert json_of_keys(plan.tables[0])
    assert rgsconfig.run(plan).changed == len(keys)
    assert all(owner == POOL for _, _, owner in rgsconfig.rows()["Queues"])
    assert rgsconfig.run(plan, "undo").changed == len(keys)
    assert rgsconfig.rows() == before


def test_an_approved_part_of_a_long_plan_changes_only_its_rows(database):
    """Packed keys choose the rows: those that are not in the literal stay without owner."""
    rgsconfig = database(
        "CREATE TABLE Queues (ID INTEGER PRIMARY KEY, OwnerPoolID TEXT)",
        "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 1000) "
        "INSERT INTO Queues SELECT x, NULL FROM n",
    )  # fmt: skip
    plan = rgsconfig.plan()
    rows = plan.tables[0].rows[::2]
    part = replace(plan.tables[0], rows=rows, expected=Expected(1000, len(rows)))
    assert rgsconfig.run(seal(replace(plan, tables=(part,)))).changed == 500
    assert {str(key) for key, owner in rgsconfig.rows()["Queues"] if owner} == {row.key[0] for row in rows}
