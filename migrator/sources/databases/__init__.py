"""Live databases, read only."""
