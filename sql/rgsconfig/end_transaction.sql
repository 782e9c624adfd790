/*
Purpose: end what a cancelled batch has left: if its transaction is still open, roll it back
Minimum version: SQL Server 2005
Tables: none
Locks: releases those of the transaction
Result: none
References: tsql-trancount, tsql-set-xact-abort
*/
IF @@TRANCOUNT > 0
    ROLLBACK TRANSACTION;
