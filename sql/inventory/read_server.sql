/*
Purpose: report the version and edition of the server
Minimum version: SQL Server 2005
Tables: none
Locks: none
Result: one row: product version, edition, updateability of the database
References: tsql-serverproperty, tsql-databasepropertyex
*/
SELECT
    CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128)) AS product_version,
    CAST(SERVERPROPERTY('Edition') AS nvarchar(256)) AS edition,
    CAST(DATABASEPROPERTYEX(DB_NAME(), 'Updateability') AS nvarchar(60)) AS updateability;
