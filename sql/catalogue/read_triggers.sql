/*
Purpose: list the triggers of all user tables
Minimum version: SQL Server 2005
Tables: sys.triggers, sys.tables, sys.schemas (read)
Locks: none
Result: schema, table, trigger, is disabled, is an INSTEAD OF trigger
References: tsql-sys-triggers
*/
SELECT
    CAST(s.name AS nvarchar(128)) AS schema_name,
    CAST(t.name AS nvarchar(128)) AS table_name,
    CAST(g.name AS nvarchar(128)) AS trigger_name,
    CAST(g.is_disabled AS int) AS is_disabled,
    CAST(g.is_instead_of_trigger AS int) AS is_instead_of
FROM sys.triggers AS g
INNER JOIN sys.tables AS t ON g.parent_id = t.object_id
INNER JOIN sys.schemas AS s ON t.schema_id = s.schema_id
ORDER BY t.object_id, g.object_id;
