
# Rows of a statement as objects with the type name that is given. The login needs SELECT only.
function Get-SqlRow {
    param([string]$Database, [string]$Statement, [string]$TypeName)
    $Text = New-Object System.Data.SqlClient.SqlConnectionStringBuilder
    $Text['Data Source'] = $Server
    $Text['Initial Catalog'] = $Database
    $Text['Integrated Security'] = $true
    $Text['Application Name'] = 'migrator collection kit'
    $Connection = New-Object System.Data.SqlClient.SqlConnection -ArgumentList $Text.ConnectionString
    $Connection.Open()
    try {
        $Query = $Connection.CreateCommand()
        $Query.CommandText = $Statement
        $Query.CommandTimeout = 300
        $Reader = $Query.ExecuteReader()
        while ($Reader.Read()) {
            $Values = @{}
            for ($Number = 0; $Number -lt $Reader.FieldCount; $Number++) {
                $Value = $Reader.GetValue($Number)
                if ($Value -is [System.DBNull]) { $Value = $null }
                $Values[$Reader.GetName($Number)] = $Value
            }
            $Row = New-Object PSObject -Property $Values
            if ($TypeName) { $Row.PSObject.TypeNames.Insert(0, $TypeName) }
            $Row
        }
    }
    finally { $Connection.Close() }
}

# The text of an XML column, whatever type the column has.
function ConvertTo-XmlText {
    param($Data)
    if ($Data -is [byte[]]) {
        $Stream = New-Object System.IO.MemoryStream -ArgumentList (, $Data)
        $Text = (New-Object System.IO.StreamReader -ArgumentList $Stream, $true).ReadToEnd()
    }
    else { $Text = [string]$Data }
    $Document = New-Object System.Xml.XmlDocument
    $Document.XmlResolver = $null
    $Document.LoadXml($Text.TrimStart([char]0xFEFF))
    $Document.DocumentElement.OuterXml
}

# {{ documents.purpose | line }}
$Documents = @'
{{ documents.statement }}
'@
# {{ table_names.purpose | line }}
$TableNames = @'
{{ table_names.statement }}
'@
