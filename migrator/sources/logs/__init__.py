"""Event logs, traces and migration logs."""
