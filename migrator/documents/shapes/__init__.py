"""The JSON documents that commands print, one module per subject."""
