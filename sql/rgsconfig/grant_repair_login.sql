/*
Purpose: give one login the rights that the repair needs, and nothing else: read the owner pools and the tables with an
    owner column, update that one column; the login cannot insert, delete, or touch any other column
Minimum version: SQL Server 2005
Tables: sys.tables, sys.schemas, sys.columns, sys.database_principals (read); no row of rgsconfig is read or changed
Locks: schema locks while granting
Result: one row per table: what was granted. Tables with backup in their name are left out
Use: sqlcmd -E -b -f 65001 -S SERVER -d rgsconfig -v RepairLogin="CONTOSO\rgs-repair" -i grant_repair_login.sql
    The login must exist and have no closing bracket in its name. In SSMS, switch SQLCMD mode on and put this line first:  :setvar RepairLogin "CONTOSO\rgs-repair"
    To take the rights back:  DROP USER [CONTOSO\rgs-repair];
    Optional, for what `repair find` otherwise reports as "cannot see", by an administrator:
    GRANT VIEW SERVER STATE TO [login] in master; GRANT SELECT ON dbo.backupset TO [user] in msdb;
    GRANT VIEW DEFINITION TO [user] in rgsconfig, which shows that no table is hidden from the login
References: giombini-r2-to-2013, l13-rgs-collation (names of table and column from one site),
    tsql-grant-object
*/
SET NOCOUNT ON;
SET XACT_ABORT ON;
SET QUOTED_IDENTIFIER ON;

DECLARE @login sysname;
DECLARE @user sysname;
DECLARE @schema sysname;
DECLARE @table sysname;
DECLARE @column sysname;
DECLARE @statement nvarchar(max);
DECLARE @granted TABLE (statement nvarchar(1200) NOT NULL);
-- as a name in brackets, not as a literal: a login such as CONTOSO\o'brien has an apostrophe
CREATE TABLE #login ([$(RepairLogin)] int NULL);
SELECT @login = c.name
FROM tempdb.sys.columns AS c
WHERE c.object_id = OBJECT_ID(N'tempdb..#login');
DROP TABLE #login;

IF SUSER_SID(@login) IS NULL
BEGIN
    RAISERROR(N'There is no login %s on this server.', 16, 1, @login);
END
ELSE
BEGIN
    SELECT @user = u.name
    FROM sys.database_principals AS u
    WHERE u.sid = SUSER_SID(@login);
    IF @user IS NULL
    BEGIN
        SET @user = @login;
        SET @statement = N'CREATE USER ' + QUOTENAME(@user) + N' FOR LOGIN ' + QUOTENAME(@login) + N';';
        EXECUTE sp_executesql @statement;
    END;

    DECLARE repaired CURSOR LOCAL STATIC FORWARD_ONLY READ_ONLY FOR
        SELECT s.name, t.name, c.name
        FROM sys.tables AS t
        INNER JOIN sys.schemas AS s ON t.schema_id = s.schema_id
        LEFT OUTER JOIN sys.columns AS c
            ON t.object_id = c.object_id AND c.name COLLATE Latin1_General_CI_AS = N'OwnerPoolID'
        WHERE (c.column_id IS NOT NULL OR t.name COLLATE Latin1_General_CI_AS = N'OwnerPool')
            AND s.name COLLATE Latin1_General_CI_AS NOT LIKE N'%backup%'
            AND t.name COLLATE Latin1_General_CI_AS NOT LIKE N'%backup%';
    OPEN repaired;
    FETCH NEXT FROM repaired INTO @schema, @table, @column;
    WHILE @@FETCH_STATUS = 0
    BEGIN
        SET @statement = N'GRANT SELECT ON ' + QUOTENAME(@schema) + N'.' + QUOTENAME(@table)
            + N' TO ' + QUOTENAME(@user) + N';';
        EXECUTE sp_executesql @statement;
        INSERT INTO @granted (statement) VALUES (@statement);
        IF @column IS NOT NULL AND @table COLLATE Latin1_General_CI_AS <> N'OwnerPool'
        BEGIN
            SET @statement = N'GRANT UPDATE (' + QUOTENAME(@column) + N') ON ' + QUOTENAME(@schema) + N'.'
                + QUOTENAME(@table) + N' TO ' + QUOTENAME(@user) + N';';
            EXECUTE sp_executesql @statement;
            INSERT INTO @granted (statement) VALUES (@statement);
        END;
        FETCH NEXT FROM repaired INTO @schema, @table, @column;
    END;
    CLOSE repaired;
    DEALLOCATE repaired;
END;

SELECT g.statement AS granted FROM @granted AS g;
