"""What a rule is, and how rules are run over an estate."""
