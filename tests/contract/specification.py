"""X's own specification as a judge over one exchange: the request our code made, the answer the simulator gave.

openapi-core checks shapes and types. What it leaves open is checked here: parameters nobody knows, fields that must
be there, fields X does not have, and the authorization.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from openapi_core import Config, OpenAPI
from openapi_core.contrib.requests import RequestsOpenAPIRequest, RequestsOpenAPIResponse
from openapi_core.exceptions import OpenAPIError

FILE = Path(__file__).parents[3] / "shared" / "data" / "x-openapi-2.166.json"
SERVER = "https://api.x.com"
ALWAYS = {  # X's fields that come unasked; the specification requires none of them
    "#/components/schemas/Tweet": {"id", "text", "edit_history_tweet_ids"},
    "#/components/schemas/Media": {"media_key", "type"},
}
Schema = dict[str, Any]


class ForX(RequestsOpenAPIRequest):
    """A request to the simulator, read as one to X."""

    @property
    def host_url(self) -> str:
        return SERVER


class Specification:
    """Judges exchanges; what is wrong comes as sentences."""

    def __init__(self) -> None:
        self.raw = json.loads(FILE.read_text(encoding="utf-8"))
        problem_json = {"application/problem+json": lambda value, **_parameters: json.loads(value)}
        config = Config(spec_validator_cls=None, extra_media_type_deserializers=problem_json)
        self._openapi = OpenAPI.from_dict(_without_security(self.raw), config=config)

    def wrong_with(self, response: requests.Response) -> list[str]:
        """Everything that is wrong with an exchange; nothing when all is well."""
        request = response.request
        operation = self.operation(str(request.method), urlsplit(str(request.url)).path)
        if operation is None:
            return [f"X has no {request.method} {urlsplit(str(request.url)).path}"]
        return [*self._request(request, operation), *self._response(response, operation)]

    def operation(self, method: str, path: str) -> Schema | None:
        """What X says of an address; a fixed path goes before one with a parameter."""
        parts = path.split("/")
        paths = sorted(self.raw["paths"], key=lambda each: each.count("{"))
        for template in paths:
            wanted = template.split("/")
            fits = len(wanted) == len(parts) and all(
                w == p or w.startswith("{") for w, p in zip(wanted, parts, strict=True)
            )
            if fits and method.lower() in self.raw["paths"][template]:
                return self.raw["paths"][template][method.lower()]
        return None

    def _request(self, request: requests.PreparedRequest, operation: Schema) -> Iterator[str]:
        adapted = ForX(request)
        try:
            self._openapi.validate_request(adapted)
        except OpenAPIError as error:
            yield f"request: {error!r} {error.__cause__!r}"
        known = {self.resolve(each)["name"]: self.resolve(each) for each in operation.get("parameters", [])}
        given = parse_qs(urlsplit(str(request.url)).query, keep_blank_values=True)
        yield from (f"X knows no parameter {name}" for name in given if name not in known)
        for name, each in known.items():
            if each["in"] == "query" and each.get("required") and name not in given:
                yield f"the parameter {name} is missing"
        yield from self._body(request, operation)
        if not str(request.headers.get("Authorization", "")).startswith("OAuth "):
            yield "the request is not signed"
        if not any("UserToken" in each for each in operation["security"]):
            yield "X does not take OAuth 1.0a here"

    def _body(self, request: requests.PreparedRequest, operation: Schema) -> Iterator[str]:
        wanted = operation.get("requestBody")
        if not wanted:
            if request.body:
                yield "X takes no body here"
            return
        schema = wanted["content"]["application/json"]["schema"]
        yield from self.compare(schema, json.loads(request.body or b"{}"), "body")

    def _response(self, response: requests.Response, operation: Schema) -> Iterator[str]:
        adapted = RequestsOpenAPIResponse(response)
        try:
            self._openapi.validate_response(ForX(response.request), adapted)
        except OpenAPIError as error:
            yield f"response: {error!r} {error.__cause__!r}"
        answers = operation["responses"].get(str(response.status_code)) or operation["responses"].get("default", {})
        kind = adapted.content_type.partition(";")[0]
        content = answers.get("content", {})
        if kind not in content:
            yield f"X does not answer {response.status_code} with {kind}"
            return
        yield from self.compare(content[kind]["schema"], response.json(), "answer")

    def resolve(self, schema: Schema) -> Schema:
        """Follow a reference."""
        while "$ref" in schema:
            found: Any = self.raw
            for part in schema["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            schema = found
        return schema

    def compare(self, schema: Schema, value: Any, where: str) -> Iterator[str]:
        """Fields that must be there and are not; fields that are there and X does not have."""
        always = ALWAYS.get(schema.get("$ref", ""), set())
        schema = self.resolve(schema)
        if isinstance(value, list):
            for index, each in enumerate(value):
                yield from self.compare(schema.get("items", {}), each, f"{where}[{index}]")
            return
        if not isinstance(value, dict):
            return
        properties, required = self.fields(schema, value)
        yield from (f"{where}.{name} is missing" for name in sorted(required | always) if name not in value)
        if properties:
            yield from (f"X has no {where}.{name}" for name in value if name not in properties)
        for name, each in value.items():
            if name in properties:
                yield from self.compare(properties[name], each, f"{where}.{name}")

    def fields(self, schema: Schema, value: Any) -> tuple[Schema, set[str]]:
        """The properties and required fields of a schema, with what it is made of and what its discriminator says."""
        schema = self.resolve(schema)
        properties, required = dict(schema.get("properties", {})), set(schema.get("required", ()))
        parts = list(schema.get("allOf", ()))
        parts += schema.get("anyOf", ())[:1]
        if (chosen := self._discriminated(schema, value)) is not None:
            parts.append(chosen)
        for part in parts:
            more, needed = self.fields({k: v for k, v in self.resolve(part).items() if k != "discriminator"}, value)
            properties, required = properties | more, required | needed
        return properties, required

    def _discriminated(self, schema: Schema, value: Any) -> Schema | None:
        discriminator = schema.get("discriminator")
        if not discriminator or not isinstance(value, dict):
            return None
        reference = discriminator["mapping"].get(value.get(discriminator["propertyName"]))
        return {"$ref": reference} if reference else None


def _without_security(raw: Schema) -> Schema:
    """openapi-core does not know X's scheme; the authorization is checked above."""
    paths = {
        path: {
            method: {name: each for name, each in operation.items() if name != "security"}
            for method, operation in operations.items()
        }
        for path, operations in raw["paths"].items()
    }
    return raw | {"paths": paths}
