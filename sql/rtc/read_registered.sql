/*
Purpose: count registered endpoints and their users, without names
Minimum version: SQL Server 2005
Tables: RegistrarEndpoint (read); the names of the columns are the catalogue's
Locks: none beyond schema stability: the session is READ UNCOMMITTED (open_session.sql)
Result: one row: endpoints, users
References: sheehan-lync-report (table seen in public scripts, not documented)
*/
SELECT
    COUNT(*) AS endpoints,
    COUNT(DISTINCT e.[<owner>]) AS users
FROM [<registered>] AS e;
