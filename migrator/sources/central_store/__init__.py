"""The central management store: documents of Export-CsConfiguration."""
