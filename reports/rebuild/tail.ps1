Write-RgsSum
if ($script:Done.failed -or $script:Done.skipped) { exit 1 }
