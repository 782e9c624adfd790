/*
Purpose: part of change.sql: refuse a database of the same name that was created anew or restored since the plan
Minimum version: SQL Server 2005
Tables: sys.databases (read)
Locks: none
Result: none; sets @reason
*/
IF @reason IS NULL
BEGIN
    SET @text = N'';
    SELECT @text = CONVERT(nvarchar(30), d.create_date, 126)
    FROM sys.databases AS d
    WHERE d.name = DB_NAME();
    IF @text <> N'<created>'
        SET @reason = N'the database was created anew or restored (' + @text + N') since the plan was made';
END;
