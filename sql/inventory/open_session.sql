/*
Purpose: keep the inventory from disturbing others: it reads without locks, waits 5 s at most, gives way in deadlocks
Minimum version: SQL Server 2005
Tables: none
Locks: none; the statements that follow take no shared locks (READ UNCOMMITTED), only schema stability locks
Result: none

READ UNCOMMITTED may show a change that is rolled back later, or a moved row twice: counts are approximate.
Microsoft's drivers connect with ApplicationIntent=ReadOnly, so that a readable secondary may answer.

References: tsql-set-isolation-level, tsql-set-lock-timeout, tsql-set-deadlock-priority
*/
SET NOCOUNT ON;
SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED;
SET LOCK_TIMEOUT 5000;
SET DEADLOCK_PRIORITY LOW;
SET TEXTSIZE 2147483647;
