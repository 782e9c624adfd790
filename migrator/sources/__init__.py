"""Evidence in: recognise, decode, map to items; report what was read, rejected and unknown. No opinions."""
