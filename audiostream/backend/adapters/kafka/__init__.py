"""The event log on Kafka: a topic for each kind of event, and a dead-letter topic beside each."""
