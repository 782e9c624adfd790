/*
Purpose: read the named columns of one table; the columns are those of the catalogue
Minimum version: SQL Server 2005
Tables: the named table (read)
Locks: none beyond schema stability: the session is READ UNCOMMITTED (open_session.sql)
Result: one row per row of the table
References: tsql-sys-columns (where the names are from), tsql-set-isolation-level (READ UNCOMMITTED)
*/
SELECT [<columns>]
FROM [<table>];
