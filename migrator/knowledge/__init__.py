"""What known messages mean, and how a text is matched against them; the data are in ``reports/knowledge/``."""
