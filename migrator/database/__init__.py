"""Connecting to a customer's database: URL, redaction, catalogue, statements, quoting."""
