/*
Purpose: part of change.sql: set the owner of the repaired rows of one table back to NULL,
    only where it is still the owner that was written
Minimum version: SQL Server 2005
Tables: one planned table (read, update)
Locks: update and key-range locks on the table until the end of the transaction
Result: none; sets @reason, adds to @total
References: giombini-r2-to-2013 (the owner; one site), tsql-rowcount
*/
IF @reason IS NULL
BEGIN
    UPDATE [<table>]
    SET [<owner_column>] = NULL
    WHERE [<owner_column>] = N'<owner>'
        AND EXISTS (SELECT 1 FROM [<rows>] AS [<alias>] WHERE 0 = [<same_target_key>]);
    SET @changed = @@ROWCOUNT;
    SET @total = @total + @changed;
    IF @changed <> N'<changed>'
        SET @reason = N'<label>' + N': ' + N'<changed_text>' + N' rows to change expected, changed '
            + CONVERT(nvarchar(11), @changed);
END;
