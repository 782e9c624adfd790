/*
Purpose: count the registered endpoints of each client version, if the registrar is not known
Minimum version: SQL Server 2005
Tables: RegistrarEndpoint (read); the names of the columns are the catalogue's
Locks: none beyond schema stability: the session is READ UNCOMMITTED (open_session.sql)
Result: one row per client version: client version, NULL for the pool, endpoints
References: sheehan-lync-report (tables seen in public scripts, not documented)
*/
SELECT
    CAST(e.[<client>] AS varchar(256)) AS client_version,
    NULL AS pool,
    COUNT(*) AS endpoints
FROM [<registered>] AS e
GROUP BY CAST(e.[<client>] AS varchar(256));
