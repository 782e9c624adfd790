/*
Purpose: part of change.sql: give the planned rows of one table their owner; nothing but NULL is overwritten
Minimum version: SQL Server 2005
Tables: one planned table (read, update)
Locks: update and key-range locks on the table until the end of the transaction
Result: none; sets @reason, adds to @total
References: giombini-r2-to-2013 (one site)
*/
IF @reason IS NULL
BEGIN
    UPDATE [<table>]
    SET [<owner_column>] = N'<owner>'
    WHERE [<owner_column>] IS NULL
        AND EXISTS (SELECT 1 FROM [<rows>] AS [<alias>] WHERE 0 = [<same_target_key>]);
    SET @changed = @@ROWCOUNT;
    SET @total = @total + @changed;
    IF @changed <> N'<changed>'
        SET @reason = N'<label>' + N': ' + N'<changed_text>' + N' rows to change expected, changed '
            + CONVERT(nvarchar(11), @changed);
END;
