"""A page about the API, made from its OpenAPI document on the server: it needs no script and nothing from elsewhere."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page(request: HttpRequest, document: Mapping[str, Any]) -> HttpResponse:
    """Return the page of a document."""
    tags: dict[str, list[Mapping[str, Any]]] = {}
    for operation in _operations(document):
        tags.setdefault(operation["tag"], []).append(operation)
    schemas = [
        {"name": name, "text": schema.get("description", ""), "fields": list(_fields(schema))}
        for name, schema in sorted(document["components"]["schemas"].items())
    ]
    context = {"info": document["info"], "tags": tags, "schemas": schemas}
    return render(request, "audiostream/api.html", context)


def _operations(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield {
                "id": operation["operationId"],
                "method": method.upper(),
                "path": path,
                "tag": operation["tags"][0],
                "text": operation["description"],
                "anyone": "security" not in operation,
                "parameters": [
                    {**each, "kind": _kind(each["schema"]), "text": each.get("description", "")}
                    for each in operation["parameters"]
                ],
                "body": _shown(_content(operation.get("requestBody", {}))),
                "responses": [
                    {"status": status, "text": told["description"], "body": _shown(_content(told))}
                    for status, told in operation["responses"].items()
                ],
            }


def _content(part: Mapping[str, Any]) -> Mapping[str, Any]:
    for content in part.get("content", {}).values():
        schema: Mapping[str, Any] = content["schema"]
        return schema
    return {}


def _shown(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a body is, and whether the page has an article about that."""
    return {"kind": _kind(schema), "described": "$ref" in schema}


def _fields(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    required = schema.get("required", ())
    for name, field in schema.get("properties", {}).items():
        yield {"name": name, "kind": _kind(field), "required": name in required, "text": field.get("description", "")}


def _kind(schema: Mapping[str, Any]) -> str:
    """Return what a value is, in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return " or ".join(dict.fromkeys(_kind(each) for each in schema[several]))
    if "enum" in schema:
        return " or ".join(f'"{each}"' for each in schema["enum"])
    if "const" in schema:
        return f'"{schema["const"]}"'
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return str(schema.get("format", schema.get("type", schema.get("title", ""))))
