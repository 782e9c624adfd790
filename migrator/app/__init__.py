"""What the command line, the wizard and the demo all do, one module per use case; nothing here prints or prompts."""
