
# Every instance of a class; of a class whose key is Backend only those of -Backend, where that is given.
function Get-ClassInstance {
    param([string]$Class)
    if ($Backend) {
        $Keys = @(([wmiclass]"root\cimv2:$Class").Properties | Where-Object { $_.Name -eq 'Backend' })
        if ($Keys.Count -gt 0) {
            $Filter = "Backend='" + $Backend.Replace('\', '\\') + "'"
            Get-WmiObject -Namespace root\cimv2 -Class $Class -Filter $Filter
            return
        }
    }
    Get-WmiObject -Namespace root\cimv2 -Class $Class
}
