"""Rules about Lync Server 2010 estates (migration.md section 5)."""
