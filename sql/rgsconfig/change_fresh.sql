/*
Purpose: part of change.sql: refuse a plan that was made for another version of the server, or that has expired
Minimum version: SQL Server 2005
Tables: none
Locks: none
Result: none; sets @reason
References: tsql-serverproperty, tsql-cast-and-convert (style 126)
*/
IF @reason IS NULL AND CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128)) <> N'<version>'
    SET @reason = N'the plan was made on version ' + N'<version>' + N', but this server has another version';
IF @reason IS NULL AND GETUTCDATE() > CONVERT(datetime, N'<expires>', 126)
    SET @reason = N'the plan expired at ' + N'<expires>' + N' UTC: make a new one';
