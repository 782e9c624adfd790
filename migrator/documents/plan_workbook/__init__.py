"""The workbook of the checklist, which people edit and give back, and the runbook of a cut-over."""
