
# The classes of the product that this server has, with what they are made of.
$Classes = @(Get-WmiObject -Namespace root\cimv2 -List | Where-Object { $_.Name -like 'MSFT_SIP*' })
if ($Classes.Count -eq 0) {
    throw 'Nothing was collected: WMI shows no class of OCS 2007 R2 here. Start this script on a server of OCS 2007 R2 as administrator.'
}

# Every instance of a class; of a class whose key is Backend only those of -Backend, where that is given.
function Get-ClassInstance {
    param([string]$Class)
    $Keys = @()
    if ($Backend) {
        $Keys = @($Classes | Where-Object { $_.Name -eq $Class } | ForEach-Object { $_.Properties } | Where-Object { $_.Name -eq 'Backend' })
    }
    if ($Keys.Count -eq 0) {
        Get-WmiObject -Namespace root\cimv2 -Class $Class
        return
    }
    $Count = @{ Found = 0 }
    $Filter = "Backend='" + $Backend.Replace('\', '\\').Replace("'", "\'") + "'"
    Get-WmiObject -Namespace root\cimv2 -Class $Class -Filter $Filter | ForEach-Object { $Count.Found++; $_ }
    if ($Count.Found -gt 0) { return }
    $Others = @(Get-WmiObject -Namespace root\cimv2 -Class $Class | ForEach-Object { [string]$_.Backend } | Sort-Object -Unique)
    if ($Others.Count -gt 0) {
        throw ("no object is of the -Backend $Backend; there are some of: " + [string]::Join(', ', $Others))
    }
}
