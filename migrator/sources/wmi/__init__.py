"""WMI classes of OCS 2007 R2."""
