"""The project file: snapshots, decisions and repair journals. Only SQLAlchemy with SQLite, PostgreSQL or SQL Server."""
