"""Every call of the API with hostile bodies, names in its path and filters: refused in words, never an unexpected error."""

import csv
import random
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from smartcustoms.app.web import make_app
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.web.api import described
from tests import cast
from tests.hostile import ODD_TEXTS, corpus, json_file
from tests.web_client import Client, client

ACCESS = Path(__file__).parents[1] / "architecture" / "access.csv"
BY_ROLE = {next(iter(each.roles)): each for each in (cast.ADA, cast.OTIS, cast.ESI, cast.AMINA, cast.DAOUD, cast.BELA)}
PER_CALL = [pytest.param(3, id="few"), pytest.param(40, id="many", marks=pytest.mark.slow)]
IN_PATH = [text for text in ODD_TEXTS if text and len(text) < 400] + ["0", "-1", "9" * 30, "a/b", "é"]


def callers() -> dict[str, str]:
    """Give, by entry, the first role of ours that is let in."""
    with ACCESS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["entry"]: role for row in rows for role in reversed(BY_ROLE) if row.get(role) in ("yes", "own", "all")}


def calls(schema: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method.upper(), path, call)
        for path, entry in schema["paths"].items()
        for method, call in entry.items()
        if method in ("get", "post", "put", "patch", "delete")
    ]


def example(schema: dict[str, Any], known: dict[str, Any], deeper: int = 5) -> Any:
    """Write a value that fits a schema, more or less: what is hurt next should be refused for its hurt."""
    if "$ref" in schema:
        return example(known[schema["$ref"].rpartition("/")[2]], known, deeper)
    if "enum" in schema or schema.get("examples"):
        return (schema.get("enum") or schema["examples"])[0]
    if "anyOf" in schema:
        return example(schema["anyOf"][0], known, deeper)
    match schema.get("type"):
        case "object":
            properties = schema.get("properties", {}) if deeper else {}
            return {name: example(inner, known, deeper - 1) for name, inner in properties.items()}
        case "array":
            return [example(schema.get("items", {}), known, deeper - 1)] if deeper else []
        case "integer" | "number":
            return 1
        case "boolean":
            return True
        case _:
            formats = {
                "date": "2026-11-24",
                "date-time": "2026-11-24T04:00:00Z",
                "uuid": "019ab0c8-0000-7000-8000-000000000000",
            }
            return formats.get(schema.get("format", ""), "abc")


def told(answer: Any) -> None:
    assert answer.status_code < 500, answer.text[:300]
    if answer.status_code >= 400:
        assert answer.headers["content-type"].startswith("application/problem+json"), answer.text[:200]
        assert answer.json()["title"]


def ask(as_: Client, method: str, path: str, **more: Any) -> None:
    told(as_.request(method, path, follow_redirects=False, **more))


@pytest.fixture(scope="module")
def described_calls() -> list[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    app = make_app(Settings(secret="a secret for tests only, long enough"), None)  # type: ignore[arg-type] # never asked
    schema = described(app)
    known = schema["components"]["schemas"]
    return [(method, path, call, known) for method, path, call in calls(schema)]


@pytest.mark.parametrize("count", PER_CALL)
@pytest.mark.parametrize("role", BY_ROLE)
def test_hostile_requests(
    database: Database, settings: Settings, described_calls: list[Any], role: str, count: int
) -> None:
    mine = [each for each in described_calls if callers().get(f"{each[0]} {each[1]}") == role]
    luck = random.Random(2026)
    with client(database, settings, as_=BY_ROLE[role]) as web:
        heads = {"x-csrf-token": web.get("/api/v1/token").json()["token"], "content-type": "application/json"}
        for method, path, call, known in mine:
            plain = path
            for part in [each["name"] for each in call.get("parameters", []) if each["in"] == "path"]:
                plain = plain.replace(f"{{{part}}}", "019ab0c8-0000-7000-8000-000000000000")
            content = call.get("requestBody", {}).get("content", {})
            if "application/json" in content:
                good = example(content["application/json"]["schema"], known)
                for body in corpus(json_file(good), count, seed=luck.randrange(10**6)):
                    ask(web, method, plain, content=body, headers=heads)
            for odd in luck.sample(IN_PATH, min(count, len(IN_PATH))):
                text = quote(odd.encode("utf-8", "surrogatepass"), safe="")
                asked = {
                    each["name"]: odd.encode("utf-8", "replace")
                    for each in call.get("parameters", [])
                    if each["in"] == "query"
                }
                odd_path = path
                for part in [each["name"] for each in call.get("parameters", []) if each["in"] == "path"]:
                    odd_path = odd_path.replace(f"{{{part}}}", text)
                if "/live" not in path and (asked or odd_path != path):
                    ask(web, method, odd_path, params=asked, headers=heads)
