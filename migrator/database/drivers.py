"""What to install if the driver of a database is missing, on the system that this program runs on."""

from __future__ import annotations

import sys

#: SQLAlchemy's name of a driver -> the package to name, and how to install it
_WAYS = {
    "psycopg": ("psycopg", 'python -m pip install "migrator[postgresql]"'),
    "pyodbc": ("pyodbc", "python -m pip install pyodbc"),
}
_ODBC = {
    "win32": "Microsoft's ODBC Driver 18 for SQL Server (its installer is msodbcsql.msi)",
    "darwin": "unixodbc with freetds (brew install unixodbc freetds), or Microsoft's msodbcsql18",
}
_ODBC_ELSEWHERE = (
    "unixodbc with tdsodbc (FreeTDS; on Debian and Ubuntu: apt install unixodbc tdsodbc), or Microsoft's msodbcsql18"
)


def missing_driver(driver: str, reason: object) -> tuple[str, str | None]:
    """The message and the hint if SQLAlchemy's *driver* cannot be imported because of *reason*."""
    package, install = _WAYS.get(driver, (driver, f"python -m pip install {driver}"))
    message = f"the package {package} cannot be loaded: {reason}"
    if driver == "pyodbc" and sys.platform != "win32":
        return message, f"install it with: {install}. It also needs {odbc_driver()}"
    return message, f"install it with: {install}"


def odbc_driver() -> str:
    """An ODBC driver for SQL Server, as it is installed on this system."""
    return _ODBC.get(sys.platform, _ODBC_ELSEWHERE)
