"""Scripts that recreate an estate on another pool: text out, nothing is run."""
