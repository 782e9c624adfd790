/*
Purpose: name every table of a database; the tables of rgsconfig are published nowhere
Minimum version: SQL Server 2005
Tables: INFORMATION_SCHEMA.TABLES (read)
Locks: none taken: READ UNCOMMITTED
Result: one row per table: its schema and its name
References: l13-rgs-collation (Microsoft names five tables of rgsconfig and publishes no schema)
*/
SET NOCOUNT ON;
SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED;

SELECT
    TABLE_SCHEMA,
    TABLE_NAME
FROM INFORMATION_SCHEMA.TABLES
WHERE TABLE_TYPE = 'BASE TABLE'
ORDER BY TABLE_SCHEMA, TABLE_NAME;
