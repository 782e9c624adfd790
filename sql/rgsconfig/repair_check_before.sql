/*
Purpose: part of change.sql: lock one table and refuse if its rows without owner are not those of the plan
Minimum version: SQL Server 2005
Tables: one planned table (read)
Locks: update and key-range locks on the table until the end of the transaction
Result: none; sets @reason
References: giombini-r2-to-2013, l13-rgs-dr-planning (only NULL is changed: another owner can be correct)
*/
IF @reason IS NULL
BEGIN
    SELECT @found = COUNT(*)
    FROM [<table>] WITH (UPDLOCK, HOLDLOCK)
    WHERE [<owner_column>] IS NULL;
    IF @found <> N'<null>'
        SET @reason = N'<label>' + N': ' + N'<null_text>' + N' rows without owner expected, found '
            + CONVERT(nvarchar(11), @found);
END;
IF @reason IS NULL
BEGIN
    SELECT @found = COUNT(*)
    FROM [<table>] AS t WITH (UPDLOCK, HOLDLOCK)
    INNER JOIN [<rows>] AS p ON 0 = [<same_key>]
    WHERE t.[<owner_column>] IS NULL;
    IF @found <> N'<changed>'
        SET @reason = N'<label>' + N': ' + N'<changed_text>' + N' planned rows without owner expected, found '
            + CONVERT(nvarchar(11), @found);
END;
