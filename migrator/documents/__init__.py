"""Documents that people read: workbook, pages, drawings."""
