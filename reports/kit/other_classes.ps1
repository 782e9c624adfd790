
# Classes that no block above names, with all their properties.
$Named = @(
{%- for name in named %}
    {{ name | ps }}{% if not loop.last %},{% endif %}
{%- endfor %}
)
$Others = @()
try {
    $ErrorActionPreference = 'Stop'
    $Others = @(Get-WmiObject -Namespace root\cimv2 -List | Where-Object { ($_.Name -like 'MSFT_SIP*') -and ($Named -notcontains $_.Name) } | ForEach-Object { $_.Name } | Sort-Object)
}
catch { Add-Failure -Name 'classes that no block names' -Problem ([string]$_) }
finally { $ErrorActionPreference = 'Continue' }
foreach ($Other in $Others) {
    Invoke-Block -Name $Other -File "$Other.xml" -Depth {{ depth }} -Collect { Get-ClassInstance -Class $Other }
}
