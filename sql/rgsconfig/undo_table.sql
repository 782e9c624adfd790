/*
Purpose: part of change.sql: take the owner from the repaired rows of one table, only where it is still what was written
Minimum version: SQL Server 2005
Tables: one planned table (read, update)
Locks: update and key-range locks on the table until the end of the transaction
Result: none; sets @reason, adds to @total
*/
IF @reason IS NULL
BEGIN
    SELECT @found = COUNT(*)
    FROM [<table>] AS t WITH (UPDLOCK, HOLDLOCK)
    INNER JOIN [<rows>] AS p ON [<same_key>]
    WHERE t.[<owner_column>] = N'<owner>';
    IF @found <> N'<changed>'
        SET @reason = N'<label>' + N': ' + N'<changed_text>' + N' repaired rows expected, found '
            + CONVERT(nvarchar(11), @found) + N': rows were changed since';
END;
IF @reason IS NULL
BEGIN
    UPDATE [<table>]
    SET [<owner_column>] = NULL
    WHERE [<owner_column>] = N'<owner>'
        AND EXISTS (SELECT 1 FROM [<rows>] AS p WHERE [<same_target_key>]);
    SET @changed = @@ROWCOUNT;
    SET @total = @total + @changed;
    IF @changed <> N'<changed>'
        SET @reason = N'<label>' + N': ' + N'<changed_text>' + N' rows to change expected, changed '
            + CONVERT(nvarchar(11), @changed);
END;
IF @reason IS NULL
BEGIN
    SELECT @found = COUNT(*)
    FROM [<table>] AS t
    INNER JOIN [<rows>] AS p ON [<same_key>]
    WHERE t.[<owner_column>] IS NULL;
    IF @found <> N'<changed>'
        SET @reason = N'<label>' + N': ' + N'<changed_text>' + N' rows without owner expected afterwards, found '
            + CONVERT(nvarchar(11), @found);
END;
