
$whole = $false
$stop = 'it was stopped before its end (Ctrl-C, or an exit or a break in what it called)'
try { foreach ($once in 1) {
