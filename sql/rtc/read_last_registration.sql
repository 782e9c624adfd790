/*
Purpose: report the time of the newest registration of a user, to show whether the pool is still in use
Minimum version: SQL Server 2005
Tables: HomedResourceDynamic (read); the names of the columns are the catalogue's
Locks: none beyond schema stability: the session is READ UNCOMMITTED (open_session.sql)
Result: one row: the newest time, as the server stores it; NULL if no user ever registered
References: sheehan-lync-report (table seen in public scripts, not documented)
*/
SELECT MAX(h.[<registered_at>]) AS last_registered_at
FROM [<homed>] AS h;
