/*
Purpose: report the time of the last full backup
Minimum version: SQL Server 2005
Tables: msdb.dbo.backupset (read)
Locks: none
Result: one row: finish of the newest full backup in the server's local time, NULL if there is none
References: tsql-backupset, tsql-cast-and-convert (style 126)
*/
SELECT CONVERT(nvarchar(30), MAX(b.backup_finish_date), 126) AS last_full_backup
FROM msdb.dbo.backupset AS b
WHERE b.database_name = DB_NAME() AND b.type = 'D';
