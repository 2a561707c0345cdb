"""What errors of the driver become."""

import cassandra
import pytest
from cassandra.cluster import NoHostAvailable
from cassandra.connection import ConnectionShutdown
from cassandra.protocol import IsBootstrappingErrorMessage, OverloadedErrorMessage

from audiostream.backend.adapters.cassandra.failures import ours, translated
from audiostream.backend.adapters.cassandra.options import CassandraOptions
from audiostream.errors import Rejected, Unavailable

OPTIONS = CassandraOptions()

PASSING = {
    "nobody there": (NoHostAvailable("none", {"a": ConnectionRefusedError(111, "refused")}), "cassandra_hosts"),
    "wrong password": (NoHostAvailable("none", {"a": cassandra.AuthenticationFailed("bad")}), "cassandra_password"),
    "no right": (cassandra.Unauthorized("no MODIFY permission"), "Grant"),
    "too few replicas": (cassandra.Unavailable("no", consistency=6, required_replicas=2, alive_replicas=1), "quorum"),
    "slow write": (cassandra.WriteTimeout("late", write_type=0), "overloaded"),
    "slow read": (cassandra.ReadTimeout("late"), "overloaded"),
    "no answer": (cassandra.OperationTimedOut(), "overloaded"),
    "a replica that failed": (cassandra.WriteFailure("failed", write_type=0), "overloaded"),
    "overloaded": (OverloadedErrorMessage(0x1001, "busy", None), "overloaded"),
    "starting": (IsBootstrappingErrorMessage(0x1002, "starting", None), "overloaded"),
    "no table": (cassandra.InvalidRequest('code=2200 message="unconfigured table listens_by_user"'), "cluster init"),
    "no keyspace": (cassandra.InvalidRequest("Keyspace 'x' does not exist"), "cluster init"),
}


@pytest.mark.parametrize("case", PASSING)
def test_what_may_pass_is_unavailable(case: str) -> None:
    error, hint = PASSING[case]
    found = ours(error, OPTIONS)
    assert isinstance(found, Unavailable)
    assert hint in str(found.hint)
    assert found.message.startswith("Cassandra at 127.0.0.1:9042: ")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PASSING["too few replicas"][0], "1 of 2 replicas that must answer are up"),
        (
            cassandra.ReadTimeout("late", consistency=6, required_responses=2, received_responses=0),
            "0 of 2 replicas answered in time",
        ),
    ],
)
def test_how_many_replicas_there_were_is_told_in_plain_words(error: Exception, said: str) -> None:
    assert ours(error, OPTIONS).message == f"Cassandra at 127.0.0.1:9042: {said}"


def test_a_value_that_no_node_takes_is_rejected() -> None:
    error = cassandra.InvalidRequest("Key length of 70000 is longer than maximum of 65535")
    assert isinstance(ours(error, OPTIONS), Rejected)


def test_a_connection_that_breaks_while_it_is_asked_may_pass() -> None:
    with pytest.raises(Unavailable), translated(OPTIONS):
        raise ConnectionShutdown("reset by peer")


def test_what_the_block_raises_becomes_ours_and_keeps_its_cause() -> None:
    cause = cassandra.OperationTimedOut()
    with pytest.raises(Unavailable) as raised, translated(OPTIONS):
        raise cause
    assert raised.value.__cause__ is cause
