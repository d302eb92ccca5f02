"""Read a file in whichever format it is: JSON of ours, ONE Record, Cargo-XML, EDIFACT. What it is, its first characters say."""

from collections.abc import Mapping
from typing import Any, Final

from smartcustoms.kernel.outside import JsonUnfit, read_json
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.cargo_reports.from_cargo_xml import read_cargo_xml
from smartcustoms.trade.cargo_reports.from_edifact import read_edifact
from smartcustoms.trade.cargo_reports.from_one_record import is_json_ld, read_one_record
from smartcustoms.trade.cargo_reports.model import Entered, FileUnreadable, Format

LARGEST: Final = 8 * 1024 * 1024
MOST_REPORTS: Final = 5000


def read(content: bytes) -> list[Entered]:
    """Read the reports of a file.

    Raises:
        FileUnreadable: it is in no format that is known, or cannot be read in its own.
        EdifactRefused: it is EDIFACT and breaks its rules.
    """
    if len(content) > LARGEST:
        raise FileUnreadable(sentence("The file has more than 8 MB."), mend=sentence("Split it."), field="file")
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:3]
    if start in (b"UNA", b"UNB"):
        found = list(read_edifact(content))
    elif start[:1] == b"<":
        found = list(read_cargo_xml(content))
    elif start[:1] in (b"{", b"["):
        found = _json(content)
    else:
        raise FileUnreadable(
            sentence("The file is in no format that is known here."),
            mend=sentence("Send EDIFACT (CUSCAR, CUSREP), Cargo-XML (XFWB, XFZB), ONE Record JSON-LD or JSON."),
            field="file",
            seen=ascii(content[:20])[2:-1],
        )
    if not found or len(found) > MOST_REPORTS:
        raise FileUnreadable(
            sentence("The file holds {count} cargo reports.", count=len(found)),
            mend=sentence("Send at least one, and at most {most} at once.", most=MOST_REPORTS),
            field="file",
        )
    return found


def entered(values: Mapping[str, Any], form: Format = Format.JSON) -> Entered:
    """Take a report as JSON gives it: parties are objects, `consignor.name` becomes `consignor_name`."""
    flat = {name: value for name, value in values.items() if name not in ("consignor", "consignee")}
    for who in ("consignor", "consignee"):
        party = values.get(who)
        if isinstance(party, Mapping):
            flat |= {f"{who}_{name}": value for name, value in party.items()}
    return Entered(flat, form)


def _json(content: bytes) -> list[Entered]:
    try:
        root = read_json(content, exact=True)
    except JsonUnfit as wrong:
        raise FileUnreadable(
            sentence("The JSON cannot be read: {what}.", what=str(wrong)[:100]),
            mend=sentence("Send well-formed JSON in UTF-8."),
            field="file",
        ) from wrong
    if is_json_ld(root):
        return list(read_one_record(content))
    every = root if isinstance(root, list) else [root]
    if not all(isinstance(each, dict) for each in every):
        raise FileUnreadable(
            sentence("The JSON holds something else than reports."),
            mend=sentence("Send an object with the fields of a report, or a list of them."),
            field="file",
        )
    return [entered(each) for each in every]
