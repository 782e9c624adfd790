"""Documents: the Excel workbook."""
