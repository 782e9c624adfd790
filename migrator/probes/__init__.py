"""Live looks at the network, made only when somebody asks for them: read-only, with a limit of time and number."""
