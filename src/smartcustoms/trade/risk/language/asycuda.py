"""Reads selectivity criteria written in the manner of ASYCUDA's, so that an administration can bring its rules along.

Only the plain form is read: comparisons joined by and, or, not and brackets, one lane and its percentage. The criterion is
written in our language and then read by the one reader, which checks it like any other rule. Names of fields differ between
installations, so the names to translate are given; `NAMES` holds the two of the published example only.
"""

from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput

from smartcustoms.trade.risk.language.catalogue import Catalogue
from smartcustoms.trade.risk.language.faults import Fault, FaultCode, RuleRefused
from smartcustoms.trade.risk.language.reading import LONGEST_RULE, explained, read_rule
from smartcustoms.trade.risk.language.tree import Rule

NAMES: Final[Mapping[str, str]] = {"ComCod": "hs_code", "CtyOrigCod": "origin"}
_DEEPEST: Final = 50


def read_criterion(
    text: str,
    catalogue: Catalogue,
    *,
    code: str,
    names: Mapping[str, str] = NAMES,
    lists: Collection[str] | None = None,
) -> Rule:
    """Read one criterion as a rule with the given code.

    Raises:
        RuleRefused: it is not of the plain form, names a field that `names` does not translate, or fails our checks
            (an HS code of other than six digits, say: it must be rewritten by hand, not cut).
    """
    if len(text) > LONGEST_RULE or text.count("(") + text.lower().count("not") > _DEEPEST:
        raise RuleRefused(Fault(FaultCode.TOO_LONG, 1, 1, "the criterion", (f"at most {LONGEST_RULE} characters",)))
    try:
        tree = _parser().parse(text)
    except UnexpectedInput as error:
        raise RuleRefused(explained(error, text)) from None
    condition, lane, percent = (part for part in tree.children if not _is_word(part))
    written = _written(condition, names) if isinstance(condition, Tree) else ""
    colour = str(lane).lower().removesuffix("lane")
    return read_rule(f"if {written} then {colour} {percent}%", catalogue, code=code, lists=lists)


@cache
def _parser() -> Lark:
    return Lark(Path(__file__).with_name("asycuda.lark").read_text("utf-8"), parser="lalr", start="criterion")


def _written(node: Tree[Token], names: Mapping[str, str]) -> str:
    inner = [_written(child, names) for child in node.children if isinstance(child, Tree) and child.data != "literal"]
    match node.data:
        case "either":
            return " or ".join(inner)
        case "both":
            return " and ".join(inner)
        case "group":
            return f"({inner[0]})"
        case "opposite":
            return f"not {inner[0]}"
        case _:
            name, sign, literal = node.children
            value = literal.children[0] if isinstance(literal, Tree) else literal
            return f"{_field(Token('NAME', name) if not isinstance(name, Token) else name, names)} {_sign(str(sign))} {value}"


def _field(name: Token, names: Mapping[str, str]) -> str:
    if name not in names:
        known = ", ".join(names)
        raise RuleRefused(Fault(FaultCode.NO_FIELD, name.line or 1, name.column or 1, repr(str(name)), (known,)))
    return names[name]


def _sign(sign: str) -> str:
    return "!=" if sign == "<>" else sign


def _is_word(part: Token | Tree[Token]) -> bool:
    return isinstance(part, Token) and part.type in ("IF", "THEN", "IS")
