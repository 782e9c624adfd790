/*
Purpose: read the documents of the Central Management store, the topology first because it names sites and services
Minimum version: SQL Server 2005
Tables: Item, Document (read); the names of the columns are the catalogue's
Locks: none beyond schema stability: the session is READ UNCOMMITTED (open_session.sql)
Result: one row per item: name of its document, AnchoredXml as text or bytes
References: export-csconfiguration (the query is one that public scripts use; Microsoft documents no query on xds)
*/
SELECT
    d.[<document_name>] AS document_name,
    [<data>] AS document_data
FROM [<item_table>] AS i
LEFT OUTER JOIN [<document_table>] AS d ON i.[<item_document_id>] = d.[<document_id>]
ORDER BY CASE WHEN d.[<document_name>] LIKE '%Topology%' THEN 0 ELSE 1 END, d.[<document_name>];
