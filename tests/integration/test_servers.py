"""The servers that the tests run on: all of them answer, on their own addresses."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import servers
from tools.servers import addresses
from tools.servers.fleet import DEFAULT, Fleet

pytestmark = pytest.mark.servers
ROOT = Path(__file__).parents[2]


def test_status_tells_that_all_are_up() -> None:
    command = [sys.executable, "-m", "tools.servers", "status"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    up = [line.split()[0] for line in done.stdout.splitlines() if line.split()[1] == "up"]
    assert (done.returncode, up[: len(DEFAULT)]) == (0, [*DEFAULT]), done.stdout + done.stderr


def test_up_again_changes_nothing() -> None:
    before = {row.name: row.pid for row in Fleet().status(DEFAULT)}
    servers.start()
    assert {row.name: row.pid for row in Fleet().status(DEFAULT)} == before


@pytest.mark.parametrize("host", servers.CASSANDRA_HOSTS)
def test_each_node_of_cassandra_knows_the_other(host: str) -> None:
    from cassandra.cluster import EXEC_PROFILE_DEFAULT, Cluster, ExecutionProfile
    from cassandra.policies import WhiteListRoundRobinPolicy

    address, _, port = host.partition(":")
    alone = ExecutionProfile(WhiteListRoundRobinPolicy([address]))
    cluster = Cluster(
        [address],
        port=int(port),
        execution_profiles={EXEC_PROFILE_DEFAULT: alone},
        connect_timeout=20,
        control_connection_timeout=20,
    )
    try:
        session = cluster.connect()
        local = session.execute("SELECT cluster_name, data_center FROM system.local").one()
        peers = {row.peer for row in session.execute("SELECT peer FROM system.peers")}
    finally:
        cluster.shutdown()
    assert tuple(local) == (addresses.CLUSTER_NAME, addresses.DATACENTER)
    assert peers | {address} == {name.partition(":")[0] for name in servers.CASSANDRA_HOSTS}


def test_postgres_has_every_transaction_serializable() -> None:
    import psycopg2

    connection = psycopg2.connect(host="127.0.0.1", port=addresses.POSTGRES_PORT, user=addresses.POSTGRES_USER)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW transaction_isolation")
            assert cursor.fetchone() == ("serializable",)
    finally:
        connection.close()
