"""A database that is away is told in words: at the start with exit code 2, while serving with 503 and when to come again."""

import psycopg.errors
import pytest
from click.testing import CliRunner
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError

from smartcustoms.app.cli import main
from smartcustoms.kernel.web import refusals


def test_a_command_says_which_database_does_not_answer_and_keeps_the_password_to_itself() -> None:
    address = "postgresql://customs:very-secret@127.0.0.1:1/smartcustoms"
    told = CliRunner().invoke(main, ["judges"], env={"SMARTCUSTOMS_DSN": address})
    assert told.exit_code == 2
    assert "The database postgresql://customs:***@127.0.0.1:1/smartcustoms cannot be reached" in told.output
    assert "SMARTCUSTOMS_DSN" in told.output
    assert "very-secret" not in told.output
    assert "Traceback" not in told.output


def test_a_setting_that_cannot_be_read_is_told_in_words() -> None:
    told = CliRunner().invoke(main, ["settings"], env={"SMARTCUSTOMS_PORT": "eighty"})
    assert told.exit_code == 2
    assert "SMARTCUSTOMS_PORT='eighty': write a whole number" in told.output


@pytest.mark.parametrize(
    ("trouble", "status", "code"),
    [(psycopg.errors.AdminShutdown(), 503, "database_away"), (psycopg.errors.DiskFull(), 507, "no_room")],
)
def test_trouble_of_the_database_is_answered_with_when_to_come_again(
    trouble: Exception, status: int, code: str
) -> None:
    app = FastAPI()
    refusals.install(app)

    @app.get("/api/v1/thing")
    def thing() -> None:
        raise OperationalError("select 1", {}, trouble)

    answer = TestClient(app).get("/api/v1/thing")
    assert answer.status_code == status
    assert answer.headers["Retry-After"] == "5"
    assert answer.json()["code"] == code
    assert answer.json()["mend"] == "Try again in a moment; with the same key nothing is stored twice"
