/*
Purpose: list the other connections to the database, to show whether the Response Group service is running
Minimum version: SQL Server 2005
Tables: sys.sysprocesses (read; VIEW SERVER STATE to see the sessions of others)
Locks: none
Result: one row per program and host: program, host, sessions, and whether sessions of others can be seen at all
References: tsql-sys-sysprocesses, tsql-has-perms-by-name
*/
SELECT
    RTRIM(CAST(p.program_name AS nvarchar(128))) AS program_name,
    RTRIM(CAST(p.hostname AS nvarchar(128))) AS host_name,
    COUNT(*) AS sessions,
    MAX(HAS_PERMS_BY_NAME(NULL, NULL, 'VIEW SERVER STATE')) AS can_see_others
FROM sys.sysprocesses AS p
WHERE p.dbid = DB_ID()
GROUP BY p.program_name, p.hostname
ORDER BY p.program_name, p.hostname;
