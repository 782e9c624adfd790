"""The rules: one module for each block of ids."""
