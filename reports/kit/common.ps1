# migrator collection kit {{ version | line }}: {{ title | line }}
#
# Where: {{ where | line }}
# Rights: {{ rights | line }}
# It reads only. It writes only into a new folder beside this script, or below the folder given with -Into.
# PowerShell 2.0 or later.

param(
    [string]$Into
{%- for parameter in parameters %},
    {{ parameter }}
{%- endfor %}
)

$ErrorActionPreference = 'Continue'
$KitVersion = {{ version | ps }}
$Product = {{ product | ps }}
$Role = {{ role | ps }}
$Collector = [System.Environment]::UserDomainName + '\' + [System.Environment]::UserName
$Network = [System.Net.NetworkInformation.IPGlobalProperties]::GetIPGlobalProperties()
$Machine = $Network.HostName
if ($Network.DomainName) { $Machine = $Machine + '.' + $Network.DomainName }
if (-not $Into) { $Into = Split-Path -Parent $MyInvocation.MyCommand.Path }
$Folder = Join-Path $Into ('evidence-' + $Network.HostName + '-' + $Role + '-' + (Get-Date).ToString('yyyyMMdd-HHmmss'))
if (Test-Path -Path $Folder) { throw "$Folder is there already" }
[void][System.IO.Directory]::CreateDirectory($Folder)
$Entries = @()
$Planned = @()

function New-KitEntry {
    param([string]$Name, [string]$File, [string]$Command, $Problem, $Result = @{})
    New-Object PSObject -Property @{
        MigratorKit = $KitVersion
        Product = $Product
        Role = $Role
        Machine = $Machine
        Collector = $Collector
        Block = $Name
        File = $File
        Command = $Command
        Started = $Result['Started']
        Ended = $Result['Ended']
        Rows = $Result['Rows']
        Error = $Problem
        Sha256 = $Result['Sha256']
    }
}

# The manifest is written anew after each block, so that it names blocks that did not run even if the window is closed.
function Save-Manifest {
    $Begun = @($Entries | ForEach-Object { $_.Block })
    $All = @($Entries)
    foreach ($Name in $Planned) {
        if ($Begun -notcontains $Name) { $All += New-KitEntry -Name $Name -Problem 'it was not run' }
    }
    $All | Export-Clixml -Path (Join-Path $Folder 'manifest.xml') -Depth 2 -Encoding Unicode
}

function Get-Sha256 {
    param([string]$Path)
    try { $Algorithm = New-Object System.Security.Cryptography.SHA256CryptoServiceProvider }
    catch { $Algorithm = New-Object System.Security.Cryptography.SHA256Managed }
    $Stream = [System.IO.File]::OpenRead($Path)
    try { [System.BitConverter]::ToString($Algorithm.ComputeHash($Stream)).Replace('-', '').ToLower() }
    finally { $Stream.Close() }
}

# Runs one block. With -Depth the block gives objects, which are exported; without, it writes the file at $Path itself.
# What it wrote before an error is kept; the manifest names the error.
function Invoke-Block {
    param([string]$Name, [string]$File, [int]$Depth, [scriptblock]$Collect)
    Write-Host $Name
    $Path = Join-Path $Folder $File
    $Started = (Get-Date).ToUniversalTime()
    $Rows = $null
    $Sha256 = $null
    $Problems = @()
    try {
        $Written = @(& $Collect 2>&1)
        $Problems = @($Written | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
        if ($Depth -gt 0) {
            $Found = @($Written | Where-Object { ($null -ne $_) -and ($_ -isnot [System.Management.Automation.ErrorRecord]) })
            $Found | Export-Clixml -Path $Path -Depth $Depth -Encoding Unicode
            $Rows = $Found.Count
        }
    }
    catch { $Problems += $_ }
    try { if (Test-Path -Path $Path) { $Sha256 = Get-Sha256 -Path $Path } }
    catch { $Problems += $_ }
    $Problem = $null
    if ($Problems.Count -gt 0) {
        $Problem = [string]::Join('; ', @($Problems | ForEach-Object { [string]$_ } | Select-Object -First 5))
        Write-Host "  error: $Problem"
    }
    $Ended = (Get-Date).ToUniversalTime()
    $Command = $Collect.ToString().Trim()
    $Result = @{ Started = $Started; Ended = $Ended; Rows = $Rows; Sha256 = $Sha256 }
    $script:Entries += New-KitEntry -Name $Name -File $File -Command $Command -Problem $Problem -Result $Result
    Save-Manifest
}

# A block that could not start.
function Add-Failure {
    param([string]$Name, [string]$Problem)
    Write-Host "$Name"
    Write-Host "  error: $Problem"
    $script:Entries += New-KitEntry -Name $Name -Problem $Problem
    Save-Manifest
}

# Fails where the last program failed.
function Assert-ExitCode {
    param([string]$Program)
    if ($LASTEXITCODE -ne 0) { throw "$Program ended with exit code $LASTEXITCODE" }
}
