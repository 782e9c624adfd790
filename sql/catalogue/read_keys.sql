/*
Purpose: list primary keys and unique constraints; unique indexes are left out, because they can be filtered
Minimum version: SQL Server 2005
Tables: sys.tables, sys.schemas, sys.indexes, sys.index_columns, sys.columns (read)
Locks: none
Result: schema, table, key, is primary, column; in key order
References: tsql-sys-indexes, tsql-sys-index-columns
*/
SELECT
    CAST(s.name AS nvarchar(128)) AS schema_name,
    CAST(t.name AS nvarchar(128)) AS table_name,
    CAST(i.name AS nvarchar(128)) AS key_name,
    CAST(i.is_primary_key AS int) AS is_primary_key,
    CAST(c.name AS nvarchar(128)) AS column_name
FROM sys.tables AS t
INNER JOIN sys.schemas AS s ON t.schema_id = s.schema_id
INNER JOIN sys.indexes AS i ON t.object_id = i.object_id
INNER JOIN sys.index_columns AS k ON i.object_id = k.object_id AND i.index_id = k.index_id
INNER JOIN sys.columns AS c ON k.object_id = c.object_id AND k.column_id = c.column_id
WHERE t.is_ms_shipped = 0 AND k.key_ordinal > 0 AND (i.is_primary_key = 1 OR i.is_unique_constraint = 1)
ORDER BY t.object_id, i.index_id, k.key_ordinal;
