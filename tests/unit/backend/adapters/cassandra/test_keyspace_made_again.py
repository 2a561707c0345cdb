"""The store of listens, where its tables are dropped and made again under it."""

from contextlib import closing

import pytest

from audiostream.backend.adapters.cassandra.acsylla_writer import AcsyllaWriter
from audiostream.backend.adapters.cassandra.listens import CassandraListenStore
from audiostream.backend.adapters.cassandra.options import CassandraOptions
from audiostream.backend.adapters.cassandra.session import Session
from audiostream.backend.adapters.cassandra.system import CassandraSystem
from audiostream.backend.domain.listening import listen_of
from audiostream.errors import Unavailable
from tests.support.cassandra import drop, make, own_keyspace
from tests.support.events import ADA, make_listened

BEFORE, AFTER = listen_of(make_listened()), listen_of(make_listened())

pytestmark = [pytest.mark.servers("cassandra"), pytest.mark.slow]


def _make(options: CassandraOptions) -> None:
    with closing(CassandraSystem(options)) as system:
        make(system)


@pytest.mark.parametrize("writer", [Session, AcsyllaWriter], ids=["driver", "acsylla"])
@pytest.mark.parametrize("noticed", [True, False], ids=["noticed", "unnoticed"])
def test_what_is_stored_in_a_keyspace_that_was_made_again_is_found(
    writer: type[Session | AcsyllaWriter], *, noticed: bool
) -> None:
    with own_keyspace() as options:
        _make(options)
        with closing(CassandraListenStore(Session(options), writer(options))) as store:
            store.apply([BEFORE])
            drop(options)
            if noticed:
                with pytest.raises(Unavailable) as raised:
                    store.apply([AFTER])
                assert "cluster init" in str(raised.value.hint)
            _make(options)
            store.apply([AFTER])
            assert list(store.listens(ADA, limit=9).items) == [AFTER]
