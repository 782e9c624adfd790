
if (-not (Get-Command -Name ldifde -ErrorAction SilentlyContinue)) {
    throw 'Nothing was collected: this computer has no ldifde. Start this script on a domain controller.'
}
$RootDse = [ADSI]'LDAP://RootDSE'
$Configuration = $RootDse.Properties['configurationNamingContext'].Value
$Schema = $RootDse.Properties['schemaNamingContext'].Value
$RootDomain = $RootDse.Properties['rootDomainNamingContext'].Value
$Domain = $RootDse.Properties['defaultNamingContext'].Value
if (-not $Configuration) { throw 'Nothing was collected: no domain controller answers. Start this script in the domain.' }

# The log that ldifde writes is not evidence. A missing container is not an error: a forest has one of the two.
function Export-Ldif {
    param([string]$Dn, [string]$Path, [string]$Scope, [string]$Filter, [string]$Attributes)
    if (-not [System.DirectoryServices.DirectoryEntry]::Exists("LDAP://$Dn")) { return }
    if ($Attributes) { ldifde -u -f $Path -d $Dn -p $Scope -r $Filter -l $Attributes -j $env:TEMP | Out-Null }
    else { ldifde -u -f $Path -d $Dn -p $Scope -r $Filter -j $env:TEMP | Out-Null }
    Assert-ExitCode -Program 'ldifde'
}
