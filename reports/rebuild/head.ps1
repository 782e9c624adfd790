[CmdletBinding(SupportsShouldProcess = $true)]
param(
{%- if target_pool %}
    [string] $TargetPool = {{ target_pool | ps }},
{%- else %}
    [Parameter(Mandatory = $true)] [string] $TargetPool,
{%- endif %}
    [string] $AudioFolder,
    [switch] $Apply
)

