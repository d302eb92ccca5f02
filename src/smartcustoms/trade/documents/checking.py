"""Whether an application may be lodged: its form, its files, its size. Pure."""

import json
from collections.abc import Collection, Mapping
from typing import Any, Final

from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.documents.faults import faults_of
from smartcustoms.trade.documents.model import DocumentType, Fault, NotFilledIn
from smartcustoms.trade.tariff import queries as tariff

LARGEST: Final = 512 * 1024


def checked(kind: DocumentType, content: Mapping[str, Any], attached: Collection[str] | None) -> None:
    """Refuse an application that may not be lodged.

    Args:
        kind: the type.
        content: what was filled in.
        attached: codes of the files that go along; None where files are sent after lodging, as programs do.

    Raises:
        NotFilledIn: it has faults; each is named by its field.
    """
    too_large(content)
    found = [*faults_of(kind.form, content), *_codes_unknown(content)]
    if attached is not None:
        found += [
            Fault(f"attachments.{each.code}", sentence("This file is needed."), sentence("Attach it."), "", each.names)
            for each in kind.attachments
            if each.required and each.code not in attached
        ]
    if found:
        raise not_filled_in(found)


def too_large(content: Mapping[str, Any]) -> None:
    """Refuse a content larger than any form.

    Raises:
        NotFilledIn: it is too large, or nested too deep to be one.
    """
    try:
        size = len(json.dumps(content, ensure_ascii=False, default=str))
    except (RecursionError, ValueError) as wrong:
        raise not_filled_in([Fault("content", sentence("This is nested too deep."), _FLATTER)]) from wrong
    if size > LARGEST:
        raise not_filled_in([Fault("content", sentence("This is too much."), _FLATTER, str(size))])


_FLATTER = sentence("Fill in the form's fields only; attach long lists as files.")


def not_filled_in(faults: Collection[Fault]) -> NotFilledIn:
    """Make the refusal of a form with faults."""
    return NotFilledIn(
        sentence("The application has {n} faults and was not lodged.", n=len(faults)),
        mend=sentence("Mend each field that is named and lodge it again."),
        faults=tuple(faults),
    )


def _codes_unknown(content: Mapping[str, Any]) -> list[Fault]:
    """Give the HS codes that the nomenclature does not have; offers what may be meant."""
    goods = content.get("goods")
    found = []
    for place, line in enumerate(goods if isinstance(goods, list) else []):
        code = str(line.get("hs_code", "")) if isinstance(line, Mapping) else ""
        if code.isascii() and code.isdigit() and len(code) >= 6 and code[:6] not in tariff.subheadings():
            near = ", ".join(tariff.nearest(code[:6]))
            mend = sentence("Did you mean {codes}?", codes=near) if near else sentence("Search the tariff by words.")
            says = sentence("The nomenclature has no line with this code.")
            found.append(Fault(f"goods.{place}.hs_code", says, mend, code[:12]))
    return found
