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
# .NET knows only the folder in which the shell was started; the session knows the one of Set-Location.
try { $Into = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Into) }
catch { throw "-Into $Into is not a folder: $_" }
if (-not [System.IO.Path]::IsPathRooted($Into)) { throw "-Into $Into is not a folder of a disk" }
if ([System.Management.Automation.WildcardPattern]::ContainsWildcardCharacters($Into)) {
    throw "$Into has a character that PowerShell takes for a wildcard ([ ] * ?): name another folder with -Into"
}
$Folder = Join-Path $Into ('evidence-' + $Network.HostName + '-' + $Role + '-' + (Get-Date).ToString('yyyyMMdd-HHmmss'))
if (Test-Path -Path $Folder) { throw "$Folder is there already" }
try { [void][System.IO.Directory]::CreateDirectory($Folder) }
catch { throw "$Folder cannot be made, so nothing was collected; name another folder with -Into: $_" }
$Manifest = Join-Path $Folder 'manifest.xml'
$Entries = @()
$Planned = @()

# Text as XML can hold it, of at most 2,000 characters: the manifest is known by what stands at its beginning.
function Get-PlainText {
    param([string]$Text)
    if ($Text.Length -gt 2000) { $Text = $Text.Substring(0, 2000) + ' ...' }
    $Text -replace '[\x00-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]', '?'
}

function New-KitEntry {
    param([string]$Name, [string]$File, [string]$Command, $Started, $Problem)
    if ($Problem) { $Problem = Get-PlainText -Text $Problem }
    New-Object PSObject -Property @{
        MigratorKit = $KitVersion
        Product = $Product
        Role = $Role
        Machine = $Machine
        Collector = $Collector
        Block = Get-PlainText -Text $Name
        File = $File
        Command = $Command
        Started = $Started
        Ended = $null
        Rows = $null
        Error = $Problem
        Sha256 = $null
    }
}

# The manifest is written anew before and after each block, so that it names the block that did not end and those that
# did not run even if the window is closed; beside the old one, which stays until the new one is complete.
function Save-Manifest {
    $Begun = @($Entries | ForEach-Object { $_.Block })
    $All = @($Entries)
    foreach ($Name in $Planned) {
        if ($Begun -notcontains $Name) { $All += New-KitEntry -Name $Name -Problem 'it was not run' }
    }
    $New = Join-Path $Folder 'manifest.new'
    try {
        $All | Export-Clixml -Path $New -Depth 2 -Encoding Unicode -ErrorAction Stop
        Move-Item -Path $New -Destination $Manifest -Force -ErrorAction Stop
    }
    catch { Write-Host "  error: manifest.xml cannot be written: $_" }
}

function Get-Sha256 {
    param([string]$Path)
    try { $Algorithm = New-Object System.Security.Cryptography.SHA256CryptoServiceProvider }
    catch { $Algorithm = New-Object System.Security.Cryptography.SHA256Managed }
    $Stream = [System.IO.File]::OpenRead($Path)
    try { [System.BitConverter]::ToString($Algorithm.ComputeHash($Stream)).Replace('-', '').ToLower() }
    finally { $Stream.Close() }
}

# Runs one block. With -Depth the block gives objects, which are exported as they come; without, it writes the file at
# $Path itself. What there was before an error is kept; the manifest names the error.
function Invoke-Block {
    param([string]$Name, [string]$File, [int]$Depth, [scriptblock]$Collect)
    Write-Host $Name
    $Path = Join-Path $Folder $File
    $Command = $Collect.ToString().Trim()
    $Started = (Get-Date).ToUniversalTime()
    $Entry = New-KitEntry -Name $Name -File $File -Command $Command -Started $Started
    $script:Entries += $Entry
    Save-Manifest
    $Problems = New-Object System.Collections.ArrayList
    $Count = @{ Rows = 0 }
    $Run = { try { & $Collect 2>&1 } catch { [void]$Problems.Add($_) } }
    $Keep = {
        if ($_ -is [System.Management.Automation.ErrorRecord]) { [void]$Problems.Add($_) }
        elseif ($null -ne $_) { $Count['Rows']++; $_ }
    }
    try {
        if ($Depth -gt 0) {
            & $Run | ForEach-Object $Keep | Export-Clixml -Path $Path -Depth $Depth -Encoding Unicode -ErrorAction Stop
            $Entry.Rows = $Count['Rows']
        }
        else { & $Run | ForEach-Object $Keep | Out-Null }
    }
    catch { [void]$Problems.Add($_) }
    try { if (Test-Path -Path $Path) { $Entry.Sha256 = Get-Sha256 -Path $Path } }
    catch { [void]$Problems.Add($_) }
    if ($Problems.Count -gt 0) {
        $Texts = @($Problems | Select-Object -First 5 | ForEach-Object { [string]$_ })
        $Entry.Error = Get-PlainText -Text ([string]::Join('; ', $Texts))
        Write-Host "  error: $($Entry.Error)"
    }
    $Entry.Ended = (Get-Date).ToUniversalTime()
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
