"""Which adapter stands behind each port: one module a mode, and nothing else asks for the mode."""
