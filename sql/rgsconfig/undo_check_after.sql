/*
Purpose: part of change.sql: refuse when a trigger or anything else left one table other than planned
Minimum version: SQL Server 2005
Tables: one planned table (read)
Locks: those held already
Result: none; sets @reason
*/
IF @reason IS NULL
BEGIN
    SELECT @found = COUNT(*)
    FROM [<table>] AS t
    INNER JOIN [<rows>] AS p ON 0 = [<same_key>]
    WHERE t.[<owner_column>] IS NULL;
    IF @found <> N'<changed>'
        SET @reason = N'<label>' + N': ' + N'<changed_text>' + N' rows without owner expected afterwards, found '
            + CONVERT(nvarchar(11), @found);
END;
