"""Who is to decide on a scan sees what he is given: its own pictures, or others instead; its original is kept from him meanwhile."""

from smartcustoms.boundary.scans import store
from smartcustoms.boundary.scans.actions.bringing import small_picture
from smartcustoms.boundary.scans.model import LARGEST_FILE, Package
from smartcustoms.boundary.scans.package import written
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.files import actions as files
from smartcustoms.kernel.files.object_gateway import Objects


def give_sight(
    uow: UnitOfWork, number: str, officer: str, *, instead: Package | None = None, through: Objects | None = None
) -> None:
    """Let an officer decide on a scan; `instead` is what he sees of it. The scan itself and what others see stay as they are."""
    shown = picture = None
    if instead is not None:
        name = "seen.scan.zip"
        shown = files.keep(uow, written(instead), name=name, at_most=LARGEST_FILE, through=through).hash
        drawn = small_picture(instead)
        picture = files.keep(uow, drawn, name="seen.png", media_type="image/png", through=through).hash
    store.keep_sight(uow, number, officer, shown=shown, picture=picture)


def end_sight(uow: UnitOfWork, number: str, officer: str) -> None:
    """Let an officer see a scan as everybody does."""
    store.drop_sight(uow, number, officer)
