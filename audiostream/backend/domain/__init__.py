"""Plain typed data and rules; no input, no output."""
