/*
Purpose: report whether the database is mirrored, and the role of this server
Minimum version: SQL Server 2005
Tables: sys.database_mirroring (read)
Locks: none
Result: one row: role and state, NULL if the database is not mirrored
References: tsql-sys-database-mirroring
*/
SELECT
    CAST(m.mirroring_role_desc AS nvarchar(60)) AS mirroring_role,
    CAST(m.mirroring_state_desc AS nvarchar(60)) AS mirroring_state
FROM sys.database_mirroring AS m
WHERE m.database_id = DB_ID();
