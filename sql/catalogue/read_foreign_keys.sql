/*
Purpose: list the foreign keys of all user tables
Minimum version: SQL Server 2005
Tables: sys.foreign_keys, sys.foreign_key_columns, sys.tables, sys.schemas, sys.columns (read)
Locks: none
Result: schema, table, foreign key, column, referenced schema, referenced table, referenced column
References: tsql-sys-foreign-keys, tsql-sys-foreign-key-columns
*/
SELECT
    CAST(s.name AS nvarchar(128)) AS schema_name,
    CAST(t.name AS nvarchar(128)) AS table_name,
    CAST(f.name AS nvarchar(128)) AS foreign_key_name,
    CAST(c.name AS nvarchar(128)) AS column_name,
    CAST(rs.name AS nvarchar(128)) AS referenced_schema,
    CAST(rt.name AS nvarchar(128)) AS referenced_table,
    CAST(rc.name AS nvarchar(128)) AS referenced_column
FROM sys.foreign_keys AS f
INNER JOIN sys.foreign_key_columns AS k ON f.object_id = k.constraint_object_id
INNER JOIN sys.tables AS t ON k.parent_object_id = t.object_id
INNER JOIN sys.schemas AS s ON t.schema_id = s.schema_id
INNER JOIN sys.columns AS c ON k.parent_object_id = c.object_id AND k.parent_column_id = c.column_id
INNER JOIN sys.tables AS rt ON k.referenced_object_id = rt.object_id
INNER JOIN sys.schemas AS rs ON rt.schema_id = rs.schema_id
INNER JOIN sys.columns AS rc ON k.referenced_object_id = rc.object_id AND k.referenced_column_id = rc.column_id
ORDER BY t.object_id, f.object_id, k.constraint_column_id;
