Write-Host ('{0} created, {1} changed, {2} skipped, {3} planned, {4} failed' -f $script:Done.created, $script:Done.changed, $script:Done.skipped, $script:Done.planned, $script:Done.failed)
if ($script:Done.failed) { exit 1 }
