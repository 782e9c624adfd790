Write-Host ('{0} created, {1} changed, {2} skipped, {3} planned' -f $script:Done.created, $script:Done.changed, $script:Done.skipped, $script:Done.planned)
