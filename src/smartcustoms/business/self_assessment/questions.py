"""Reads the versions of the questions, the training and the model documents. Pure but for reading its own files."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from smartcustoms.business.self_assessment.model import (
    Choice,
    Criterion,
    ModelDocument,
    NotAnswerable,
    Question,
    QuestionSet,
    Training,
)
from smartcustoms.kernel.words.model import sentence

_REFERENCE = Path(__file__).with_name("reference")


def versions() -> tuple[str, ...]:
    """Name the versions there are, the newest last."""
    return tuple(sorted(each.stem for each in (_REFERENCE / "questions").glob("*.toml")))


def question_set(version: str = "") -> QuestionSet:
    """Give a version of the questions; without a name the newest.

    Raises:
        NotAnswerable: there is no such version.
    """
    known = versions()
    wanted = version or known[-1]
    if wanted not in known:
        raise NotAnswerable(
            sentence("There is no version {version} of the questions.", version=wanted[:40]),
            mend=sentence("Use one of: {known}.", known=", ".join(known)),
            field="version",
            seen=wanted[:40],
        )
    return _read(wanted)


@cache
def _read(version: str) -> QuestionSet:
    said = tomllib.loads((_REFERENCE / "questions" / f"{version}.toml").read_text("utf-8"))
    choices = {
        name: tuple(Choice(row["code"], row["points"], row["says"]) for row in rows)
        for name, rows in said["choices"].items()
    }
    return QuestionSet(
        version=said["version"],
        since=said["since"],
        source=said["source"],
        green=said["grades"]["green"],
        amber=said["grades"]["amber"],
        criteria=tuple(
            Criterion(row["code"], row["tier"], row["weight"], tuple(row["safe"]), row["name"], row["about"])
            for row in said["criterion"]
        ),
        questions=tuple(_question(row, choices) for row in said["question"]),
    )


def _question(row: Mapping[str, Any], choices: Mapping[str, tuple[Choice, ...]]) -> Question:
    return Question(
        id=row["id"],
        criterion=row["criterion"],
        safe=tuple(row["safe"]),
        weight=row["weight"],
        effort=row["effort"],
        indispensable=row["indispensable"],
        choices=choices[row["choices"]],
        asks=row["asks"],
        evidence=row["evidence"],
        mend=row["mend"],
    )


@cache
def training() -> tuple[Training, ...]:
    """Give what there is to learn from."""
    said = tomllib.loads((_REFERENCE / "guidance.toml").read_text("utf-8"))
    return tuple(Training(tuple(row["criteria"]), row["name"], row["link"]) for row in said["training"])


@cache
def model_documents() -> tuple[ModelDocument, ...]:
    """Give the papers to start from."""
    said = tomllib.loads((_REFERENCE / "guidance.toml").read_text("utf-8"))
    return tuple(
        ModelDocument(row["code"], tuple(row["criteria"]), row["name"], row["text"]) for row in said["document"]
    )
