/*
Purpose: report whether the catalogue shows this login every table, or only those on which it has a right
Minimum version: SQL Server 2005
Tables: none
Locks: none
Result: one row: may view all definitions, may select from all tables (1, 0, or NULL if it is not known)
References: tsql-metadata-visibility, tsql-has-perms-by-name
*/
SELECT
    HAS_PERMS_BY_NAME(DB_NAME(), 'DATABASE', 'VIEW DEFINITION') AS may_view_definitions,
    HAS_PERMS_BY_NAME(DB_NAME(), 'DATABASE', 'SELECT') AS may_select;
