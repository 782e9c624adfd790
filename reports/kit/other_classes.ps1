
# Classes that no block above names, with all their properties.
$Named = @(
{%- for name in named %}
    {{ name | ps }}{% if not loop.last %},{% endif %}
{%- endfor %}
)
foreach ($Other in @($Classes | ForEach-Object { $_.Name } | Where-Object { $Named -notcontains $_ } | Sort-Object)) {
    $Part = ''
    if ($Other -like 'MSFT_SIPESUser*') { $Part = 'Users' }
    Add-Block -Name $Other -File "$Other.xml" -Depth {{ depth }} -Part $Part -Of $Other -Collect { Get-ClassInstance -Class $Of }
}
