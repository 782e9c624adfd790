/*
Purpose: part of change.sql: lock one table and refuse if a repaired row has changed since the repair
Minimum version: SQL Server 2005
Tables: one planned table (read)
Locks: update and key-range locks on the table until the end of the transaction
Result: none; sets @reason
References: giombini-r2-to-2013 (the owner; one site), tsql-table-hints (UPDLOCK, HOLDLOCK)
*/
IF @reason IS NULL
BEGIN
    SELECT @found = COUNT(*)
    FROM [<table>] AS t WITH (UPDLOCK, HOLDLOCK)
    INNER JOIN [<rows>] AS p ON 0 = [<same_key>]
    WHERE t.[<owner_column>] = N'<owner>';
    IF @found <> N'<changed>'
        SET @reason = N'<label>' + N': ' + N'<changed_text>' + N' repaired rows expected, found '
            + CONVERT(nvarchar(11), @found) + N': rows were changed since';
END;
