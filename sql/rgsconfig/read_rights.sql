/*
Purpose: report what the login may do with one table; it checks the permissions, because role membership can mislead
Minimum version: SQL Server 2005
Tables: none
Locks: none
Result: one row: may select, may update the owner column (1, 0, or NULL if it is not known)
References: tsql-has-perms-by-name
*/
SELECT
    HAS_PERMS_BY_NAME(N'<table>', 'OBJECT', 'SELECT') AS may_select,
    HAS_PERMS_BY_NAME(N'<table>', 'OBJECT', 'UPDATE', N'<owner_column>', 'COLUMN') AS may_update;
