"""Number patterns: what a .NET pattern takes, examples, shadowing, ranges. Pure."""
