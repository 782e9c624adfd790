"""Topology documents."""
