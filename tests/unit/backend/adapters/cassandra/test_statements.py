"""What is never asked of Cassandra: what scans, what a retry counts twice, what its coordinators must keep first."""

import ast
import re
from collections.abc import Iterator

from audiostream.backend.adapters.cassandra.migrations import known_migrations
from tests.support.source import modules

NEVER = {
    "a scan of all partitions": r"\bALLOW\s+FILTERING\b",
    "a counter": r"\bCOUNTER\b",
    "a logged batch": r"\bBEGIN\s+(COUNTER\s+)?BATCH\b",
    "a list": r"\bLIST\s*<",
}
# What makes one that is logged in the two drivers.
LOGGED = re.compile(
    r"\bBatchStatement\((?!BatchType\.UNLOGGED\))|\bBatchType\.(?!UNLOGGED\b)|\bcreate_batch_(?!unlogged\b)"
)
PACKAGE = "audiostream.backend.adapters.cassandra."


def _texts() -> Iterator[str]:
    """Yield every text in the code, and every statement of the migrations."""
    for module in modules():
        if module.name.startswith(PACKAGE):
            yield from (
                node.value
                for node in ast.walk(module.tree)
                if isinstance(node, ast.Constant) and type(node.value) is str
            )
    for migration in known_migrations():
        yield from migration.statements


def test_no_statement_asks_for_what_does_not_scale_or_cannot_be_repeated() -> None:
    texts = list(_texts())
    assert sum("{keyspace}." in text for text in texts) > 10
    asked = [(what, text) for text in texts for what, sign in NEVER.items() if re.search(sign, text, re.IGNORECASE)]
    assert asked == []


def test_no_batch_is_logged() -> None:
    sources = {
        module.name: module.path.read_text(encoding="utf-8") for module in modules() if module.name.startswith(PACKAGE)
    }
    assert any("BatchStatement(" in text for text in sources.values())
    assert [(name, found[0]) for name, text in sources.items() for found in LOGGED.finditer(text)] == []
