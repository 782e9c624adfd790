$whole = $true
} catch { $stop = 'it stopped: ' + $_.Exception.Message } finally {
    # runs after Ctrl-C too
    if (-not $whole) { Write-VoiceResult 'failed' 'Script' 'voice' ($stop + '; what has no line above was not reached, or not finished: run the script again') }
    Write-Host ('{0} created, {1} exist, {2} planned, {3} failed' -f $script:Done.created, $script:Done.exists, $script:Done.planned, $script:Done.failed)
    if ($script:Done.failed) { exit 1 }
}
