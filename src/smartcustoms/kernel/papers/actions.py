"""What can be done about papers: issue one, revoke one, renew the key that signs."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.files import actions as files
from smartcustoms.kernel.papers import drawing, pdf_signature, signing, store
from smartcustoms.kernel.papers.content import digest, written
from smartcustoms.kernel.papers.model import Paper, PaperDiffers, PublicKey, Section, Worded, in_language
from smartcustoms.kernel.settings import Settings, read_settings
from smartcustoms.kernel.words.model import sentence

_CODE: Final = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CODE_LENGTH: Final = 12


def issue(
    uow: UnitOfWork,
    *,
    kind: str,
    number: str,
    title: Worded,
    holder: str,
    content: Mapping[str, Any],
    sections: Iterable[Section],
    valid_from: date,
    valid_until: date | None,
    by: Worded,
    at: datetime,
    settings: Settings | None = None,
) -> Paper:
    """Issue a paper: sign it as JSON and as PDF and keep both. Issuing the same again gives the paper that is there.

    Args:
        uow: the transaction, in the name of the platform, of customs or of the holder, whose rows these are.
        kind: what it is, by a code of the issuer's.
        number: its number, unique among all papers.
        title: what it is called.
        holder: number of the organisation that it belongs to.
        content: what it says to machines, as plain JSON.
        sections: what the PDF shows, worded already.
        valid_from: its first day.
        valid_until: its last day; None: no end.
        by: the authority that issues it, as it is printed.
        at: when.
        settings: whose keys sign and which address the QR code leads to; None: the installation's.

    Raises:
        PaperDiffers: the number has a paper that says something else.
        KeyUnusable: the administration's own certificate cannot be read.
    """
    known, shown = settings or read_settings(), tuple(sections)
    asked = digest(kind, title, holder, by, content, shown, (valid_from, valid_until))
    if (existing := store.by_number(uow, number)) is not None:
        return _same(existing, asked)
    signer = current_signer(uow, known)
    code = "".join(secrets.choice(_CODE) for _ in range(_CODE_LENGTH))
    made = Paper(number, kind, title, holder, by, code, valid_from, valid_until, at, signer.public.kid, "", "")
    jws = signing.signed(written(made, content, shown, origin=known.address), signer)
    look = drawing.Look(f"{known.address}/papers/{number}?code={code}", f"{known.address}/papers")
    font = Path(known.papers_font) if known.papers_font else None
    pdf = drawing.drawn(made, shown, look, font=font)
    pdf = pdf_signature.signed_pdf(pdf, jws, signer, at=at, reason=in_language(title, "en"))
    kept = replace(
        made,
        pdf=files.keep(uow, pdf, name=f"{number}.pdf", media_type="application/pdf", owner=holder).hash,
        jws=files.keep(uow, jws.encode(), name=f"{number}.jws", media_type="text/plain", owner=holder).hash,
    )
    if not store.insert(uow, kept, says=asked):
        existing = store.by_number(uow, number)
        return _same(existing, asked) if existing else kept
    uow.note("paper.issued", number, kind=kind, holder=holder, pdf=kept.pdf, jws=kept.jws, key=kept.key)
    return kept


def revoke(uow: UnitOfWork, number: str, *, because: str, by: Worded, at: datetime) -> Paper:
    """Take back a paper, with the reason that whoever checks it reads; taking it back again changes nothing.

    Args:
        uow: the transaction, in the name of the platform, of customs or of the holder.
        number: the paper.
        because: why, in a sentence.
        by: the authority that takes it back.
        at: when.

    Raises:
        NotFound: there is no such paper.
    """
    found = store.by_number(uow, number, lock=True)
    if found is None:
        raise NotFound(sentence("There is no such paper."), mend=sentence("Check the number."), seen=number[:40])
    paper, _ = found
    if paper.revoked_at is None:
        store.revoke(uow, number, because=because[:2000], at=at)
        uow.note("paper.revoked", number, because=because[:2000], by=in_language(by, "en"))
        return replace(paper, revoked_at=at, revoked_because=because[:2000])
    return paper


def renew_key(uow: UnitOfWork, *, settings: Settings | None = None) -> PublicKey:
    """Begin a new generation of the platform's own key; papers signed before stay verifiable."""
    known = settings or read_settings()
    newest = max((generation or 0 for _, generation in store.keys(uow)), default=0)
    signer = _made(uow, known, newest + 1)
    uow.note("paper_key.renewed", signer.public.kid, generation=newest + 1)
    return signer.public


def current_signer(uow: UnitOfWork, settings: Settings) -> signing.Signer:
    """Give the key that signs now: the administration's own when it is set, else the platform's newest, made at first use."""
    kept = store.keys(uow)
    if settings.papers_certificate:
        private, certificate = _own(Path(settings.papers_certificate), settings.papers_password)
        public = signing.public_key(certificate, since=uow.at)
        if public.kid not in {each.kid for each, _ in kept}:
            store.add_key(uow, public, generation=None)
            uow.note("paper_key.renewed", public.kid, generation=None)
        return signing.Signer(private, certificate, public)
    own = [(key, generation) for key, generation in kept if generation is not None]
    if not own:
        return _made(uow, settings, 1)
    public, generation = own[0]
    return signing.Signer(signing.derived(settings, generation or 1), signing.certificate_of(public), public)


def _made(uow: UnitOfWork, settings: Settings, generation: int) -> signing.Signer:
    private = signing.derived(settings, generation)
    certificate = signing.self_made(settings, private, at=uow.at)
    public = signing.public_key(certificate, since=uow.at)
    store.add_key(uow, public, generation=generation)
    kept = next(each for each, of in store.keys(uow) if of == generation)  # another process may have been first
    return signing.Signer(private, signing.certificate_of(kept), kept)


@lru_cache(maxsize=4)
def _own(path: Path, password: str) -> tuple[Any, Any]:
    return signing.from_file(path, password)


def _same(existing: tuple[Paper, str], asked: str) -> Paper:
    paper, says = existing
    if says != asked:
        raise PaperDiffers(
            sentence("Number {number} has a paper that says something else.", number=paper.number),
            mend=sentence("Give the new paper a number of its own, or revoke the old one."),
            field="number",
            seen=paper.number,
        )
    return paper
