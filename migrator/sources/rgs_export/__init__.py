"""The zip of Export-CsRgsConfiguration."""
