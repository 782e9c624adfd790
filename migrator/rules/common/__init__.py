"""Rules about estates of several products."""
