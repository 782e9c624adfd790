/*
Purpose: part of change.sql: refuse to run if the file was read in the wrong code page
Minimum version: SQL Server 2005
Tables: none
Locks: none
Result: none; sets @reason
References: sqlcmd-utility (option -f), tsql-unicode
*/
IF @reason IS NULL AND (LEN(N'é') <> 1 OR UNICODE(N'é') <> 233)
    SET @reason = N'this file was read in the wrong code page: use sqlcmd -f 65001, or open it as UTF-8';
