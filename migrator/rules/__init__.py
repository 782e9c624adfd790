"""Findings out: pure functions over an Estate. No I/O, no clock of their own."""
