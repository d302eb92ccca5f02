"""Signs the PDF of a paper (PAdES), with the JSON paper inside it, as one revision. Pure."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from io import BytesIO
from typing import Any

from cryptography.hazmat.primitives import serialization

from smartcustoms.kernel.papers.signing import Signer


def signed_pdf(pdf: bytes, jws: str, signer: Signer, *, at: datetime, reason: str) -> bytes:
    """Put the JSON paper into a PDF (as `paper.jws`, not compressed) and sign the whole."""
    from pyhanko.pdf_utils import embed
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata

    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    inside = embed.EmbeddedFileObject.from_file_data(
        writer, data=jws.encode(), compress=False, mime_type="application/jose"
    )
    embed.embed_file(writer, embed.FileSpec("paper.jws", embedded_data=inside, description="The paper as signed JSON"))
    asked = PdfSignatureMetadata(
        field_name="Signature",
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    out = BytesIO()
    with ThreadPoolExecutor(1) as alone:  # pyHanko runs an event loop, which a thread that has one already may not
        alone.submit(_signer_at(asked, signer, at).sign_pdf, writer, output=out).result()
    return out.getvalue()


def _signer_at(asked: Any, signer: Signer, at: datetime) -> Any:
    """Make a signer whose time is the one that was passed in, not the machine's."""
    from pyhanko.sign.signers import PdfSigner

    class At(PdfSigner):  # type: ignore[misc,unused-ignore]
        """A signer at a moment."""

        def init_signing_session(self, *given: Any, **more: Any) -> Any:
            """Begin to sign at the moment."""
            session = super().init_signing_session(*given, **more)
            session.system_time = at
            return session

    return At(asked, _cms_signer(signer))


def _cms_signer(signer: Signer) -> Any:
    from asn1crypto import keys, x509
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    der = signer.certificate.public_bytes(serialization.Encoding.DER)
    private = signer.private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    load: Any = x509.Certificate.load
    store: Any = SimpleCertificateStore
    key: Any = keys.PrivateKeyInfo.load
    return SimpleSigner(load(der), key(private), cert_registry=store())
