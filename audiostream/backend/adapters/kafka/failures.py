"""What the driver's errors mean."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import kafka.errors as driver

from audiostream.backend.adapters.kafka.options import KafkaOptions
from audiostream.errors import AudiostreamError, Rejected, Unavailable

DOWN = "check kafka_servers, kafka_security, and that the brokers run (audiostream cluster status)"
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
    what = _said(error)
    if isinstance(error, _NEVER):
        return Rejected(f"Kafka ({where}) refuses the event: {what}")
    # What an administrator can put right may succeed later: such a listen must stay in a player's spool.
    if isinstance(error, _NOT_LET_IN):
        return Unavailable(f"Kafka ({where}) does not let us in: {what}", hint="check kafka_user and kafka_password")
    if isinstance(error, driver.InvalidSessionTimeoutError):
        return Unavailable(
            f"Kafka ({where}) does not allow a session of {options.session_timeout_s:g} s",
            hint="set kafka_session_ms within the brokers' group.min.session.timeout.ms (6000 unless set) and its max",
        )
    if isinstance(error, driver.UnknownTopicOrPartitionError):
        return missing_topics(options)
    return Unavailable(
        f"Kafka ({where}) does not answer: {what}",
        hint=DOWN,
    )


def missing_topics(options: KafkaOptions, topics: Sequence[str] = ()) -> Unavailable:
    """Return that topics have not been made or are no longer there: these, where it is known which."""
    where = ", ".join(options.servers)
    which = f": {', '.join(topics)}" if topics else ""
    return Unavailable(f"Kafka ({where}) lacks topics of ours{which}", hint="audiostream cluster init makes them")


def _said(error: Exception) -> str:
    """Return the driver's words without its class, which are all it has where it gives no reason."""
    name = type(error).__name__
    text = str(error).removeprefix(f"{name}: ")
    return "the connection broke" if isinstance(error, driver.KafkaConnectionError) and text == "None" else text or name
