"""Text evidence: decoding, and HTML stripped to text."""
