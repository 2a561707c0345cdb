"""The catalogue on Django's ORM."""
