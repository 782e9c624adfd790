/*
Purpose: read every document of the Central Management Store, as in the cmdlets' own export
Minimum version: SQL Server 2005
Tables: xds: Item, Document (read)
Locks: none taken: READ UNCOMMITTED
Result: one row per document: its name and its XML
References: export-csconfiguration (the query is one that public scripts use; Microsoft documents no query on xds)
*/
SET NOCOUNT ON;
SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED;

SELECT
    Doc.Name,
    Item.Data
FROM [Item] AS Item
INNER JOIN [Document] AS Doc ON Item.DocId = Doc.DocId;
