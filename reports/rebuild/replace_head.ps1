[CmdletBinding(SupportsShouldProcess = $true)]
param(
    [string] $AudioFolder,
    [switch] $Apply
)

$TargetPool = {{ pool | ps }}
