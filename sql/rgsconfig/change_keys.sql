/*
Purpose: part of change.sql: the keys of one table that has too many rows for one INSERT
Minimum version: SQL Server 2005
Tables: none
Locks: none
Result: none; fills the table variable of the planned rows
References: tsql-xml-nodes
*/
SET @keys = N'<keys>';
INSERT INTO [<rows>] ([<columns>])
SELECT [<values>]
FROM @keys.nodes('/rows/row') AS keys (one);
SET @keys = NULL;
