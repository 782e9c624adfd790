
if (-not (Get-Command -Name Get-CsWindowsService -ErrorAction SilentlyContinue)) {
    throw 'Nothing was collected: start this script from the Lync Server Management Shell.'
}
{%- if product_is_2013 %}
if (-not (Get-Command -Name '{{ telling }}' -ErrorAction SilentlyContinue)) {
    throw 'Nothing was collected: this shell has no {{ telling }}, so it is that of Lync Server 2010, and this kit is for 2013. Write the other: migrator kit --product lync2010'
}
{%- else %}
if (Get-Command -Name '{{ telling }}' -ErrorAction SilentlyContinue) {
    throw 'Nothing was collected: this shell has {{ telling }}, so it is that of a later version, and this kit is for Lync Server 2010. Write the other: migrator kit --product lync2013'
}
{%- endif %}
