"""The OpenAPI document: what ninja makes of the operations, and the errors that each may tell."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from ninja.openapi.schema import OpenAPISchema

from audiostream.backend.web.api.schemas import Problem
from audiostream.backend.web.errors import PROBLEM_TYPE

PREFIX = "/api/v1"

_PROBLEM = {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_ANY = (HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.SERVICE_UNAVAILABLE)
_OF_ACCOUNTS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_OF_BODIES = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
)
_OF_INPUT = (HTTPStatus.UNPROCESSABLE_ENTITY,)
_OF_PATHS = (HTTPStatus.NOT_FOUND,)


def refusals(*statuses: int) -> dict[str, Any]:
    """Return what documents that an operation may refuse so, beside what its parameters and its account imply."""
    return {"responses": {status: _refusal(status) for status in statuses}}


class Document(OpenAPISchema):
    """Ninja's document, with every error of every operation in it, and what is named by its operation."""

    def get_paths(self) -> dict[str, Any]:
        """Return the operations."""
        paths: dict[str, Any] = super().get_paths()
        for operation in _operations(paths):
            responses = operation["responses"]
            for status in _implied(operation):
                responses.setdefault(int(status), _refusal(status))
            operation["responses"] = dict(sorted((str(status), told) for status, told in responses.items()))
        return paths

    def get_components(self) -> dict[str, Any]:
        """Return the schemas."""
        self.schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        self.add_schema_definitions(self.schemas["Problem"].pop("$defs"))
        components: dict[str, Any] = super().get_components()
        return components


def _operations(paths: Mapping[str, Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for methods in paths.values():
        yield from methods.values()


def _implied(operation: Mapping[str, Any]) -> Iterator[HTTPStatus]:
    yield from _ANY
    if "security" in operation:
        yield from _OF_ACCOUNTS
    if "requestBody" in operation:
        yield from _OF_BODIES
    if "requestBody" in operation or operation["parameters"]:
        yield from _OF_INPUT
    if any(parameter["in"] == "path" for parameter in operation["parameters"]):
        yield from _OF_PATHS


def _refusal(status: int) -> dict[str, Any]:
    return {"description": HTTPStatus(status).phrase, "content": _PROBLEM}
