"""A scan is kept once, unchanged, with its picture; simulated ones hold no truth."""

import hashlib
import json

import pytest

from smartcustoms.boundary.scans import actions, package, queries
from smartcustoms.boundary.scans.model import Kind, NotSimulable
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.files import queries as files
from smartcustoms.kernel.files.object_gateway import in_memory
from tests.boundary.scans.packages import a_package
from tests.cast import AMINA, ESI
from tests.conftest import NOON

PLACE = in_memory()
GOOD = package.written(a_package(seed=5))


def test_the_same_file_is_one_scan_and_its_original_is_unchanged(database: Database) -> None:
    with database.unit(by=AMINA, at=NOON) as uow:
        one = actions.bring(uow, GOOD, name="a.scan.zip", through=PLACE)
    with database.unit(by=ESI, at=NOON) as uow:
        again = actions.bring(uow, GOOD, name="b.scan.zip", through=PLACE)
        assert again == one
        assert one.file == hashlib.sha256(GOOD).hexdigest()
        assert files.content(uow, one.file, through=PLACE) == GOOD
        assert files.content(uow, one.picture, through=PLACE).startswith(b"\x89PNG")
        assert (one.kind, one.simulated, one.subject, one.brought_by) == (Kind.BAG, True, "SIM-1", "amina")
        assert (queries.package_of(uow, one, through=PLACE).views[0].high == a_package(seed=5).views[0].high).all()


def test_scans_are_found_and_earlier_ones_of_the_same_subject(database: Database) -> None:
    with database.unit(by=AMINA, at=NOON) as uow:
        one, two, _ = (
            actions.bring(uow, package.written(a_package(seed=k, subject=s)), name=f"{k}.zip", through=PLACE)
            for k, s in ((6, "TRUCK-1"), (7, "TRUCK-1"), (8, "TRUCK-2"))
        )
        assert queries.scans(uow, text="truck-1")[1] == 2
        assert queries.scans(uow, kind=Kind.TRUCK)[1] == 0
        assert queries.scans(uow, text="%")[1] == 3
        assert [each.number for each in queries.earlier(uow, two)] == [one.number]
        with pytest.raises(NotFound):
            queries.scan(uow, "S26000000001X")


def test_simulated_packages_hold_no_truth() -> None:
    made = queries.simulated("truck", 5, pair=True)
    assert list(made) == ["truck-5-before", "truck-5-after"]
    for read, truth in made.values():
        content = package.written(read)
        assert read.simulated
        assert json.loads(truth)["simulated"] is True
        for word in (b"concealment", b"threat", b"mass_kg"):
            assert word not in content
    assert [
        each["label"][:11] for each in json.loads(made["truck-5-after"][1])["views"][0]["things"] if each["threat"]
    ] == ["concealment"]


@pytest.mark.parametrize(
    ("kind", "seed", "beam"), [("cow", 1, ""), ("bag", -1, ""), ("bag", 2**32, ""), ("truck", 1, "kv20")]
)
def test_what_cannot_be_simulated_is_refused(kind: str, seed: int, beam: str) -> None:
    with pytest.raises(NotSimulable):
        queries.simulated(kind, seed, beam=beam)
