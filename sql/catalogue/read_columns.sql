/*
Purpose: list the columns of all user tables; the program compares the names, so that no collation has an effect
Minimum version: SQL Server 2005
Tables: sys.tables, sys.schemas, sys.columns (read)
Locks: none
Result: schema, table, column, base type, length in bytes, precision, scale, collation, nullable, computed
References: tsql-sys-columns, tsql-sys-tables, tsql-metadata-visibility (a login sees only what it has a right on)
*/
SELECT
    CAST(s.name AS nvarchar(128)) AS schema_name,
    CAST(t.name AS nvarchar(128)) AS table_name,
    CAST(c.name AS nvarchar(128)) AS column_name,
    CAST(TYPE_NAME(c.system_type_id) AS nvarchar(128)) AS type_name,
    CAST(c.max_length AS int) AS max_length,
    CAST(c.[precision] AS int) AS type_precision,
    CAST(c.[scale] AS int) AS type_scale,
    CAST(c.collation_name AS nvarchar(128)) AS collation_name,
    CAST(c.is_nullable AS int) AS is_nullable,
    CAST(c.is_computed AS int) AS is_computed
FROM sys.tables AS t
INNER JOIN sys.schemas AS s ON t.schema_id = s.schema_id
INNER JOIN sys.columns AS c ON t.object_id = c.object_id
WHERE t.is_ms_shipped = 0
ORDER BY t.object_id, c.column_id;
