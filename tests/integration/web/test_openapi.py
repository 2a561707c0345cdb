"""Whatever the OpenAPI document allows, and what it does not, is answered as it says: no 5xx, nothing else."""

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any, TypeAlias

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import given, settings
from schemathesis import Case, GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import negative_data_rejection

from tests.support import web
from tests.support.web import ADA, SAM, Website

pytestmark = pytest.mark.slow

_Operation: TypeAlias = APIOperation[Any, Any, Any, Any]

EXAMPLES = 15
NOUNS = ["me", "tokens", "search", "artists", "albums", "songs", "playlists", "history", "events", "listens", "uploads"]
# Beside what schemathesis expects of what a schema allows: text that is no cursor, no name or has no word in it.
_CONFIG = {
    # Who asks is said by each request; what becomes of other tokens is tested elsewhere.
    "generation": {"with-security-parameters": False},
    "checks": {
        "positive_data_acceptance": {
            "expected-statuses": ["2xx", "401", "403", "404", "409", "422", "429"],
        }
    },
}
# A batch is taken though what is wrong in it is refused, each by itself, in the answer.
_BATCHES = {"/api/v1/events", "/api/v1/listens"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Website]:
    with web.running(tmp_path_factory.mktemp("openapi") / "site") as site:
        yield site


@pytest.fixture(scope="module")
def operations(site: Website) -> list[_Operation]:  # noqa: ARG001 - it is served there
    config = SchemathesisConfig.from_dict(_CONFIG)
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", _whole(WSGIHandler()), config=config)
    found = [each.ok() for each in document.get_all_operations() if isinstance(each, Ok)]
    assert len(found) == len(list(document.get_all_operations()))
    return found


def test_every_operation_is_tested(operations: list[_Operation]) -> None:
    assert {_noun(operation) for operation in operations} == set(NOUNS)


@pytest.mark.parametrize("user", [ADA, SAM])
@pytest.mark.parametrize("noun", NOUNS)
def test_operations_keep_to_the_document(site: Website, operations: list[_Operation], noun: str, user: str) -> None:
    headers = {"Authorization": f"Bearer {site.tokens[user]}"}
    for operation in operations:
        if _noun(operation) == noun:
            _try(operation, GenerationMode.POSITIVE, headers)
            if list(operation.iter_parameters()) or operation.body.items:  # else nothing can be wrong
                _try(operation, GenerationMode.NEGATIVE, headers)


def _whole(application: Callable[..., Any]) -> Callable[..., list[bytes]]:
    """Return an application that ends each request, as servers do and the client here does not: files are closed."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        with closing(application(environ, start_response)) as response:
            return [b"".join(response)]

    return answer


def _try(operation: _Operation, mode: GenerationMode, headers: dict[str, str]) -> None:
    excluded: list[Any] = [negative_data_rejection] if operation.path in _BATCHES else []

    @settings(max_examples=EXAMPLES, derandomize=True, deadline=None, database=None)
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: "Case[Any]") -> None:
        case.call_and_validate(headers=headers, excluded_checks=excluded)

    run()


def _noun(operation: _Operation) -> str:
    return operation.path.split("/")[3]
