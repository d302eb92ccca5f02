"""The demo's agencies: officers with a queue, one question asked, one refusal with its law, one licence issued."""

from smartcustoms.app.demo import licensing
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.events.queries import dead_letters
from smartcustoms.kernel.people import actions as people
from smartcustoms.trade.agencies import queries as reviews
from smartcustoms.trade.agencies.model import StepState, Wanted
from smartcustoms.trade.documents import queries as documents
from smartcustoms.trade.documents.model import Wanted as DocumentsWanted
from tests.cast import BELA, NICO, OPAL
from tests.conftest import NOON


def test_the_agencies_officers_have_work_and_have_decided(database: Database) -> None:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        people.make_demo_cast(uow)
        assert not licensing.reviews_there(uow)
    licensing.make_reviews(database, NOON)
    with database.unit(by=OPAL, at=NOON) as uow:
        rows, total = reviews.queue(uow, Wanted())
        assert sorted(each.step.state for each in rows) == [StepState.ASKED, StepState.QUEUED, StepState.QUEUED]
        assert {each.kind for each in rows} == {"RTA-IE"}
    with database.unit(by=NICO, at=NOON) as uow:
        rows, total = reviews.queue(uow, Wanted())
        assert (total, sorted(each.flags for each in rows)) == (2, [0, 1])
    with database.unit(by=BELA, at=NOON) as uow:
        states = {each.state.value for each in documents.documents(uow, DocumentsWanted()).rows}
        assert {"issued", "refused"} <= states
    with database.unit(by=PLATFORM, at=NOON) as uow:
        assert licensing.reviews_there(uow)
        assert dead_letters(uow) == []
