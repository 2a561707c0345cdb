"""Accounts on Django's ORM: models, migrations, and the store that speaks domain types.

``opening`` is the way in; it sets Django up, so nothing here but that module and ``apps`` may be imported before it
ran. The tables are in the catalogue's database.
"""
