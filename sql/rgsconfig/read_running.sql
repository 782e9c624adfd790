/*
Purpose: find out whether a repair is running: whether another session holds the lock that change.sql takes
Minimum version: SQL Server 2005
Tables: none
Locks: none; it asks whether the lock could be had, and does not take it
Result: one row: 1 if no repair is running, 0 if one is
References: tsql-applock-test, tsql-sp-getapplock
*/
SELECT CAST(APPLOCK_TEST(N'public', N'migrator repair of rgsconfig', N'Exclusive', N'Session') AS int) AS is_free;
