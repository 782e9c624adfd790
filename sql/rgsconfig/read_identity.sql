/*
Purpose: report the server, the database and the login of this connection. It is sent first, because it also sets
    that all later reads wait 5 seconds at most for a lock and give way in a deadlock
Minimum version: SQL Server 2005
Tables: none
Locks: none
Result: one row: server, database, product version, edition, login, open transactions, updateability
References: tsql-serverproperty, tsql-databasepropertyex, tsql-trancount, tsql-set-lock-timeout,
    tsql-set-deadlock-priority
*/
SET NOCOUNT ON;
SET LOCK_TIMEOUT 5000;
SET DEADLOCK_PRIORITY LOW;
SELECT
    COALESCE(CAST(SERVERPROPERTY('ServerName') AS nvarchar(256)), CAST(@@SERVERNAME AS nvarchar(256))) AS server_name,
    CAST(DB_NAME() AS nvarchar(256)) AS database_name,
    CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128)) AS product_version,
    CAST(SERVERPROPERTY('Edition') AS nvarchar(256)) AS edition,
    CAST(SUSER_SNAME() AS nvarchar(256)) AS login_name,
    CAST(@@TRANCOUNT AS int) AS open_transactions,
    CAST(DATABASEPROPERTYEX(DB_NAME(), 'Updateability') AS nvarchar(60)) AS updateability;
