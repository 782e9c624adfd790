"""Tables as text: CSV and netstat."""
