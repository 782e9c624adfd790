/*
Purpose: count the rows of one table
Minimum version: SQL Server 2005
Tables: the named table (read)
Locks: none beyond schema stability: the session is READ UNCOMMITTED (open_session.sql)
Result: one row: the number of rows
References: tsql-count, tsql-set-isolation-level (READ UNCOMMITTED: the count is approximate)
*/
SELECT COUNT(*) AS row_count
FROM [<table>];
