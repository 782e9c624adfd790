"""The project file: snapshots, decisions and repair journals, in SQLite, PostgreSQL or SQL Server."""
