"""Number patterns: what a .NET pattern matches, examples, shadowing, ranges. No input or output."""
