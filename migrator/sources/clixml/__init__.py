"""CLIXML, the format of Export-Clixml."""
