"""When a statement is sent again."""

from collections.abc import Callable
from functools import partial

import pytest
from cassandra import ConsistencyLevel
from cassandra.policies import RetryPolicy, WriteType

from audiostream.backend.adapters.cassandra.retries import RetryOnce

QUORUM = ConsistencyLevel.LOCAL_QUORUM
POLICY = RetryOnce()
KINDS: dict[str, Callable[..., tuple[int, int | None]]] = {
    "read timeout": partial(POLICY.on_read_timeout, required_responses=2, received_responses=1, data_retrieved=False),
    "write timeout": partial(
        POLICY.on_write_timeout, write_type=WriteType.SIMPLE, required_responses=2, received_responses=1
    ),
    "unavailable": partial(POLICY.on_unavailable, required_replicas=2, alive_replicas=1),
    "request error": partial(POLICY.on_request_error, error=OSError()),
}


@pytest.mark.parametrize("kind", KINDS)
def test_once_more_at_the_same_consistency(kind: str) -> None:
    decide = KINDS[kind]
    assert decide(None, consistency=QUORUM, retry_num=0) == (RetryPolicy.RETRY_NEXT_HOST, QUORUM)
    assert decide(None, consistency=QUORUM, retry_num=1)[0] == RetryPolicy.RETHROW


def test_compare_and_set_is_left_to_its_maker() -> None:
    decision = POLICY.on_write_timeout(None, consistency=QUORUM, write_type=WriteType.CAS, retry_num=0)
    assert decision[0] == RetryPolicy.RETHROW
