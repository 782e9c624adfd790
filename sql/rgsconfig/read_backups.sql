/*
Purpose: say when the database was last backed up in full
Minimum version: SQL Server 2005
Tables: msdb.dbo.backupset (read)
Locks: none
Result: one row: finish of the newest full backup in the server's local time, NULL when there is none
*/
SELECT CONVERT(nvarchar(30), MAX(b.backup_finish_date), 126) AS last_full_backup
FROM msdb.dbo.backupset AS b
WHERE b.database_name = DB_NAME() AND b.type = 'D';
