"""A paper is issued once, stands by its days, is revoked with a reason, and stays verifiable after the key was renewed."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.files.object_gateway import installed
from smartcustoms.kernel.papers import actions, queries, signing
from smartcustoms.kernel.papers.model import KeyUnusable, Paper, PaperDiffers, Standing
from smartcustoms.kernel.settings import Settings
from tests.cast import BELA, CHEN
from tests.conftest import NOON
from tests.kernel.papers.issuing import issued


@pytest.fixture
def made(database: Database, settings: Settings) -> Paper:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        return issued(uow, settings)


def test_issued_again_is_the_same_paper(database: Database, settings: Settings, made: Paper) -> None:
    with database.unit(by=PLATFORM, at=NOON + timedelta(hours=1)) as uow:
        assert issued(uow, settings) == made
        with pytest.raises(PaperDiffers):
            issued(uow, settings, content={"quantity": "121"})


def test_stands_by_its_days(database: Database, made: Paper) -> None:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        day = timedelta(days=1)
        stands = [
            queries.checked(uow, made.number, made.code, at=at).standing
            for at in (NOON - day, NOON, NOON + 180 * day, NOON + 181 * day)
        ]
    assert stands == [Standing.NOT_YET, Standing.VALID, Standing.VALID, Standing.EXPIRED]


def test_a_paper_without_an_end(database: Database, settings: Settings) -> None:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        made = issued(uow, settings, number="L9", valid_until=None)
        found = queries.checked(uow, "l 9", made.spaced_code.lower(), at=NOON + timedelta(days=99999))
    assert found.standing is Standing.VALID
    assert str(found.says) == "This paper is genuine and valid. It has no end."


def test_a_wrong_code_tells_nothing(database: Database, made: Paper) -> None:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        wrong = queries.checked(uow, made.number, "0" * 12, at=NOON)
        unknown = queries.checked(uow, "L0", made.code, at=NOON)
    assert wrong == unknown
    assert (wrong.standing, wrong.paper) == (Standing.UNKNOWN, None)


def test_revoked_with_a_reason_once(database: Database, made: Paper) -> None:
    for hour, why in ((1, "The goods were banned."), (2, "Another reason.")):
        with database.unit(by=PLATFORM, at=NOON + timedelta(hours=hour)) as uow:
            actions.revoke(uow, made.number, because=why, by="OFCA", at=uow.at)
    with database.unit(by=PLATFORM, at=NOON) as uow:
        found = queries.checked(uow, made.number, made.code, at=NOON)
        with pytest.raises(NotFound):
            actions.revoke(uow, "L0", because="x", by="OFCA", at=NOON)
    assert found.standing is Standing.REVOKED
    assert "The goods were banned." in str(found.says)


def test_a_row_changed_behind_our_back_is_altered(database: Database, made: Paper) -> None:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        uow.connection.execute(sa.text("update paper set valid_until = '2099-01-01'"))
        assert queries.checked(uow, made.number, made.code, at=NOON).standing is Standing.ALTERED


def test_a_lost_or_changed_file_is_altered(database: Database, made: Paper) -> None:
    installed().heal(made.pdf, b"%PDF-1.7 something else")
    with database.unit(by=PLATFORM, at=NOON) as uow:
        assert queries.checked(uow, made.number, made.code, at=NOON).standing is Standing.ALTERED


def test_the_holder_sees_it_and_another_trader_does_not(database: Database, made: Paper) -> None:
    with database.unit(by=BELA, at=NOON) as uow:
        assert queries.paper(uow, made.number) == made
    with database.unit(by=CHEN, at=NOON) as uow:
        assert queries.paper(uow, made.number) is None


def test_the_holder_may_have_it_issued_in_his_own_transaction(database: Database, settings: Settings) -> None:
    with database.unit(by=BELA, at=NOON) as uow:
        made = issued(uow, settings, number="L5")
        assert queries.checked(uow, "L5", made.code, at=NOON).standing is Standing.VALID


def test_a_renewed_key_leaves_old_papers_verifiable(database: Database, settings: Settings, made: Paper) -> None:
    with database.unit(by=PLATFORM, at=NOON + timedelta(days=1)) as uow:
        new = actions.renew_key(uow, settings=settings)
        later = issued(uow, settings, number="L7")
    with database.unit(by=PLATFORM, at=NOON) as uow:
        keys = queries.keys(uow)
        for each in (made, later):
            for form in ("pdf", "jws"):
                genuine, _ = queries.offline(queries.file_of(uow, each, form), keys, on=date(2026, 12, 1))
                assert genuine.paper["number"] == each.number
    assert (made.key != new.kid, later.key) == (True, new.kid)
    assert [each.kid for each in keys] == [new.kid, made.key]
    assert keys[1].until == NOON + timedelta(days=1)


@pytest.mark.parametrize("private", [ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)])
def test_the_administrations_own_certificate(
    database: Database, settings: Settings, tmp_path: Path, private: signing.Private
) -> None:
    lent = signing.self_made(settings, signing.derived(settings, 77), at=NOON)
    builder = signing.x509.CertificateBuilder().subject_name(lent.subject).issuer_name(lent.issuer).serial_number(12345)
    builder = (
        builder.not_valid_before(NOON).not_valid_after(NOON + timedelta(days=900)).public_key(private.public_key())
    )
    certificate = builder.sign(private, signing.hashes.SHA256())
    file = tmp_path / "own.p12"
    file.write_bytes(
        pkcs12.serialize_key_and_certificates(b"own", private, certificate, None, BestAvailableEncryption(b"pass"))
    )
    own = replace(settings, papers_certificate=str(file), papers_password="pass")
    with database.unit(by=PLATFORM, at=NOON) as uow:
        made = issued(uow, own)
        keys = queries.keys(uow)
        for form in ("pdf", "jws"):
            genuine, standing = queries.offline(queries.file_of(uow, made, form), keys, on=date(2026, 12, 1))
            assert (genuine.kid, standing) == (made.key, Standing.VALID)
    assert keys[0].jwk["alg"] == ("PS256" if isinstance(private, rsa.RSAPrivateKey) else "ES256")


def test_a_certificate_that_cannot_be_read(database: Database, settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "broken.p12"
    file.write_bytes(b"nothing of the kind")
    with database.unit(by=PLATFORM, at=NOON) as uow, pytest.raises(KeyUnusable):
        issued(uow, replace(settings, papers_certificate=str(file)))
