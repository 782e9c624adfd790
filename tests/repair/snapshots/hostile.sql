/*
Purpose: carry out one reviewed plan as one transaction: all of it or nothing. That Microsoft does not
    support direct edits of rgsconfig is inferred; first try Export-CsRgsConfiguration, then
    Import-CsRgsConfiguration -OverwriteOwner, which Microsoft documents for changing owners
Minimum version: SQL Server 2005
Tables: the owner pool table (read), each planned table (read, update of the owner column of the planned rows)
Locks: an application lock, update and key-range locks on the owner row and on the planned tables, until the end
Result: one row: outcome (repaired, undone, refused or failed), reason, error_number, expected_rows, changed_rows, digest
Use: open a new query window on the database, or sqlcmd -E -b -f 65001 -S SERVER -d DATABASE -i FILE; it needs
    no variable. At its end the session has its own IMPLICIT_TRANSACTIONS and XACT_ABORT back
References: giombini-r2-to-2013 (the edit; one site), l13-rgs-dr-procedures (the supported route),
    import-csrgsconfiguration (its cmdlet; for owners that are NULL it is not documented),
    tsql-set-xact-abort, tsql-sp-getapplock, tsql-set-lock-timeout, tsql-set-deadlock-priority,
    tsql-options (2 IMPLICIT_TRANSACTIONS, 16384 XACT_ABORT)
*/
-- Repair of plan d866a1da7e25ae5cc29334b12274e27a1374b1b4dfa5453df2427dc93ece0b28
-- made 2999-01-01T02:00:00Z by tester@host as CONTOSO\rgs-repair, expires 2999-01-02T02:00:00Z
-- server and database: S'1\R]/rgs'con]fig, version 11.0.7001.0
-- owner: lyncpool.contoso.local (8ec5ab1e-6ab8-5126-ac08-2422f7507ec8, given with --owner)
-- we]ird.Que'ue"s 📞: 2 rows, 3 without owner
DECLARE @options int;
SET @options = @@OPTIONS;
SET NOCOUNT ON;
SET XACT_ABORT ON;
SET IMPLICIT_TRANSACTIONS OFF;
SET ROWCOUNT 0;
SET ANSI_NULLS ON;
SET ANSI_PADDING ON;
SET ANSI_WARNINGS ON;
SET ARITHABORT ON;
SET CONCAT_NULL_YIELDS_NULL ON;
SET QUOTED_IDENTIFIER ON;
SET NUMERIC_ROUNDABORT OFF;
SET LOCK_TIMEOUT 5000;
SET DEADLOCK_PRIORITY LOW;

DECLARE @open int;
SET @open = @@TRANCOUNT;
IF @open = 0
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;

DECLARE @outcome nvarchar(20);
DECLARE @reason nvarchar(1800);
DECLARE @error int;
DECLARE @own int;
DECLARE @lock int;
DECLARE @found int;
DECLARE @changed int;
DECLARE @total int;
DECLARE @text nvarchar(400);
DECLARE @keys xml;
SET @outcome = N'refused';
SET @error = 0;
SET @own = 0;
SET @total = 0;

DECLARE @rows_1 TABLE (k1 bigint NOT NULL, k2 nvarchar(50) COLLATE Latin1_General_100_CS_AS NOT NULL, k3 decimal(9,2) NOT NULL, k4 varbinary(16) NOT NULL, PRIMARY KEY NONCLUSTERED (k1, k2, k3, k4));
BEGIN TRY
    IF @reason IS NULL AND (LEN(N'é') <> 1 OR UNICODE(N'é') <> 233)
        SET @reason = N'this file was read in the wrong code page: use sqlcmd -f 65001, or open it as UTF-8';
    IF @open <> 0
        SET @reason = N'a transaction is already open in this session: use a new query window';
    IF @reason IS NULL
    BEGIN
        SET @text = COALESCE(CAST(SERVERPROPERTY('ServerName') AS nvarchar(256)), CAST(@@SERVERNAME AS nvarchar(256)), N'');
        IF @text <> N'S''1\R]'
            SET @reason = N'the plan is for server ' + N'S''1\R]' + N', but this is ' + @text;
    END;
    IF @reason IS NULL AND DB_NAME() <> N'rgs''con]fig'
        SET @reason = N'the plan is for database ' + N'rgs''con]fig' + N', but this is ' + DB_NAME();
    IF @reason IS NULL AND CAST(DATABASEPROPERTYEX(DB_NAME(), 'Updateability') AS nvarchar(60)) = N'READ_ONLY'
        SET @reason = N'the database is read-only here: it is a mirror or a secondary, or it was set to read-only';
    IF @reason IS NULL AND CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128)) <> N'11.0.7001.0'
        SET @reason = N'the plan was made on version ' + N'11.0.7001.0' + N', but this server has another version';
    IF @reason IS NULL AND GETUTCDATE() > CONVERT(datetime, N'2999-01-02T02:00:00', 126)
        SET @reason = N'the plan expired at ' + N'2999-01-02T02:00:00' + N' UTC: make a new one';
    INSERT INTO @rows_1 (k1, k2, k3, k4)
    SELECT 5000000000, N'O''Hara' + NCHAR(13) + NCHAR(10) + N'GO' + NCHAR(13) + NCHAR(10) + N'$' + N'(x)', CONVERT(decimal(9,2), '-1.50'), 0x00ff -- name * / -- \u000a GO
    UNION ALL SELECT -1, N'📞', CONVERT(decimal(9,2), '0.00'), 0x
    ;
    IF @reason IS NULL
    BEGIN
        SET @own = 1;
        BEGIN TRANSACTION;
        EXECUTE @lock = sp_getapplock
            @Resource = N'migrator repair of rgsconfig', @LockMode = N'Exclusive',
            @LockOwner = N'Transaction', @LockTimeout = 0;
        IF @lock IS NULL OR @lock < 0
            SET @reason = N'another repair of this database is running';
        IF @reason IS NULL
        BEGIN
            SELECT @found = COUNT(*)
            FROM [dbo].[OwnerPool] WITH (UPDLOCK, HOLDLOCK)
            WHERE [ID] = CONVERT(uniqueidentifier, '8ec5ab1e-6ab8-5126-ac08-2422f7507ec8') AND [Fqdn] = N'lyncpool.contoso.local';
            IF @found <> 1
                SET @reason = N'dbo.OwnerPool' + N': 1 row with the owner of the plan expected, found '
                    + CONVERT(nvarchar(11), @found);
        END;
        IF @reason IS NULL
        BEGIN
            SELECT @found = COUNT(*)
            FROM [we]]ird].[Que'ue"s 📞] WITH (UPDLOCK, HOLDLOCK)
            WHERE [Owner]]PoolID] IS NULL;
            IF @found <> 3
                SET @reason = N'we]ird.Que''ue"s 📞' + N': ' + N'3' + N' rows without owner expected, found '
                    + CONVERT(nvarchar(11), @found);
        END;
        IF @reason IS NULL
        BEGIN
            SELECT @found = COUNT(*)
            FROM [we]]ird].[Que'ue"s 📞] AS t WITH (UPDLOCK, HOLDLOCK)
            INNER JOIN @rows_1 AS p ON t.[a]]] = p.k1 AND t.[b'] = p.k2 AND t.[c"] = p.k3 AND t.[d d] = p.k4
            WHERE t.[Owner]]PoolID] IS NULL;
            IF @found <> 2
                SET @reason = N'we]ird.Que''ue"s 📞' + N': ' + N'2' + N' planned rows without owner expected, found '
                    + CONVERT(nvarchar(11), @found);
        END;
        IF @reason IS NULL
        BEGIN
            UPDATE [we]]ird].[Que'ue"s 📞]
            SET [Owner]]PoolID] = CONVERT(uniqueidentifier, '8ec5ab1e-6ab8-5126-ac08-2422f7507ec8')
            WHERE [Owner]]PoolID] IS NULL
                AND EXISTS (SELECT 1 FROM @rows_1 AS planned WHERE [Que'ue"s 📞].[a]]] = planned.k1 AND [Que'ue"s 📞].[b'] = planned.k2 AND [Que'ue"s 📞].[c"] = planned.k3 AND [Que'ue"s 📞].[d d] = planned.k4);
            SET @changed = @@ROWCOUNT;
            SET @total = @total + @changed;
            IF @changed <> 2
                SET @reason = N'we]ird.Que''ue"s 📞' + N': ' + N'2' + N' rows to change expected, changed '
                    + CONVERT(nvarchar(11), @changed);
        END;
        IF @reason IS NULL
        BEGIN
            SELECT @found = COUNT(*)
            FROM [we]]ird].[Que'ue"s 📞] AS t
            INNER JOIN @rows_1 AS p ON t.[a]]] = p.k1 AND t.[b'] = p.k2 AND t.[c"] = p.k3 AND t.[d d] = p.k4
            WHERE t.[Owner]]PoolID] = CONVERT(uniqueidentifier, '8ec5ab1e-6ab8-5126-ac08-2422f7507ec8');
            IF @found <> 2
                SET @reason = N'we]ird.Que''ue"s 📞' + N': ' + N'2' + N' rows with the owner expected afterwards, found '
                    + CONVERT(nvarchar(11), @found);
        END;
        IF @reason IS NULL
        BEGIN
            SELECT @found = COUNT(*)
            FROM [we]]ird].[Que'ue"s 📞]
            WHERE [Owner]]PoolID] IS NULL;
            IF @found <> 1
                SET @reason = N'we]ird.Que''ue"s 📞' + N': ' + N'1' + N' rows without owner expected afterwards, found '
                    + CONVERT(nvarchar(11), @found);
        END;
        IF @reason IS NULL AND @total <> 2
            SET @reason = N'the number of changed rows is not that of the plan';
        IF @reason IS NULL
        BEGIN
            COMMIT TRANSACTION;
            SET @outcome = N'repaired';
        END
        ELSE
            ROLLBACK TRANSACTION;
    END;
END TRY
BEGIN CATCH
    SET @error = ERROR_NUMBER();
    SET @reason = LEFT(ERROR_MESSAGE(), 1800);
    SET @outcome = N'failed';
    IF @own = 1 AND XACT_STATE() <> 0
        ROLLBACK TRANSACTION;
END CATCH;

SELECT
    @outcome AS outcome,
    @reason AS reason,
    @error AS error_number,
    2 AS expected_rows,
    @total AS changed_rows,
    N'd866a1da7e25ae5cc29334b12274e27a1374b1b4dfa5453df2427dc93ece0b28' AS plan_digest;
IF @options & 2 <> 0
    SET IMPLICIT_TRANSACTIONS ON;
IF @options & 16384 = 0
    SET XACT_ABORT OFF;
IF @outcome <> N'repaired'
    RAISERROR(N'%s: %s', 16, 1, @outcome, @reason);
