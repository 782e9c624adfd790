"""What to install if the driver of a database is missing."""

from __future__ import annotations

#: SQLAlchemy's name of a driver -> the package to name, and how to install it
_WAYS = {
    "psycopg": ("psycopg", 'python -m pip install "migrator[postgresql]"'),
    "pyodbc": (
        "pyodbc with unixODBC",
        "python -m pip install pyodbc; on Linux also unixodbc and tdsodbc (FreeTDS) or Microsoft's msodbcsql18",
    ),
}


def missing_driver(driver: str, reason: object) -> tuple[str, str | None]:
    """The message and the hint if SQLAlchemy's *driver* cannot be imported because of *reason*."""
    package, install = _WAYS.get(driver, (driver, f"python -m pip install {driver}"))
    return f"the package {package} cannot be loaded: {reason}", f"install it with: {install}"
