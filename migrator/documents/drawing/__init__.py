"""Layout and drawings of call flows."""
