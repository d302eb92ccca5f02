"""Files: kept by their hash, verified on read; the same tests on memory, a folder and S3."""

import hashlib
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from smartcustoms.kernel.actor import PLATFORM, Actor, Kind
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.files import actions, queries
from smartcustoms.kernel.files.model import Altered, EmptyFile, NotKept, TooLarge, TypeDiffers
from smartcustoms.kernel.files.object_gateway import StoredObjects, in_memory, objects
from smartcustoms.kernel.settings import Settings, SettingUnusable
from tests.conftest import NOON

BELA = Actor("bela", "bela-trading", Kind.TRADER)
CHEN = Actor("chen", "chen-co", Kind.TRADER)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(200))


@pytest.fixture(params=["memory", "folder", pytest.param("s3", marks=[pytest.mark.slow, pytest.mark.services])])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StoredObjects]:
    if request.param == "memory":
        yield in_memory()
    elif request.param == "folder":
        yield objects(Settings(home=tmp_path))
    else:
        yield from _s3(tmp_path)


def _s3(home: Path) -> Iterator[StoredObjects]:
    import boto3  # type: ignore[import-untyped]
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    try:
        host, port = server.get_host_and_port()
        keys = {"AWS_ACCESS_KEY_ID": "tests", "AWS_SECRET_ACCESS_KEY": "tests"}
        os.environ.update(keys)
        boto3.client("s3", endpoint_url=f"http://{host}:{port}", region_name="us-east-1").create_bucket(Bucket="kept")
        yield objects(Settings(home=home, files=f"s3://kept/goods?endpoint=http://{host}:{port}"))
    finally:
        server.stop()
        for name in keys:
            os.environ.pop(name, None)


def test_what_is_kept_is_given_back(database: Database, place: StoredObjects) -> None:
    with database.unit(by=BELA, at=NOON) as uow:
        kept = actions.keep(uow, PNG, name="C:\\photos\\box.png", media_type="text/html", through=place)
    assert (kept.name, kept.media_type, kept.size, kept.owner) == ("box.png", "image/png", 208, "bela-trading")
    with database.unit(by=BELA, at=NOON) as uow:
        assert queries.content(uow, kept.hash, through=place) == PNG
        assert queries.file(uow, kept.hash) == kept


def test_kept_twice_is_one_object_and_one_row(database: Database, place: StoredObjects) -> None:
    for _ in range(2):
        with database.unit(by=BELA, at=NOON) as uow:
            actions.keep(uow, PNG, name="box.png", through=place)
    assert len(list(place.found())) == 1


def test_another_trader_sees_nothing(database: Database, place: StoredObjects) -> None:
    with database.unit(by=BELA, at=NOON) as uow:
        kept = actions.keep(uow, PNG, name="box.png", through=place)
    with database.unit(by=CHEN, at=NOON) as uow, pytest.raises(NotKept):
        queries.content(uow, kept.hash, through=place)


def test_a_failed_transaction_leaves_only_an_unnamed_object(database: Database, place: StoredObjects) -> None:
    with pytest.raises(ZeroDivisionError), database.unit(by=BELA, at=NOON) as uow:
        raise ZeroDivisionError(actions.keep(uow, PNG, name="box.png", through=place).hash)
    later = max(each.written_at for each in place.found()) + timedelta(hours=2)
    with database.unit(by=PLATFORM, at=later) as uow:
        found = queries.report(uow, through=place)
    assert (found.missing, found.altered, found.unnamed) == ((), (), (hashlib.sha256(PNG).hexdigest(),))


def test_altered_bytes_are_found_and_mended_by_sending_again(database: Database, place: StoredObjects) -> None:
    with database.unit(by=BELA, at=NOON) as uow:
        kept = actions.keep(uow, PNG, name="box.png", through=place)
    place.heal(kept.hash, PNG[:-1] + b"!")
    with database.unit(by=PLATFORM, at=NOON) as uow:
        with pytest.raises(Altered):
            queries.content(uow, kept.hash, through=place)
        assert queries.report(uow, through=place).altered == (kept.hash,)
        actions.keep(uow, PNG, name="again.png", through=place)
        assert queries.content(uow, kept.hash, through=place) == PNG


def test_missing_bytes_are_reported(database: Database, tmp_path: Path) -> None:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        kept = actions.keep(uow, PNG, name="box.png", through=in_memory())
        empty = in_memory()
        assert queries.report(uow, through=empty).missing == (kept.hash,)
        with pytest.raises(Altered, match="missing"):
            queries.content(uow, kept.hash, through=empty)


def test_size_and_kind_are_capped(database: Database) -> None:
    with database.unit(by=BELA, at=NOON) as uow:
        with pytest.raises(TooLarge):
            actions.keep(uow, PNG, name="a", at_most=207, through=in_memory())
        with pytest.raises(EmptyFile):
            actions.keep(uow, b"", name="a", through=in_memory())
        with pytest.raises(TypeDiffers):
            actions.keep(uow, b"<html>", name="a.png", only={"image/png"}, through=in_memory())


def test_an_address_that_is_not_s3_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingUnusable, match="s3://bucket"):
        objects(Settings(home=tmp_path, files="ftp://kept"))
