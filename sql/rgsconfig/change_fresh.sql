/*
Purpose: part of change.sql: refuse a plan that was made for another state of the server, or too long ago
Minimum version: SQL Server 2005
Tables: none
Locks: none
Result: none; sets @reason
*/
IF @reason IS NULL AND CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128)) <> N'<version>'
    SET @reason = N'the plan was made on version ' + N'<version>' + N', this server is another version';
IF @reason IS NULL AND GETUTCDATE() > CONVERT(datetime, N'<expires>', 126)
    SET @reason = N'the plan expired at ' + N'<expires>' + N' UTC: make a new one';
