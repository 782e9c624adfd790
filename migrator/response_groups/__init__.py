"""Response groups before and after the move: comparison, what the move does, rebuild."""
