"""What the driver's errors mean."""

from collections.abc import Iterator
from contextlib import contextmanager

import kafka.errors as driver

from audiostream.backend.adapters.kafka.options import KafkaOptions
from audiostream.errors import AudiostreamError, Rejected, Unavailable

# Sent again it would be refused again.
_NEVER = (
    driver.MessageSizeTooLargeError,
    driver.RecordListTooLargeError,
    driver.InvalidRecordError,
    driver.InvalidTimestampError,
)
_NOT_LET_IN = (
    driver.AuthorizationError,
    driver.SaslAuthenticationFailedError,
    driver.UnsupportedSaslMechanismError,
    driver.IllegalSaslStateError,
)


@contextmanager
def told(options: KafkaOptions) -> Iterator[None]:
    """Raise what the driver raises as an error of ours, ``Rejected`` or ``Unavailable``."""
    try:
        yield
    except (driver.KafkaError, OSError) as error:
        raise as_ours(error, options) from error


def as_ours(error: Exception, options: KafkaOptions) -> AudiostreamError:
    """Return an error of the driver as one of ours."""
    where = ", ".join(options.servers)
    what = str(error).removeprefix(f"{type(error).__name__}: ") or type(error).__name__
    if isinstance(error, _NEVER):
        return Rejected(f"Kafka ({where}) refuses the event: {what}")
    # What an administrator can put right may succeed later: such a listen must stay in a player's spool.
    if isinstance(error, _NOT_LET_IN):
        return Unavailable(f"Kafka ({where}) does not let us in: {what}", hint="check kafka_user and kafka_password")
    if isinstance(error, driver.UnknownTopicOrPartitionError):
        return missing_topics(options)
    return Unavailable(
        f"Kafka ({where}) does not answer: {what}",
        hint="check kafka_servers, kafka_security, and that the brokers run (audiostream cluster status)",
    )


def missing_topics(options: KafkaOptions) -> Unavailable:
    """Return that the topics have not been made."""
    where = ", ".join(options.servers)
    return Unavailable(f"Kafka ({where}) lacks topics of ours", hint="audiostream cluster init makes them")
