/*
Purpose: read the key, name and owner of the rows of one table; the columns are those found in the catalogue
Minimum version: SQL Server 2005
Tables: the named table (read)
Locks: shared locks while reading
Result: one row per row of the table
References: l13-rgs-collation (five of the tables), giombini-r2-to-2013 (the owner; one site),
    tsql-set-isolation-level (READ COMMITTED, the default)
*/
SELECT [<columns>]
FROM [<table>];
