"""The interactive assistant: questions as data; the only room that knows questionary."""
