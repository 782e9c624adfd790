"""Objects of the Lync cmdlets."""
