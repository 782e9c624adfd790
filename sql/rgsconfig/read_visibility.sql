/*
Purpose: say whether the catalogue shows this login every table, or only those that it has a right on
Minimum version: SQL Server 2005
Tables: none
Locks: none
Result: one row: may view all definitions, may select from all tables (1, 0, or NULL when it is not known)
*/
SELECT
    HAS_PERMS_BY_NAME(DB_NAME(), 'DATABASE', 'VIEW DEFINITION') AS may_view_definitions,
    HAS_PERMS_BY_NAME(DB_NAME(), 'DATABASE', 'SELECT') AS may_select;
