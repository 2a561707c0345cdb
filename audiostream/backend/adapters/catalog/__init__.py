"""The catalogue on Django's ORM: models, migrations, and the store that speaks domain types.

``catalogue.open_catalogue`` is the way in; it sets Django up, so nothing here but that module,
``apps``, ``settings`` and ``connection`` may be imported before it ran.
"""
