"""What PowerShell printed: lists, tables, consoles with their errors, and converted to JSON and HTML."""
