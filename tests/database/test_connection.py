"""Connecting to a customer's database: drivers, time-outs, quoting, and errors without passwords."""

from __future__ import annotations

import socket
import sqlite3
import sys
import types
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.database import connection as database
from migrator.database.connection import (
    connection,
    open_engine,
    place,
    quote_identifier,
    redact,
    target_errors,
    user_without_password,
    with_choices,
    without_password,
)
from migrator.errors import InputError, TargetError

SECRET = "Pa55/word!"


@pytest.mark.parametrize(
    "text",
    [
        f"mssql+pyodbc://sa:{SECRET}@sql1/rgsconfig",
        f"mssql+pyodbc://sa:{SECRET}@@sql1:1433/rgsconfig?driver=FreeTDS",
        "mssql+pyodbc:///?odbc_connect=DRIVER%3DX%3BUID%3Dsa%3BPWD%3DPa55%2Fword!",
        f"DRIVER={{X}};SERVER=sql1;UID=sa;PWD={SECRET};Encrypt=yes",
        f"SERVER=sql1;PWD={{{SECRET};}}}} more}};UID=sa",
        f"Server=sql1;password = {SECRET};x=y",
        f"mssql+pyodbc://sql1/rgsconfig?uid=sa&pwd={SECRET}&driver=FreeTDS",
        f"postgresql+psycopg://db1/projects?sslmode=require&sslpassword={SECRET}&access_token={SECRET}",
        f"mssql+pyodbc://db1/projects?driver=FreeTDS&Client_Secret={SECRET}&api_key={SECRET}",
        f"postgresql+psycopg://db1/projects?options=secret%3D{SECRET}",
        f"could not connect to mssql+pyodbc://sa:{SECRET}@sql1/rgsconfig (timeout)",
    ],
)
def test_no_password_survives_redaction(text):
    """Whatever the form of the connection text, the password is gone."""
    shown = redact(text)
    assert "Pa55" not in shown
    assert "***" in shown


@pytest.mark.parametrize(
    "text", ["sqlite:////tmp/x@y/rgs.db", "mssql+pyodbc://sql1/rgsconfig?driver=FreeTDS", "an ordinary line"]
)
def test_text_without_a_password_is_left_as_it_is(text):
    """Redaction hides nothing else."""
    assert redact(text) == text


NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1)


@given(NAMES)
def test_a_quoted_name_of_sqlite_is_that_name(name):
    """Quotes, brackets and any script: SQLite reads the name that went in."""
    with closing(sqlite3.connect(":memory:")) as opened:
        quoted = quote_identifier(name, "sqlite")
        opened.execute(f"CREATE TABLE t ({quoted} TEXT)")
        (column,) = [row[1] for row in opened.execute("PRAGMA table_info(t)")]
    assert column == name


@given(NAMES)
def test_a_quoted_name_of_sql_server_ends_only_at_its_end(name):
    """Every closing bracket inside is doubled, so that the name cannot end early."""
    quoted = quote_identifier(name, "mssql")
    assert quoted[0] + quoted[-1] == "[]"
    assert quoted[1:-1].replace("]]", "") == name.replace("]", "")
    assert quoted[1:-1].count("]") == 2 * name.count("]")


@pytest.mark.parametrize("name", ["", "a\nGO\nb", "a\x00b", "a\x7fb"])
@pytest.mark.parametrize("dialect", ["mssql", "sqlite"])
def test_a_name_that_is_no_name_is_refused(name, dialect):
    """Empty names and control characters are never put into a statement."""
    with pytest.raises(InputError, match=r"is empty or contains a control character"):
        quote_identifier(name, dialect)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("not a url", "not a database URL"),
        (f"mssql+pyodbc://sa:{SECRET}@:99999x/db", "not a database URL"),
        ("postgresql://h/db", "postgresql: this kind of database is not supported"),
        ("mssql+pymssql://h/db", "mssql+pymssql: this kind of database is not supported"),
        ("sqlite://", "the SQLite URL names no file"),
        ("sqlite:///:memory:", "the SQLite URL names no file"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused(url, message):
    """One line says what is wrong, without the password."""
    with pytest.raises(InputError) as caught:
        open_engine(url)
    assert message in caught.value.message
    assert "Pa55" not in caught.value.message


def test_a_missing_file_is_not_made(tmp_path):
    """SQLite would make an empty database; a missing file is an error and stays missing."""
    path = tmp_path / "none.db"
    with pytest.raises(InputError, match=r"none.db: no such database file"):
        open_engine(f"sqlite:///{path}")
    assert not path.exists()


def test_a_file_that_is_no_database_is_one_line(tmp_path):
    """A driver's error names the place and is a `TargetError`."""
    path = tmp_path / "odd.db"
    path.write_bytes(b"this is not a database, and long enough to be read as one" * 10)
    url = f"sqlite:///{path}"
    with pytest.raises(TargetError) as caught, connection(url, open_engine(url)) as raw:
        raw.execute("SELECT * FROM sqlite_master")
    assert caught.value.message == f"{path}: file is not a database"


def test_what_is_no_driver_error_passes_through():
    """Mistakes of this program are not dressed up as errors of the server."""
    with pytest.raises(ZeroDivisionError), target_errors("sqlite:///x"):
        _ = 1 / 0


def test_the_connection_is_in_autocommit_and_closed(tmp_path):
    """Nobody but the caller begins a transaction, and nothing stays open."""
    path = tmp_path / "x.db"
    sqlite3.connect(path).close()
    url = f"sqlite:///{path}"
    with connection(url, open_engine(url)) as raw:
        assert raw.isolation_level is None
    with pytest.raises(sqlite3.ProgrammingError):
        raw.execute("SELECT 1")


class FakeError(Exception):
    """PEP 249's root of a driver's errors."""


FakeError.__name__ = "Error"


@pytest.fixture
def pyodbc(monkeypatch):
    """A stand-in for the module pyodbc that notes how it is connected and refuses."""
    module = types.ModuleType("pyodbc")
    module.connected = []
    module.pooling = True
    module.paramstyle, module.version, module.apilevel = "qmark", "5.1.0", "2.0"
    module.Error = module.DatabaseError = module.OperationalError = module.ProgrammingError = FakeError
    module.Cursor = types.SimpleNamespace(nextset=None)
    module.drivers = lambda: ["FreeTDS", "ODBC Driver 17 for SQL Server"]

    def connect(*arguments, **options):
        module.connected.append((arguments, options))
        raise FakeError("28000", f"[28000] Login failed for user 'sa'; PWD={SECRET}; {SECRET} (18456)")

    module.connect = connect
    monkeypatch.setitem(sys.modules, "pyodbc", module)
    return module


def connect_text(pyodbc, url):
    """The ODBC text that *url* becomes."""
    with pytest.raises(TargetError), connection(url, open_engine(url)):
        pass
    return pyodbc.connected[0][0][0]


def test_the_newest_driver_that_is_installed_is_taken(pyodbc):
    """Without driver= in the URL, Microsoft's driver goes before FreeTDS."""
    text = connect_text(pyodbc, "mssql+pyodbc://sql1/rgsconfig")
    assert text == "DRIVER={ODBC Driver 17 for SQL Server};Server=sql1;Database=rgsconfig;Trusted_Connection=Yes"


def test_freetds_gets_the_port_as_its_own_key(pyodbc):
    """FreeTDS does not want the port in the server name."""
    text = connect_text(pyodbc, "mssql+pyodbc://sql1:1533/rgsconfig?driver=FreeTDS&TDS_Version=7.2")
    assert "Server=sql1;" in text
    assert ";port=1533" in text.lower()
    assert "TDS_Version=7.2" in text


def test_other_drivers_get_the_port_in_the_server_name(pyodbc):
    """Microsoft's drivers take host,port."""
    assert "Server=sql1,1533;" in connect_text(pyodbc, "mssql+pyodbc://sql1:1533/rgsconfig")


def test_pooling_is_off_and_the_login_has_a_time_limit(pyodbc):
    """Set before the first connect, or a closed connection would keep its session."""
    connect_text(pyodbc, "mssql+pyodbc://sql1/rgsconfig")
    assert pyodbc.pooling is False
    assert pyodbc.connected[0][1]["timeout"] == database.LOGIN_TIMEOUT_S


@pytest.mark.parametrize(
    ("text", "way_out"),
    [
        (
            "SSL Provider: [error:0A000086:SSL routines::certificate verify failed:self-signed certificate]",
            "TrustServer",
        ),
        ("SSL Provider: [error:0A000102:SSL routines::unsupported protocol]", "MinProtocol=TLSv1.0"),
        ("[unixODBC][Driver Manager]Can't open lib 'x.so' : file not found", "install the driver again"),
        (
            "[FreeTDS][SQL Server]Unable to connect: Adaptive Server is unavailable",
            "for another give HOST,PORT",
        ),
        (
            "[Microsoft][ODBC Driver 18 for SQL Server]Login timeout expired",
            "for another give HOST,PORT",
        ),
        ("[SQL Server]Lock request time out period exceeded. (1222) (SQLExecDirectW)", "then try again"),
    ],
)
def test_what_old_servers_are_known_for_has_a_hint(text, way_out):
    """Certificates, TLS 1.0, missing libraries and silent servers are met on every site: the hint says what to do."""
    with pytest.raises(TargetError) as caught, target_errors("mssql+pyodbc://sql1/rgsconfig"):
        raise FakeError("08001", text)
    assert way_out in caught.value.hint


class FakeConnection:
    """A connection to a server of version 9 that answers what SQLAlchemy asks at first, and notes what is set on it."""

    def __init__(self):
        self.autocommit, self.timeout, self.is_closed = False, 0, False
        self.sent = []

    def cursor(self):
        """Each cursor answers by itself."""
        return FakeCursor(self.sent)

    def add_output_converter(self, *_):
        """SQLAlchemy teaches pyodbc a type; nothing to learn here."""

    def getinfo(self, _):
        """The version as ODBC gives it."""
        return "09.00.5000"

    def commit(self):
        """Noted as a statement, because nobody should."""
        self.sent.append("commit")

    def rollback(self):
        """Noted as a statement."""
        self.sent.append("rollback")

    def close(self):
        """The session ends."""
        self.is_closed = True


class FakeCursor:
    """Answers version, schema, or one."""

    description = (("answer", None, None, None, None, None, None),)
    rowcount = -1

    def __init__(self, sent):
        self.sent, self.text = sent, ""

    def execute(self, text, *_):
        """Remembers the statement."""
        self.text = text
        self.sent.append(text)

    def setinputsizes(self, _):
        """Nothing to prepare."""

    def fetchone(self):
        """One row."""
        return ("9.00.5000" if "ProductVersion" in self.text else "dbo",)

    def fetchall(self):
        """One row."""
        return [self.fetchone()]

    def close(self):
        """Nothing to give back."""


def test_a_connection_is_the_only_owner_of_its_transactions(pyodbc):
    """Autocommit before the first statement, a time limit on queries, nothing committed or rolled back by others."""
    made = FakeConnection()
    pyodbc.connect = lambda *_, **__: made
    url = "mssql+pyodbc://sql1/rgsconfig"
    with connection(url, open_engine(url, query_timeout_s=120)) as raw:
        assert raw is made
        assert raw.autocommit is True
        assert raw.timeout == 120
        made.sent.clear()
        raw.cursor().execute("the batch")
    assert made.sent == ["the batch"]
    assert made.is_closed


def test_a_wrong_password_is_one_line_without_it(pyodbc):
    """The driver's text is kept, the password in it is not."""
    url = "mssql+pyodbc://sa:Pa55%2Fword!@sql1/rgsconfig"
    with pytest.raises(TargetError) as caught, connection(url, open_engine(url)):
        pass
    assert caught.value.message == ("sql1/rgsconfig: [28000] Login failed for user 'sa'; PWD=***; *** (18456)")
    assert "\n" not in caught.value.message
    assert caught.value.exit_code == 2, "nothing was begun"
    assert "%40" in caught.value.hint, "in a URL some characters are written otherwise"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("mssql+pyodbc://sql1/rgsconfig?driver=SQL+Serverr",
         "the ODBC driver 'SQL Serverr' is not installed (installed: FreeTDS, ODBC Driver 17 for SQL Server)"),
        ("mssql+pyodbc://sql1", "mssql+pyodbc://sql1: host and database are both needed"),
        (f"mssql+pyodbc://sa:{SECRET}@sql1", "mssql+pyodbc://...: host and database are both needed"),
    ],
)  # fmt: skip
def test_what_the_driver_would_guess_at_is_refused(pyodbc, url, message):
    """An unknown driver, or a URL without database (which would be taken as a DSN), is an error."""
    with pytest.raises(InputError) as caught:
        open_engine(url)
    assert caught.value.message == message


def test_without_any_driver_the_error_says_what_to_install(pyodbc):
    """The drivers that are there are listed, and the packages that would help."""
    pyodbc.drivers = lambda: ["PostgreSQL"]
    with pytest.raises(InputError) as caught:
        open_engine("mssql+pyodbc://sql1/rgsconfig")
    assert caught.value.message == "no ODBC driver for SQL Server is installed (installed: PostgreSQL)"
    assert "tdsodbc" in caught.value.hint
    assert "msodbcsql18" in caught.value.hint


def test_a_missing_odbc_library_is_one_line(monkeypatch):
    """The Linux wheel of pyodbc needs the system's libodbc: the error names the packages."""
    monkeypatch.setitem(sys.modules, "pyodbc", None)
    with pytest.raises(TargetError) as caught:
        open_engine("mssql+pyodbc://sql1/rgsconfig")
    assert caught.value.message.startswith("cannot connect to SQL Server: the package pyodbc ")
    assert "python -m pip install pyodbc" in caught.value.hint
    assert {"unixodbc", "tdsodbc"} <= set(caught.value.hint.split())


def test_pyodbc_is_not_imported_for_sqlite(tmp_path, monkeypatch):
    """The embedded database needs no ODBC."""
    monkeypatch.setitem(sys.modules, "pyodbc", None)
    path = tmp_path / "x.db"
    sqlite3.connect(path).close()
    url = f"sqlite:///{path}"
    with connection(url, open_engine(url)) as raw:
        assert raw.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize(
    ("url", "where"),
    [
        (f"mssql+pyodbc://sa:{SECRET.replace('/', '%2F')}@sql1:1433/rgsconfig", "sql1,1433/rgsconfig"),
        ("sqlite:////srv/rgs.db", "/srv/rgs.db"),
        ("mssql+pyodbc:///?odbc_connect=PWD%3Dx", "mssql+pyodbc:///?odbc_connect=***"),
    ],
)
def test_a_place_is_named_without_a_password(url, where):
    """What is printed about a URL is host and database, or the file."""
    assert place(url) == where


@pytest.mark.debian("tdsodbc")
def test_an_unreachable_server_is_one_line():
    """A real driver and a closed port: one line within the login time, naming the place and not the password."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"mssql+pyodbc://sa:Pa55%2Fword!@127.0.0.1:{port}/rgsconfig?driver=FreeTDS"
    with pytest.raises(TargetError) as caught, connection(url, open_engine(url, login_timeout_s=3)):
        pass
    assert caught.value.message.startswith(f"127.0.0.1,{port}/rgsconfig: [08")
    assert "Pa55" not in caught.value.message
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    ("driver", "encrypt", "expected"),
    [
        ("ODBC Driver 18 for SQL Server", "optional", "Encrypt=optional"),
        ("ODBC Driver 18 for SQL Server", "strict", "Encrypt=strict"),
        ("ODBC Driver 17 for SQL Server", "optional", "Encrypt=no"),
        ("ODBC Driver 17 for SQL Server", "yes", "Encrypt=yes"),
        ("FreeTDS", "no", "Encryption=off"),
        ("FreeTDS", "optional", "Encryption=request"),
        ("FreeTDS", "yes", "Encryption=require"),
    ],
)
def test_encryption_is_said_in_the_words_of_the_driver(pyodbc, driver, encrypt, expected):
    """One option for drivers that name it differently."""
    pyodbc.drivers = lambda: [driver]
    text = connect_text(pyodbc, with_choices("mssql+pyodbc://sql1/rgsconfig?encrypt=x", encrypt=encrypt))
    assert expected in text.split(";")
    assert text.casefold().count("encrypt") == 1


def test_an_old_driver_does_not_know_strict(pyodbc):
    """The error says which driver does."""
    with pytest.raises(InputError) as caught:
        open_engine(with_choices("mssql+pyodbc://sql1/rgsconfig", encrypt="strict"))
    assert "does not know strict encryption" in caught.value.message
    assert caught.value.hint == "Install ODBC Driver 18 for SQL Server"


def test_choices_go_before_what_the_url_says(pyodbc):
    """Driver, trust and password given beside the URL; the instance stays with the server."""
    url = with_choices(
        "mssql+pyodbc://sa@SQL1\\RTC/rgsconfig?driver=FreeTDS",
        driver="ODBC Driver 17 for SQL Server",
        trust_certificate=True,
        password=SECRET,
    )
    text = connect_text(pyodbc, url)
    assert "DRIVER={ODBC Driver 17 for SQL Server}" in text
    assert "Server=SQL1\\RTC;" in text
    assert f"PWD={SECRET}" in text
    assert "TrustServerCertificate=yes" in text


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("mssql+pyodbc://sql1/db", True),
        ("mssql+pyodbc://sql1/db?driver=FreeTDS", False),
        ("mssql+pyodbc://sql1/db?applicationintent=ReadWrite", False),
    ],
)
def test_who_only_reads_says_so_where_the_driver_knows_how(pyodbc, url, expected):
    """ApplicationIntent=ReadOnly lets a readable secondary answer; the URL may say otherwise."""
    with pytest.raises(TargetError), connection(url, open_engine(url, read_only=True)):
        pass
    assert ("ApplicationIntent=ReadOnly" in pyodbc.connected[0][0][0]) is expected


@pytest.mark.parametrize(
    ("url", "user"),
    [
        ("mssql+pyodbc://sql1/db", None),
        ("mssql+pyodbc://sa@sql1/db", "sa"),
        (f"mssql+pyodbc://sa:{SECRET.replace('/', '%2F')}@sql1/db", None),
        ("sqlite:///x.db", None),
    ],
)
def test_a_password_is_missing_only_where_a_user_is_named(url, user):
    """A Windows login has none, and SQLite asks nobody."""
    assert user_without_password(url) == user


def test_choices_beside_an_odbc_string_are_refused():
    """Such a string says everything by itself; what is inside it is not rewritten, nor shown."""
    with pytest.raises(InputError) as caught:
        with_choices("mssql+pyodbc:///?odbc_connect=PWD%3DPa55", encrypt="yes")
    assert "Pa55" not in caught.value.message


@pytest.mark.parametrize(
    ("url", "bare"),
    [
        ("mssql+pyodbc://sa:Pa55@sql1:1433/db?driver=FreeTDS", "mssql+pyodbc://sa@sql1:1433/db?driver=FreeTDS"),
        ("mssql+pyodbc://sql1/rgsconfig", "mssql+pyodbc://sql1/rgsconfig"),
        ("mssql+pyodbc:///?odbc_connect=DSN%3Dx%3BPWD%3DPa55", "mssql+pyodbc:///?odbc_connect=***"),
        ("sqlite:///rgs.db", "sqlite:///rgs.db"),
    ],
)
def test_a_url_to_type_again_holds_no_password(url, bare):
    """The user stays, so that the password is asked for; nothing else is lost."""
    assert without_password(url) == bare
