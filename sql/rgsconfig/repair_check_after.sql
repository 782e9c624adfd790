/*
Purpose: part of change.sql: refuse if one table is not as planned after the change, for example because of a trigger
Minimum version: SQL Server 2005
Tables: one planned table (read)
Locks: no new ones
Result: none; sets @reason
References: giombini-r2-to-2013 (the owner; one site), tsql-count
*/
IF @reason IS NULL
BEGIN
    SELECT @found = COUNT(*)
    FROM [<table>] AS t
    INNER JOIN [<rows>] AS p ON 0 = [<same_key>]
    WHERE t.[<owner_column>] = N'<owner>';
    IF @found <> N'<changed>'
        SET @reason = N'<label>' + N': ' + N'<changed_text>' + N' rows with the owner expected afterwards, found '
            + CONVERT(nvarchar(11), @found);
END;
IF @reason IS NULL
BEGIN
    SELECT @found = COUNT(*)
    FROM [<table>]
    WHERE [<owner_column>] IS NULL;
    IF @found <> N'<null>'
        SET @reason = N'<label>' + N': ' + N'<null_text>' + N' rows without owner expected afterwards, found '
            + CONVERT(nvarchar(11), @found);
END;
