# migrator collection kit {{ version | line }}: {{ title | line }}
#
# Where: {{ where | line }}
# Rights: {{ rights | line }}
# It reads only. It writes only into a new folder beside this script, or below the folder given with -Into, and one zip
# of that folder beside it.
#requires -Version 2.0

# A parameter that is misspelt is refused, so that nothing is collected that was to be left out.
[CmdletBinding()]
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
$Invariant = [System.Globalization.CultureInfo]::InvariantCulture
$Collector = [System.Environment]::UserDomainName + '\' + [System.Environment]::UserName
$Network = [System.Net.NetworkInformation.IPGlobalProperties]::GetIPGlobalProperties()
$Machine = $Network.HostName
if ($Network.DomainName) { $Machine = $Machine + '.' + $Network.DomainName }
$Blocks = New-Object System.Collections.ArrayList
$LeftOut = 'it was left out: *'

# Nothing is begun before these checks.
{%- if parts %}
$Without = @($Without | Where-Object { $_ } | ForEach-Object { $_ -split ',' } | ForEach-Object { $_.Trim() })
foreach ($Word in $Without) {
    if (@({{ parts }}) -notcontains $Word) { throw "-Without takes {{ parts_text | line }}, not $Word" }
}
{%- endif %}
if (-not $Into) { $Into = Split-Path -Parent $MyInvocation.MyCommand.Path }
# .NET knows only the folder in which the shell was started; the session knows the one of Set-Location.
try { $Into = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Into) }
catch { throw "-Into $Into is not a folder: $_" }
if (-not [System.IO.Path]::IsPathRooted($Into)) { throw "-Into $Into is not a folder of a disk" }
if ($Into -match '[][*?`]') {
    throw "$Into has a character that PowerShell takes for a wildcard ([ ] * ? or a backtick): name another folder with -Into"
}
{%- if elevated %}

# Where it cannot be found out, the script goes on: blocks that lack a right fail and say so.
function Test-Elevated {
    try {
        $Person = New-Object System.Security.Principal.WindowsPrincipal -ArgumentList ([System.Security.Principal.WindowsIdentity]::GetCurrent())
        $Person.IsInRole([System.Security.Principal.WindowsBuiltInRole]::Administrator)
    }
    catch { $true }
}
if (-not (Test-Elevated){% if may_be_without %} -and $Without -notcontains 'ThisServer'{% endif %}) {
    throw 'Nothing was collected: start the shell with "Run as administrator".{% if may_be_without %} Who may not can collect the settings of the forest alone, with -Without ThisServer{% endif %}'
}
{%- endif %}

# Text as XML can hold it, of at most 2,000 characters: the manifest is known by what stands at its beginning.
function Get-PlainText {
    param([string]$Text)
    if ($Text.Length -gt 2000) { $Text = $Text.Substring(0, 2000) + ' ...' }
    $Text -replace '[\x00-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]', '?'
}

# Adds a block to those that will run. With -Depth it gives objects, which are exported to the file as they come; with
# -Lines it gives lines of text; with a file alone it writes that file at $Path itself; without a file it only adds
# blocks. -Of is what the block asks about, for blocks that are made in a loop.
function Add-Block {
    param([string]$Name, [string]$File, [int]$Depth, [switch]$Lines, [string[]]$Part, $Of, [scriptblock]$Collect)
    $Problem = 'it was not run'
    foreach ($Word in @($Part)) {
        if ($Word -and $Without -contains $Word) { $Problem = "it was left out: -Without $Word" }
    }
    $Entry = New-Object PSObject -Property @{
        MigratorKit = $KitVersion
        Product = $Product
        Role = $Role
        Machine = $Machine
        Collector = $Collector
        Block = Get-PlainText -Text $Name
        File = $File
        Command = $Collect.ToString().Trim()
        Started = $null
        Ended = $null
        Rows = $null
        Error = $Problem
        Sha256 = $null
    }
    $Settings = @{ Entry = $Entry; Depth = $Depth; Lines = [bool]$Lines; Of = $Of; Collect = $Collect }
    $Settings.Xml = ConvertTo-EntryXml -Entry $Entry -Number $Blocks.Count
    [void]$Blocks.Add($Settings)
}

# An entry as Export-Clixml writes it, which takes too long for all of them before each block.
function ConvertTo-EntryXml {
    param($Entry, [int]$Number)
    $Parts = foreach ($Name in 'MigratorKit', 'Product', 'Role', 'Machine', 'Collector', 'Block', 'File', 'Command', 'Started', 'Ended', 'Rows', 'Error', 'Sha256') {
        $Value = $Entry.$Name
        if ($null -eq $Value) { "<Nil N=`"$Name`" />" }
        elseif ($Value -is [System.DateTime]) { "<DT N=`"$Name`">" + $Value.ToString('o', $Invariant) + '</DT>' }
        elseif ($Value -is [int]) { "<I32 N=`"$Name`">$Value</I32>" }
        else {
            $Text = (Get-PlainText -Text $Value) -creplace '_x(?=[0-9A-Fa-f]{4}_)', '_x005F_x' -replace '\r', '_x000D_' -replace '\n', '_x000A_' -replace '\t', '_x0009_'
            "<S N=`"$Name`">" + [System.Security.SecurityElement]::Escape($Text) + '</S>'
        }
    }
    "<Obj RefId=`"$Number`"><MS>" + [string]::Join('', $Parts) + '</MS></Obj>'
}

# The manifest is written anew before each block and at the end, so that it names the block that did not end and those
# that did not run even if the window is closed; beside the old one, which stays until the new one is complete.
function Save-Manifest {
    $New = Join-Path $Folder 'manifest.new'
    $script:Unsaved = ''
    $Texts = @($Blocks | Where-Object { $_.Entry.File -or $_.Entry.Error } | ForEach-Object { $_.Xml })
    $Xml = '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">' + [string]::Join("`r`n", $Texts) + '</Objs>'
    try {
        Set-Content -Path $New -Value $Xml -Encoding Unicode -ErrorAction Stop
        Move-Item -Path $New -Destination $Manifest -Force -ErrorAction Stop
    }
    catch {
        $script:Unsaved = [string]$_
        Write-Host "  error: manifest.xml cannot be written: $_"
    }
}

function Get-Sha256 {
    param([string]$Path)
    try { $Algorithm = New-Object System.Security.Cryptography.SHA256CryptoServiceProvider }
    catch { $Algorithm = New-Object System.Security.Cryptography.SHA256Managed }
    $Stream = [System.IO.File]::OpenRead($Path)
    try { [System.BitConverter]::ToString($Algorithm.ComputeHash($Stream)).Replace('-', '').ToLowerInvariant() }
    finally { $Stream.Close() }
}

# Runs one block; nothing of what it gives is held. What there was before an error is kept; the manifest names the error.
function Invoke-Block {
    param($Block, [int]$Number)
    $Entry = $Block.Entry
    $Title = "{0} of {1}: {2}" -f $Number, $Blocks.Count, $Entry.Block
    if ($Entry.Error -like $LeftOut) {
        Write-Host "$Title, $($Entry.Error)"
        return
    }
    Write-Host $Title
    $Path = Join-Path $Folder $Entry.File
    $Of = $Block.Of
    $Collect = $Block.Collect
    $Entry.Started = (Get-Date).ToUniversalTime()
    $Entry.Error = $null
    $Block.Xml = ConvertTo-EntryXml -Entry $Entry -Number ($Number - 1)
    Save-Manifest
    $Problems = New-Object System.Collections.ArrayList
    $Count = @{ Rows = 0 }
    $Run = { try { & $Collect 2>&1 } catch { [void]$Problems.Add($_) } }
    $Keep = {
        if ($_ -is [System.Management.Automation.ErrorRecord]) { [void]$Problems.Add($_) }
        elseif ($null -ne $_) {
            $Count.Rows++
            if ($Count.Rows % 1000 -eq 0) { Write-Progress -Activity $Title -Status "$($Count.Rows) so far" }
            $_
        }
    }
    try {
        if ($Block.Depth -gt 0) {
            & $Run | ForEach-Object $Keep | Export-Clixml -Path $Path -Depth $Block.Depth -Encoding Unicode -ErrorAction Stop
            $Entry.Rows = $Count.Rows
        }
        elseif ($Block.Lines) { & $Run | ForEach-Object $Keep | Set-Content -Path $Path -Encoding Unicode -ErrorAction Stop }
        else { & $Run | ForEach-Object $Keep | Out-Null }
    }
    catch { [void]$Problems.Add($_) }
    if ($Count.Rows -ge 1000) { Write-Progress -Activity $Title -Status 'done' -Completed }
    try { if ($Entry.File -and (Test-Path -Path $Path)) { $Entry.Sha256 = Get-Sha256 -Path $Path } }
    catch { [void]$Problems.Add($_) }
    if ($Block.Depth -gt 0) { Write-Host "  $($Count.Rows) objects" }
    if ($Problems.Count -gt 0) {
        $Texts = @($Problems | Select-Object -First 5 | ForEach-Object { [string]$_ })
        $Entry.Error = Get-PlainText -Text ([string]::Join('; ', $Texts))
        Write-Host "  error: $($Entry.Error)"
    }
    $Entry.Ended = (Get-Date).ToUniversalTime()
    $Block.Xml = ConvertTo-EntryXml -Entry $Entry -Number ($Number - 1)
}

# Fails where the last program failed.
function Assert-ExitCode {
    param([string]$Program)
    if ($LASTEXITCODE -ne 0) { throw "$Program ended with exit code $LASTEXITCODE" }
}

# Writes a zip of files, given as pairs of the name in the zip and the file, as APPNOTE of PKWARE describes it. Windows
# has no program for it and .NET no class before 4.5; but what GZipStream writes is a header of 10 bytes, the data as a
# zip has them, their CRC-32 and their length (RFC 1952).
function New-Zip {
    param([string]$Path, $Files)
    $Zip = New-Object System.IO.FileStream -ArgumentList $Path, ([System.IO.FileMode]::CreateNew), ([System.IO.FileAccess]::ReadWrite)
    $Done = $false
    try {
        $Writer = New-Object System.IO.BinaryWriter -ArgumentList $Zip
        $Directory = New-Object System.Collections.ArrayList
        $Buffer = New-Object byte[] 65536
        foreach ($File in $Files) {
            $Name = [System.Text.Encoding]::UTF8.GetBytes($File.Name)
            $Start = $Zip.Position
            $Head = $Start + 30 + $Name.Length
            $Crc = New-Object byte[] 4
            $Method = 0
            [long]$Length = 0
            [long]$Packed = 0
            $From = New-Object System.IO.FileStream -ArgumentList $File.Path, ([System.IO.FileMode]::Open), ([System.IO.FileAccess]::Read), ([System.IO.FileShare]::ReadWrite)
            try {
                # the header of the gzip lies where the header of the zip is written afterwards
                $Zip.Position = $Head - 10
                $Pack = New-Object System.IO.Compression.GZipStream -ArgumentList $Zip, ([System.IO.Compression.CompressionMode]::Compress), $true
                while (($Read = $From.Read($Buffer, 0, $Buffer.Length)) -gt 0) {
                    $Pack.Write($Buffer, 0, $Read)
                    $Length += $Read
                }
                $Pack.Close()
            }
            finally { $From.Close() }
            # an empty file is stored: the GZipStream of old versions writes nothing for it
            $Zip.SetLength([Math]::Max($Zip.Position, $Head))
            if ($Length -gt 0) {
                $Method = 8
                $Zip.Position = $Zip.Length - 8
                [void]$Zip.Read($Crc, 0, 4)
                $Packed = $Zip.Length - 8 - $Head
            }
            if ($Length -ge 4294967295 -or $Head + $Packed -ge 4294967295) { throw 'it would be larger than 4 GB' }
            $Zip.SetLength($Head + $Packed)
            $Time = [System.IO.File]::GetLastWriteTime($File.Path)
            $Day = [Math]::Max($Time.Year - 1980, 0) * 512 + $Time.Month * 32 + $Time.Day
            $Clock = $Time.Hour * 2048 + $Time.Minute * 32 + [int][Math]::Floor($Time.Second / 2)
            # what stands for a file both before it and in the directory at the end
            $Common = New-Object System.IO.MemoryStream
            $Fields = New-Object System.IO.BinaryWriter -ArgumentList $Common
            foreach ($Short in 20, 2048, $Method, $Clock, $Day) { $Fields.Write([uint16]$Short) }
            $Fields.Write($Crc)
            foreach ($Long in $Packed, $Length) { $Fields.Write([uint32]$Long) }
            foreach ($Short in $Name.Length, 0) { $Fields.Write([uint16]$Short) }
            $Zip.Position = $Start
            $Writer.Write([uint32]67324752)
            $Writer.Write($Common.ToArray())
            $Writer.Write($Name)
            $Zip.Position = $Zip.Length
            [void]$Directory.Add(@{ Start = $Start; Common = $Common.ToArray(); Name = $Name })
        }
        if ($Directory.Count -gt 65534) { throw 'it would have more than 65,534 files' }
        $At = $Zip.Position
        foreach ($Entry in $Directory) {
            $Writer.Write([uint32]33639248)
            $Writer.Write([uint16]20)
            $Writer.Write($Entry.Common)
            foreach ($Short in 0, 0, 0) { $Writer.Write([uint16]$Short) }
            foreach ($Long in 0, $Entry.Start) { $Writer.Write([uint32]$Long) }
            $Writer.Write($Entry.Name)
        }
        $Size = $Zip.Position - $At
        $Writer.Write([uint32]101010256)
        foreach ($Short in 0, 0, $Directory.Count, $Directory.Count) { $Writer.Write([uint16]$Short) }
        foreach ($Long in $Size, $At) { $Writer.Write([uint32]$Long) }
        $Writer.Write([uint16]0)
        $Writer.Flush()
        $Zip.Close()
        $Done = $true
    }
    finally {
        if (-not $Done) {
            try { $Zip.Close() } catch { Write-Host '  error: the disk is full' }
            [System.IO.File]::Delete($Path)
        }
    }
}
