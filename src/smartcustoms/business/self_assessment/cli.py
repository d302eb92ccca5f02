"""`smartcustoms aeo questions` and `aeo assess`: the self-assessment apart from any database; nothing is kept."""

import json
from pathlib import Path
from typing import Any

import click

from smartcustoms.business.self_assessment import plainly, queries
from smartcustoms.business.self_assessment.model import USE, Grade, NotAnswerable, Result
from smartcustoms.kernel.commands import Command
from smartcustoms.kernel.errors import rule_of
from smartcustoms.kernel.words.model import LANGUAGES, sentence
from smartcustoms.kernel.words.say import say

_GRADES = {
    Grade.GREEN: sentence("Green: ready to apply"),
    Grade.AMBER: sentence("Amber: almost ready"),
    Grade.RED: sentence("Red: not ready yet"),
}
_TIER = click.Choice(["1", "2"])


@click.group()
def aeo() -> None:
    """Assess whether a business is ready to be an authorised economic operator."""


@aeo.command(cls=Command, permission=USE)
@click.option("--tier", type=_TIER, default="1", show_default=True, help="1: ten criteria; 2: twelve.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: ids, allowed answers, and how to write the file.")
@click.option("--blank", is_flag=True, help="Print an answers file to fill in.")
def questions(tier: str, lang: str, as_json: bool, blank: bool) -> None:
    """List the questions of a tier with the answers that may be given."""
    known = queries.question_set()
    if blank:
        click.echo(json.dumps(plainly.blank_file(known, int(tier)), indent=1))
        return
    told = plainly.plain_questions(known, int(tier), lang)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    asked = {each["id"]: each for each in told["questions"]}
    for criterion in told["criteria"]:
        click.echo(f"\n{criterion['code']}  {criterion['name']}  (SAFE {', '.join(criterion['safe'])})")
        for each in (asked[name] for name in criterion["questions"]):
            answers = "; ".join(f"{one['answer']} = {one['says']}" for one in each["answers"])
            click.echo(f"  {each['id']}{'*' if each['indispensable'] else ' '} {each['asks']}\n       {answers}")
    click.echo(f"\n{told['how_to_answer']}")


@aeo.command(cls=Command, permission=USE)
@click.argument("answers", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--tier", type=_TIER, help="1: ten criteria; 2: twelve. Without it what the file says, else 1.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the advice.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def assess(answers: Path, tier: str | None, lang: str, as_json: bool) -> None:
    """Assess an answers file: score, grade, each criterion, what to mend first. Exit 2 while a question is open."""
    try:
        told = _assessed(answers, int(tier) if tier else None, lang)
    except NotAnswerable as refused:
        if not as_json:
            raise
        told = plainly.refusal_of(
            {
                "code": refused.code,
                "message": say(refused.says, lang),
                "mend": say(refused.mend, lang),
                "field": refused.field,
                "value": refused.seen,
                "rule": rule_of(refused.code),
            }
        )
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        click.echo(_lines(told), err=not told["complete"])
    if not told["complete"]:
        raise SystemExit(2)


def _assessed(path: Path, tier: int | None, lang: str) -> dict[str, Any]:
    with path.open("rb") as file:
        sent = queries.sent(file.read(queries.MOST_BYTES + 1))
    known = queries.question_set(sent.version)
    wanted = tier or sent.tier or 1
    fitted, left_out = queries.fitted(known, wanted, sent.answers)
    missing = queries.missing(known, wanted, fitted)
    if missing:
        return plainly.plain_unanswered(known, wanted, missing, lang)
    made: Result = queries.result(known, wanted, fitted)
    return plainly.plain_result(made, lang, left_out) | {"grade_says": say(_GRADES[made.grade], lang)}


def _lines(told: dict[str, Any]) -> str:
    """Write a result for a person."""
    if not told["complete"]:
        lines = [f"{len(told['unanswered'])} questions have no answer yet; every one is required."]
        return "\n".join(
            lines + [f"  {each['id']}  {each['asks']}  ({', '.join(each['answers'])})" for each in told["questions"]]
        )
    lines = [f"{told['score']:.2f} / 100  {told['grade_says']}  (tier {told['tier']}, questions {told['version']})"]
    lines += [f"  {each['code']}  {each['score']:6.2f}  {each['grade']:5}  {each['name']}" for each in told["criteria"]]
    lines += [f"  +{each['gain']:.2f}  {each['question']}  {each['mend']}" for each in told["advice"][:10]]
    if told["left_out"]:
        lines.append(f"Left out, since the other tier asks them: {', '.join(told['left_out'])}")
    return "\n".join(lines)


commands = [aeo]
