"""Rules about OCS 2007 R2 estates (migration.md section 4)."""
