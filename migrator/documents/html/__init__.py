"""Documents that are read in a browser: each is one file that loads nothing from elsewhere."""
