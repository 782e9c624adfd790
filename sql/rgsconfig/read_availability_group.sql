/*
Purpose: report whether the database is in an availability group, and the role of this server
Minimum version: SQL Server 2012
Tables: sys.dm_hadr_database_replica_states, sys.dm_hadr_availability_replica_states (read; VIEW SERVER STATE)
Locks: none
Result: one row: role; no row if the database is not in an availability group
References: tsql-dm-hadr-database-replica-states, tsql-dm-hadr-availability-replica-states
*/
SELECT CAST(a.role_desc AS nvarchar(60)) AS replica_role
FROM sys.dm_hadr_database_replica_states AS d
INNER JOIN sys.dm_hadr_availability_replica_states AS a
    ON d.replica_id = a.replica_id AND d.group_id = a.group_id
WHERE d.database_id = DB_ID() AND a.is_local = 1;
