"""Exports of response groups: the zip of Export-CsRgsConfiguration, and the XML of the tools of OCS 2007 R2."""
