/*
Purpose: check that a batch has left no transaction open
Minimum version: SQL Server 2005
Tables: none
Locks: none
Result: one row: open transactions of this session
References: tsql-trancount
*/
SELECT CAST(@@TRANCOUNT AS int) AS open_transactions;
