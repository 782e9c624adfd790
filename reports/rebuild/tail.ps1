
$whole = $true
} } catch { $stop = 'it stopped: ' + $_.Exception.Message } finally {
    # runs after Ctrl-C too
{%- if checked %}
    Write-RgsDeleted $whole
{%- endif %}
    if (-not $whole) { Write-RgsResult 'failed' 'Script' $TargetPool ($stop + '; what has no line above was not reached, or not finished: run the script again') }
    Write-RgsSum
    if ($script:Done.failed -or $script:Done.skipped) { exit 1 }
}
