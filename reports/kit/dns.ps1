
# The SIP domains of -SipDomain{% if domains %}, else those that the deployment has{% endif %}.
function Get-AskedDomain {
    if ($SipDomain) { return $SipDomain }
{%- if domains %}
    {{ domains }}
{%- else %}
    throw "an Edge does not know the SIP domains: start the script with -SipDomain contoso.com,fabrikam.com"
{%- endif %}
}

# What nslookup says to one question, below a prompt that shows the question; its complaints are answers too.
function Get-NslookupText {
    param([string]$Type, [string]$Name)
    if ($Name -notmatch '^[A-Za-z0-9_][A-Za-z0-9._-]*$') { throw "$Name is not a name of DNS" }
    "PS C:\> nslookup -type=$Type $Name."
    nslookup "-type=$Type" "$Name." 2>&1 | ForEach-Object { [string]$_ }
    ''
}
