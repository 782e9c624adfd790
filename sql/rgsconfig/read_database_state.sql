/*
Purpose: report the state of the database
Minimum version: SQL Server 2005
Tables: sys.databases (read)
Locks: none
Result: one row: date of creation, collation, compatibility level, state, whether it is read-only
References: tsql-sys-databases, tsql-cast-and-convert (style 126)
*/
SELECT
    CONVERT(nvarchar(30), d.create_date, 126) AS created,
    CAST(d.collation_name AS nvarchar(128)) AS collation_name,
    CAST(d.compatibility_level AS int) AS compatibility_level,
    CAST(d.state_desc AS nvarchar(60)) AS state_desc,
    CAST(d.is_read_only AS int) AS is_read_only
FROM sys.databases AS d
WHERE d.name = DB_NAME();
