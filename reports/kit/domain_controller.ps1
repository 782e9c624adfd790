
$RootDse = [ADSI]'LDAP://RootDSE'
$Configuration = $RootDse.Properties['configurationNamingContext'].Value
$Schema = $RootDse.Properties['schemaNamingContext'].Value
$RootDomain = $RootDse.Properties['rootDomainNamingContext'].Value
$Domain = $RootDse.Properties['defaultNamingContext'].Value

# The log that ldifde writes is not evidence. A missing container is not an error: a forest has one of the two.
function Export-Ldif {
    param([string]$Dn, [string]$Path, [string]$Scope, [string]$Filter)
    if (-not [System.DirectoryServices.DirectoryEntry]::Exists("LDAP://$Dn")) { return }
    ldifde -u -f $Path -d $Dn -p $Scope -r $Filter -j $env:TEMP | Out-Null
    Assert-ExitCode -Program 'ldifde'
}
