"""The tests; their tree mirrors the source."""

import pytest

# What they share tells what it saw, too, when it fails.
pytest.register_assert_rewrite("tests.support")
