Write-Host ('{0} created, {1} exist, {2} planned, {3} failed' -f $script:Done.created, $script:Done.exists, $script:Done.planned, $script:Done.failed)
if ($script:Done.failed) { exit 1 }
