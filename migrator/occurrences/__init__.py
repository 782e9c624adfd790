"""What happened: events, trace records and log lines, counted in groups, and joined with the objects they name."""
