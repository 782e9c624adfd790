"""Active Directory: LDIF and live entries."""
