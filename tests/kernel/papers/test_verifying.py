"""What was changed after signing is refused with the reason; what is hostile is refused and nothing else."""

import base64
import io
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from asn1crypto import x509
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.papers import pdf_signature, queries, signing
from smartcustoms.kernel.papers.model import LARGEST, NotGenuine, PublicKey
from smartcustoms.kernel.papers.verifying import check_file
from smartcustoms.kernel.settings import Settings
from tests.conftest import NOON, SECRET
from tests.hostile import COUNTS, withstood
from tests.kernel.papers.issuing import issued


@dataclass(frozen=True)
class Signed:
    pdf: bytes
    jws: str
    keys: tuple[PublicKey, ...]

    @property
    def parts(self) -> list[str]:
        return self.jws.split(".")


@pytest.fixture
def signed(database: Database, settings: Settings) -> Signed:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        made = issued(uow, settings)
        return Signed(queries.file_of(uow, made, "pdf"), queries.file_of(uow, made, "jws").decode(), queries.keys(uow))


def refused(content: bytes | str, keys: tuple[PublicKey, ...]) -> str:
    with pytest.raises(NotGenuine) as told:
        check_file(content.encode() if isinstance(content, str) else content, keys)
    assert str(told.value.mend)
    return str(told.value.says)


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_both_forms_carry_the_paper(signed: Signed) -> None:
    assert check_file(signed.pdf, signed.keys).paper == check_file(signed.jws.encode(), signed.keys).paper
    assert check_file(signed.jws.encode() + b"\n", signed.keys).paper["content"] == {"quantity": "120", "unit": "C62"}


def test_another_reader_of_pdf_finds_it_whole_and_trusted(signed: Signed) -> None:
    certificate = x509.Certificate.load(base64.b64decode(signed.keys[0].jwk["x5c"][0]))  # type: ignore[no-untyped-call]
    embedded = PdfFileReader(io.BytesIO(signed.pdf)).embedded_signatures
    found = validate_pdf_signature(embedded[0], ValidationContext(trust_roots=[certificate], moment=NOON))
    assert (len(embedded), found.bottom_line, found.signer_reported_dt) == (1, True, NOON)


def test_every_changed_byte_of_the_pdf_is_seen(signed: Signed) -> None:
    draw = random.Random(7)
    for _ in range(150):
        place = draw.randrange(len(signed.pdf))
        changed = bytearray(signed.pdf)
        changed[place] ^= 1 << draw.randrange(8)
        try:
            check_file(bytes(changed), signed.keys)
        except NotGenuine:
            continue
        begin = signed.pdf.rindex(b"/Contents <")  # only zeros that fill the place of the signature mean nothing
        assert begin < place < signed.pdf.index(b">", begin), place


def test_a_changed_letter_inside_the_pdf(signed: Signed) -> None:
    assert "altered" in refused(signed.pdf.replace(b"/Title", b"/Titel", 1), signed.keys)


def test_a_revision_appended_to_the_pdf(signed: Signed) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(signed.pdf))
    writer.root["/Lang"] = pdf_text("fr")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    assert "added to the PDF" in refused(out.getvalue(), signed.keys)
    assert "added to the PDF" in refused(signed.pdf + b"\n", signed.keys)


def pdf_text(text: str) -> object:
    from pyhanko.pdf_utils.generic import pdf_string

    return pdf_string(text)


def test_the_signature_taken_off_the_pdf(signed: Signed) -> None:
    first = signed.pdf[: signed.pdf.index(b"%%EOF") + 6]
    assert "no signature" in refused(first, signed.keys)
    place = signed.pdf.index(b"/ByteRange")
    assert "no signature" in refused(signed.pdf[:place] + b"/ByteRangX" + signed.pdf[place + 10 :], signed.keys)


def test_a_pdf_signed_by_somebody_elses_key(signed: Signed, settings: Settings) -> None:
    other = signing.derived(settings, 99)
    certificate = signing.self_made(settings, other, at=NOON)
    forger = signing.Signer(other, certificate, signing.public_key(certificate, since=NOON))
    plain = signed.pdf[: signed.pdf.index(b"%%EOF") + 6]
    forged = pdf_signature.signed_pdf(plain, signed.jws, forger, at=NOON, reason="x")
    assert "not among these keys" in refused(forged, signed.keys)
    with pytest.raises(Exception, match=r"(?i)certif|docmdp|signature"):  # a reader of PDF refuses to sign over it too
        pdf_signature.signed_pdf(signed.pdf, signed.jws, forger, at=NOON, reason="x")


def test_a_serial_number_lent_from_our_certificate_helps_nobody(signed: Signed, settings: Settings) -> None:
    ours = signing.certificate_of(signed.keys[0])
    other = signing.derived(settings, 99)
    lent = signing.x509.CertificateBuilder().subject_name(ours.subject).issuer_name(ours.issuer)
    lent = lent.serial_number(ours.serial_number).not_valid_before(NOON).not_valid_after(NOON + timedelta(days=9))
    certificate = lent.public_key(other.public_key()).sign(other, signing.hashes.SHA256())
    forger = signing.Signer(other, certificate, signing.public_key(certificate, since=NOON))
    plain = signed.pdf[: signed.pdf.index(b"%%EOF") + 6]
    forged = pdf_signature.signed_pdf(plain, signed.jws, forger, at=NOON, reason="x")
    assert refused(forged, signed.keys)


def test_a_jws_changed_stripped_or_without_algorithm(signed: Signed) -> None:
    head, body, signature = signed.parts
    said = json.loads(base64.urlsafe_b64decode(body + "=="))
    more = encoded(said | {"valid_until": "2099-01-01"})
    assert "altered" in refused(f"{head}.{more}.{signature}", signed.keys)
    assert "taken off" in refused(f"{head}.{body}.", signed.keys)
    assert "three parts" in refused(f"{head}.{body}", signed.keys)
    kid = signed.keys[0].kid
    for algorithm in ("none", "None", "HS256", "RS256", "", None, 7):
        assert "algorithm" in refused(f"{encoded({'alg': algorithm, 'kid': kid})}.{body}.{signature}", signed.keys)
    assert "not the one of its key" in refused(
        f"{encoded({'alg': 'PS256', 'kid': kid})}.{body}.{signature}", signed.keys
    )
    assert "not among" in refused(f"{encoded({'alg': 'ES256', 'kid': 'x'})}.{body}.{signature}", signed.keys)
    assert "head" in refused(f"{encoded([1])}.{body}.{signature}", signed.keys)


def test_wrong_keys_none_and_unreadable_ones(signed: Signed, settings: Settings) -> None:
    certificate = signing.self_made(settings, signing.derived(settings, 99), at=NOON)
    others = (signing.public_key(certificate, since=NOON),)
    for keys in (others, ()):
        assert "not among these keys" in refused(signed.jws, keys)
        assert "not among these keys" in refused(signed.pdf, keys)
    for broken in (b"", b"[]", b"{}", b'{"keys": [{}]}', b'{"keys": [{"x5c": ["AAAA"], "since": "2026-01-01"}]}'):
        with pytest.raises(NotGenuine):
            queries.read_keys(broken)


def test_keys_written_and_read_are_the_same(database: Database, signed: Signed) -> None:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        sent = json.dumps(queries.key_set(uow)).encode()
    assert check_file(signed.pdf, queries.read_keys(sent)).paper["number"] == "L26000000011"


def test_too_large(signed: Signed) -> None:
    assert "too large" in refused(signed.pdf + b" " * LARGEST, signed.keys)


def own_keys() -> tuple[PublicKey, ...]:
    settings = Settings(secret=SECRET)
    return (signing.public_key(signing.self_made(settings, signing.derived(settings, 1), at=NOON), since=NOON),)


KEYS = own_keys()


def hostile(signed: Signed, count: int) -> Iterator[bytes]:
    """Torn, spliced and lengthened papers, odd ranges, DER that lies about its length, tokens of odd parts."""
    draw = random.Random(11)
    jws = signed.jws.encode()
    for n in range(count):
        whole = signed.pdf if n % 2 else jws
        cut, paste = sorted(draw.randrange(len(whole)) for _ in range(2))
        yield (
            whole[:cut],
            whole[:cut] + draw.randbytes(40) + whole[paste:],
            whole[cut:] + whole[:cut],
            b"%PDF-1.7 /ByteRange [0 9999999999 9999999999 9999999999] " * draw.randrange(1, 9),
            b"%PDF-1.7 /ByteRange [0 60 70 0]".ljust(60) + b"<" + draw.randbytes(4).hex().encode() + b">",
            b"%PDF-1.7 /ByteRange [0 60 9064 0]".ljust(60) + b"<30" + b"84ffffff" * 1125 + b">",
            b"eyJ" + b"A" * draw.randrange(9999) + b"." + jws,
            b".".join(draw.choice((b"", b"eyJ", b"\xff", b"e30", b"W10", b"MQ")) for _ in range(draw.randrange(1, 6))),
        )[n % 8]


@pytest.mark.parametrize("count", COUNTS)
def test_hostile_files_are_refused(signed: Signed, count: int) -> None:
    ends = withstood(lambda content: check_file(content, signed.keys), hostile(signed, count))
    assert set(ends) <= {"NotGenuine"}


@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_anything_at_all_is_refused(content: bytes) -> None:
    for each in (
        content,
        b"%PDF-" + content,
        b"%PDF- /ByteRange [0 37 39 0] padding  <" + content.hex().encode() + b">",
    ):
        with pytest.raises(NotGenuine):
            check_file(each, KEYS)


@given(
    st.binary(max_size=300)
    | st.text(max_size=100).map(lambda t: json.dumps({"keys": [{"x5c": [t], "since": t}]}).encode())
)
def test_keys_from_a_stranger_are_read_or_refused(content: bytes) -> None:
    with pytest.raises(NotGenuine):
        queries.read_keys(content)
