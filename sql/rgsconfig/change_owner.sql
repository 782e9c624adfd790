/*
Purpose: part of change.sql: lock the owner row and refuse if it is not the one of the plan
Minimum version: SQL Server 2005
Tables: the owner pool table (read)
Locks: update and key-range lock on the owner row until the end of the transaction
Result: none; sets @reason
References: giombini-r2-to-2013 (one site)
*/
IF @reason IS NULL
BEGIN
    SELECT @found = COUNT(*)
    FROM [<owner_table>] WITH (UPDLOCK, HOLDLOCK)
    WHERE 0 = [<is_owner>];
    IF @found <> 1
        SET @reason = N'<owner_label>' + N': 1 row with the owner of the plan expected, found '
            + CONVERT(nvarchar(11), @found);
END;
