/*
Purpose: count the registered endpoints of each client version and pool, by the registrar of the endpoint
Minimum version: SQL Server 2005
Tables: RegistrarEndpoint, Endpoint, Registrar (read); the names of the columns are the catalogue's
Locks: none beyond schema stability: the session is READ UNCOMMITTED (open_session.sql)
Result: one row per client version and pool: client version, FQDN of the pool, endpoints
References: sheehan-lync-report (the join with Registrar is from other public scripts that are not cited here)
*/
SELECT
    CAST(e.[<client>] AS varchar(256)) AS client_version,
    r.[<fqdn>] AS pool,
    COUNT(*) AS endpoints
FROM [<registered>] AS e
LEFT OUTER JOIN [<endpoints>] AS p ON e.[<endpoint>] = p.[<endpoint_key>]
LEFT OUTER JOIN [<registrars>] AS r ON p.[<held_by>] = r.[<registrar>]
GROUP BY CAST(e.[<client>] AS varchar(256)), r.[<fqdn>];
