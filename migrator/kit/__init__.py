"""The collection kit: which blocks of commands each script runs, the scripts as text, and the folder they go to."""
