"""When a statement is sent again: each of ours may be, as what is written twice is the same."""

from typing import TypeAlias

from cassandra.policies import RetryPolicy, WriteType

_Decision: TypeAlias = tuple[int, int | None]


class RetryOnce(RetryPolicy):  # type: ignore[misc]  # the driver has no types
    """Sends what got no answer once more, to the next node, at the same consistency; then the caller hears of it.

    Compare-and-set is left alone: whether the first attempt took effect, its maker must find out. The driver
    calls each method by keywords.
    """

    def on_read_timeout(self, _query: object, *, consistency: int, retry_num: int, **_: object) -> _Decision:
        """Ask another node, as one replica may be slow."""
        return self._again(consistency, retry_num)

    def on_write_timeout(
        self, _query: object, *, consistency: int, retry_num: int, write_type: int, **_: object
    ) -> _Decision:
        """Write again by another node."""
        return (self.RETHROW, None) if write_type == WriteType.CAS else self._again(consistency, retry_num)

    def on_unavailable(self, _query: object, *, consistency: int, retry_num: int, **_: object) -> _Decision:
        """Ask another node, which may know of more live replicas."""
        return self._again(consistency, retry_num)

    def on_request_error(self, _query: object, consistency: int, *, retry_num: int, **_: object) -> _Decision:
        """Ask another node where one is overloaded, starting or gone."""
        return self._again(consistency, retry_num)

    def _again(self, consistency: int, retry_num: int) -> _Decision:
        return (self.RETRY_NEXT_HOST, consistency) if retry_num == 0 else (self.RETHROW, None)
