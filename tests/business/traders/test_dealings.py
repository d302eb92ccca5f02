"""Authority, corrections, duplicates and merges: who may what, and that undoing a merge restores exactly."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from smartcustoms.business.traders import actions, queries
from smartcustoms.business.traders.actions.agents import own_trader
from smartcustoms.business.traders.actions.correcting import CorrectionDecided, CorrectionWaits, ReasonMissing
from smartcustoms.business.traders.actions.merging import NotMergeable
from smartcustoms.business.traders.actions.registering import TraderChangedMeanwhile, TraderClosed
from smartcustoms.business.traders.likeness import WORTH_A_LOOK
from smartcustoms.business.traders.model import (
    Identity,
    IdentityKind,
    Name,
    NoSuchTrader,
    NotAuthorised,
    NotThere,
    Particulars,
    PartySeen,
    Progress,
    RelationKind,
    Role,
    Trader,
    Wanted,
    What,
)
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import NotPermitted
from smartcustoms.kernel.notify import queries as notices
from tests.cast import AMINA, BELA, CHEN, ESI
from tests.conftest import NOON

WHY = "Asked by the test"


@pytest.fixture
def pair(database: Database) -> tuple[Trader, Trader]:
    with database.unit(by=ESI, at=NOON) as uow:
        bela = actions.register(uow, Particulars((Name("Bela Trading Limited"),)), organisation="bela-trading")
        chen = actions.register(
            uow,
            Particulars((Name("Chen & Co"),), (Identity(IdentityKind.DECLARED, "CHEN-1"),)),
            organisation="chen-co",
        )
    return bela, chen


def test_a_principal_gives_and_withdraws_authority(database: Database, pair: tuple[Trader, Trader]) -> None:
    bela, chen = pair
    lodge = frozenset({What.LODGE})
    with database.unit(by=CHEN, at=NOON) as uow:
        given = actions.authorise(uow, bela, lodge, until=date(2026, 12, 31))
    with database.unit(by=CHEN, at=NOON) as uow, pytest.raises(NotAuthorised):
        actions.authorise(uow, bela, lodge, until=date(2026, 12, 31))
    with database.unit(by=ESI, at=NOON) as uow:
        assert queries.may_act_for(uow, bela, chen, What.LODGE)
        assert not queries.may_act_for(uow, bela, chen, What.PAY)
        assert not queries.may_act_for(uow, chen, bela, What.LODGE)
    with database.unit(by=ESI, at=NOON + timedelta(days=60)) as uow:
        assert not queries.may_act_for(uow, bela, chen, What.LODGE)
    with database.unit(by=BELA, at=NOON) as uow:
        assert [each.number for each in queries.authorisations(uow, bela)] == [given.number]
        with pytest.raises(NotPermitted):
            actions.withdraw(uow, given.number, because=WHY)
    with database.unit(by=CHEN, at=NOON) as uow:
        assert actions.withdraw(uow, given.number, because=WHY).withdrawn_at == NOON
        assert actions.withdraw(uow, given.number, because="again").withdrawn_because == WHY
    with database.unit(by=ESI, at=NOON) as uow:
        assert not queries.may_act_for(uow, bela, chen, What.LODGE)


def test_what_cannot_be_authorised_is_refused(database: Database, pair: tuple[Trader, Trader]) -> None:
    bela, chen = pair
    lodge = frozenset({What.LODGE})
    with database.unit(by=CHEN, at=NOON) as uow:
        for agent, what, until, field in (
            (bela, frozenset(), None, "what"),
            (bela, lodge, date(2026, 1, 1), "until"),
            (chen, lodge, None, "agent"),
            (replace(bela, organisation=None), lodge, None, "agent"),
        ):
            with pytest.raises(NotAuthorised) as refused:
                actions.authorise(uow, agent, what, until=until)
            assert refused.value.field == field
        with pytest.raises(NotThere):
            actions.withdraw(uow, "none", because=WHY)


def test_who_lodges_in_another_s_name_without_authority_is_told_of(
    database: Database, pair: tuple[Trader, Trader]
) -> None:
    bela, chen = pair
    with database.unit(by=PLATFORM, at=NOON) as uow:
        told = actions.tell_if_not_authorised(
            uow, "bela-trading", ["CHEN-1", "nobody"], about="DEC1", link="/my-business"
        )
        assert told == [chen.number]
        assert actions.tell_if_not_authorised(uow, "chen-co", ["CHEN-1"], about="DEC1", link="/x") == []
    with database.unit(by=CHEN, at=NOON) as uow:
        actions.authorise(uow, bela, frozenset({What.LODGE}))
        assert [each.about for each in notices.inbox(uow)[0]] == ["DEC1"]
    with database.unit(by=PLATFORM, at=NOON) as uow:
        assert actions.tell_if_not_authorised(uow, "bela-trading", ["CHEN-1"], about="DEC2", link="/x") == []


def test_a_correction_is_proposed_and_decided(database: Database, pair: tuple[Trader, Trader]) -> None:
    bela, _ = pair
    better = Particulars((Name("Bela Trading Limited"), Name("貝拉貿易有限公司", language="zh-Hant")))
    with database.unit(by=BELA, at=NOON) as uow:
        first = actions.propose(uow, better, because=WHY)
        with pytest.raises(CorrectionWaits):
            actions.propose(uow, better, because=WHY)
    with database.unit(by=CHEN, at=NOON) as uow:
        with pytest.raises(NotThere):
            queries.correction(uow, first.number)
        assert queries.corrections(uow)[1] == 0
    with database.unit(by=ESI, at=NOON) as uow:
        with pytest.raises(ReasonMissing):
            actions.decide(uow, first.number, accepted=True, because=" ")
        assert actions.decide(uow, first.number, accepted=True, because="Seen in the certificate").answer
        assert queries.trader(uow, bela.number).names == better.names
        with pytest.raises(CorrectionDecided):
            actions.decide(uow, first.number, accepted=False, because=WHY)
    with database.unit(by=BELA, at=NOON) as uow:
        assert queries.correction(uow, first.number).progress is Progress.ACCEPTED
        second = actions.propose(uow, replace(better, names=better.names[:1]), because=WHY)
        assert actions.withdraw_correction(uow, second.number).progress is Progress.WITHDRAWN
        third = actions.propose(uow, replace(better, names=better.names[:1]), because=WHY)
    with database.unit(by=ESI, at=NOON) as uow:
        found = queries.trader(uow, bela.number)
        actions.change(uow, bela.number, better, version=found.version, because=WHY)
    with database.unit(by=ESI, at=NOON) as uow:
        with pytest.raises(TraderChangedMeanwhile):
            actions.decide(uow, third.number, accepted=True, because="Yes")
        assert actions.decide(uow, third.number, accepted=False, because="Already so").progress is Progress.REFUSED


def everything(database: Database, numbers: list[str]) -> list[object]:
    with database.unit(by=ESI, at=NOON) as uow:
        whole = [queries.trader(uow, each) for each in numbers]
        found = [queries.traders(uow, Wanted(text=text)) for text in ("harbour", "lantern", "HB1", "LT2", "港燈")]
        known = [queries.named(uow, code) for code in ("HB1", "LT2")]
        return [whole, found, known, [queries.tallies(uow, each) for each in whole]]


def test_a_merge_undone_restores_exactly_and_numbers_keep_answering(database: Database) -> None:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        numbers = actions.take_in(
            uow, [PartySeen("HB1", Role.IMPORTER, "Harbour Lantern"), PartySeen("LT2", Role.SELLER, "港燈貿易")]
        )
        actions.count(uow, "declarations", ["HB1", "LT2", "LT2"])
        third = actions.take_in(uow, [PartySeen("X3", Role.CARRIER)])["X3"]
    one, other = numbers["HB1"], numbers["LT2"]
    before = everything(database, [one, other, third])
    with database.unit(by=ESI, at=NOON) as uow:
        done = actions.merge(uow, one, other, because=WHY)
        deeper = actions.merge(uow, third, one, because=WHY)
    with database.unit(by=AMINA, at=NOON) as uow:
        together = queries.all_named(uow, [one, other, third, "HB1", "LT2", "X3", "nobody"])
        assert len(together) == 6
        for code in together:
            found = queries.named(uow, code)
            assert found is not None
            assert found.number == third
        assert found is not None
        assert found.absorbed == (one, other)
        assert found.roles == {Role.IMPORTER, Role.SELLER, Role.CARRIER}
        assert [each.count for each in queries.tallies(uow, found)] == [3]
        assert queries.traders(uow, Wanted())[1] == 1
        assert queries.traders(uow, Wanted(text="港燈"))[0][0].number == third
    with database.unit(by=ESI, at=NOON) as uow:
        with pytest.raises(TraderClosed):
            actions.merge(uow, one, third, because=WHY)
        actions.undo(uow, done.number, because=WHY)
        actions.undo(uow, deeper.number, because=WHY)
        with pytest.raises(NotMergeable):
            actions.undo(uow, done.number, because=WHY)
    assert everything(database, [one, other, third]) == before


def test_a_merge_shows_and_hides_what_an_account_may_see(database: Database, pair: tuple[Trader, Trader]) -> None:
    bela, chen = pair
    with database.unit(by=PLATFORM, at=NOON) as uow:
        loose = actions.take_in(uow, [PartySeen("B-1", Role.IMPORTER)])["B-1"]
    with database.unit(by=ESI, at=NOON) as uow:
        for survivor, absorbed in ((bela.number, chen.number), (loose, bela.number), (bela.number, bela.number)):
            with pytest.raises(NotMergeable):
                actions.merge(uow, survivor, absorbed, because=WHY)
        done = actions.merge(uow, bela.number, loose, because=WHY)
    with database.unit(by=BELA, at=NOON) as uow:
        assert "B-1" in own_trader(uow).codes
    with database.unit(by=ESI, at=NOON) as uow:
        actions.undo(uow, done.number, because=WHY)
    with database.unit(by=BELA, at=NOON) as uow:
        assert "B-1" not in own_trader(uow).codes
        with pytest.raises(NoSuchTrader):
            queries.trader(uow, loose)


def test_duplicates_are_found_with_reasons_and_stay_decided(database: Database) -> None:
    with database.unit(by=ESI, at=NOON) as uow:
        one = actions.register(uow, Particulars((Name("Harbour Lantern Trading Limited"),)))
        other = actions.register(uow, Particulars((Name("HARBOUR LANTERN TRDG CO LTD"),)))
        actions.register(uow, Particulars((Name("Quiet Valley Textiles GmbH"),)))
        actions.relate(uow, one.number, RelationKind.OWNS, other.number, because=WHY)
        assert len(queries.relations(uow, other)) == 1
        assert actions.find_duplicates(uow) == 1
        (found,), total = queries.candidates(uow)
        assert (total, {found.one, found.other}) == (1, {one.number, other.number})
        assert found.score == pytest.approx(WORTH_A_LOOK / 0.92, abs=0.01), "the same name, and no address known"
        assert found.reasons[0].code == "name"
        actions.set_apart(uow, one.number, other.number, because=WHY)
        assert queries.candidates(uow)[1] == 0
        actions.find_duplicates(uow)
        assert queries.candidates(uow)[1] == 0
