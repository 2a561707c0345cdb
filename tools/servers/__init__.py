"""The real servers that the tests run on: Cassandra, Kafka, SeaweedFS and PostgreSQL, on loopback, without Docker.

``python -m tools.servers --help`` says what can be done with them. What they need
is fetched once, by Maven, pip and apt.
"""
