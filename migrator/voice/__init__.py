"""Voice configuration of OCS 2007 R2 as commands for Lync Server: text out, nothing is run."""
