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
--<title>
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

--<declarations>
BEGIN TRY
    --<code_page>
    IF @open <> 0
        SET @reason = N'a transaction is already open in this session: use a new query window';
    IF @reason IS NULL
    BEGIN
        SET @text = COALESCE(CAST(SERVERPROPERTY('ServerName') AS nvarchar(256)), CAST(@@SERVERNAME AS nvarchar(256)), N'');
        IF @text <> N'<server>'
            SET @reason = N'the plan is for server ' + N'<server>' + N', but this is ' + @text;
    END;
    IF @reason IS NULL AND DB_NAME() <> N'<database>'
        SET @reason = N'the plan is for database ' + N'<database>' + N', but this is ' + DB_NAME();
    IF @reason IS NULL AND CAST(DATABASEPROPERTYEX(DB_NAME(), 'Updateability') AS nvarchar(60)) = N'READ_ONLY'
        SET @reason = N'the database is read-only here: it is a mirror or a secondary, or it was set to read-only';
    --<fresh>
    --<rows>
    IF @reason IS NULL
    BEGIN
        SET @own = 1;
        BEGIN TRANSACTION;
        EXECUTE @lock = sp_getapplock
            @Resource = N'migrator repair of rgsconfig', @LockMode = N'Exclusive',
            @LockOwner = N'Transaction', @LockTimeout = 0;
        IF @lock IS NULL OR @lock < 0
            SET @reason = N'another repair of this database is running';
        --<owner>
        --<checks_before>
        --<changes>
        --<checks_after>
        IF @reason IS NULL AND @total <> N'<expected>'
            SET @reason = N'the number of changed rows is not that of the plan';
        IF @reason IS NULL
        BEGIN
            COMMIT TRANSACTION;
            SET @outcome = N'<done>';
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
    N'<expected>' AS expected_rows,
    @total AS changed_rows,
    N'<digest>' AS plan_digest;
IF @options & 2 <> 0
    SET IMPLICIT_TRANSACTIONS ON;
IF @options & 16384 = 0
    SET XACT_ABORT OFF;
IF @outcome <> N'<done>'
    RAISERROR(N'%s: %s', 16, 1, @outcome, @reason);
