"""The HTML report of a ranked file: one page that stands alone, without scripts or addresses."""

from html import escape
from typing import Final

from smartcustoms.trade.declarations.actions.ranking import RankedFile, RankedRow

_MOST_SHOWN: Final = 500
_STYLE: Final = """
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#0b0c0c;background:#fff}
table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:700;padding:.5rem 0}
th,td{text-align:left;vertical-align:top;border-bottom:1px solid #b1b4b6;padding:.4rem .6rem}
.red{color:#942514}.yellow{color:#594d00}.blue{color:#144e81}.green{color:#005a30}
@media(prefers-color-scheme:dark){body{background:#111;color:#eee}.red{color:#ff9d8c}.yellow{color:#ffdd00}.blue{color:#8fc8ff}.green{color:#7fdca5}}
"""


def report_of(found: RankedFile, *, name: str, budget: float) -> str:
    """Write the report: how many of each lane, and the highest rows with their reasons."""
    best = sorted(found.rows, key=lambda row: (-row.score, row.declaration_id))[:_MOST_SHOWN]
    lanes = {lane: sum(row.lane == lane for row in found.rows) for lane in ("red", "yellow", "blue", "green")}
    counts = "".join(
        f"<tr><th scope='row' class='{lane}'>{lane}</th><td>{count}</td></tr>" for lane, count in lanes.items()
    )
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
        f"<title>Risk of {escape(name)}</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>Risk of {escape(name)}</h1><p>{len(found.rows)} rows, {budget:.1%} of them to be examined;"
        f" {len(found.faults)} things to mend at entry.</p>"
        f"<table><caption>Lanes</caption><tbody>{counts}</tbody></table>"
        f"<table><caption>The {len(best)} highest</caption><thead><tr><th scope='col'>Rank</th><th scope='col'>Declaration</th>"
        f"<th scope='col'>Score</th><th scope='col'>Lane</th><th scope='col'>Reasons</th></tr></thead><tbody>"
        + "".join(_row(rank, row) for rank, row in enumerate(best, start=1))
        + "</tbody></table></main></body></html>"
    )


def _row(rank: int, row: RankedRow) -> str:
    why = "".join(f"<li>{escape(str(each))}</li>" for each in row.reasons)
    return (
        f"<tr><td>{rank}</td><th scope='row'>{escape(row.declaration_id)}</th><td>{row.score:.3f}</td>"
        f"<td class='{row.lane}'>{row.lane}</td><td>{f'<ul>{why}</ul>' if why else ''}</td></tr>"
    )
