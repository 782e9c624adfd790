/*
Purpose: part of change.sql: refuse a database that was created again or restored after the plan was made
Minimum version: SQL Server 2005
Tables: sys.databases (read)
Locks: none
Result: none; sets @reason
References: tsql-sys-databases, tsql-cast-and-convert (style 126)
*/
IF @reason IS NULL
BEGIN
    SET @text = N'';
    SELECT @text = CONVERT(nvarchar(30), d.create_date, 126)
    FROM sys.databases AS d
    WHERE d.name = DB_NAME();
    IF @text <> N'<created>'
        SET @reason = N'the database was created again or restored (' + @text + N') after the plan was made';
END;
