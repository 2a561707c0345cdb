"""The use cases, one module a noun; rules live here, and only here."""
