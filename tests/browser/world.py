"""The demo world made ready to be looked at: the application over it, and the address of every page with parameters.

Everything comes from the demo world itself but what a healthy world lacks: an event that failed too often, somebody who
was invited and a file with refused rows, which are made here by the platform's own actions.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Final
from uuid import UUID

import pytest

from smartcustoms.app import demo
from smartcustoms.app.demo.trade import CEMENT
from smartcustoms.app.discover import reactions
from smartcustoms.boundary.comparison import actions as library
from smartcustoms.boundary.comparison.model import Described, Mark, Method, Place, Vehicle
from smartcustoms.boundary.detection import actions as detection
from smartcustoms.boundary.examinations import queries as examinations
from smartcustoms.boundary.scans import actions as scans
from smartcustoms.boundary.scans.queries import written
from smartcustoms.boundary.training import actions as training
from smartcustoms.boundary.training import queries as training_asked
from smartcustoms.boundary.training.model import Answer
from smartcustoms.business.aeo import actions as aeo
from smartcustoms.business.aeo import queries as aeo_asked
from smartcustoms.business.self_assessment import actions as self_assessments
from smartcustoms.business.traders import actions as traders
from smartcustoms.business.traders import queries as traders_asked
from smartcustoms.business.traders.model import (
    Account,
    Identity,
    IdentityKind,
    Name,
    Particulars,
    Progress,
    Role,
)
from smartcustoms.investigation.cases import queries as cases
from smartcustoms.investigation.cases.model import State as CaseState
from smartcustoms.investigation.cases.model import Wanted as CasesWanted
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM, Actor
from smartcustoms.kernel.database.connect import Server, connect, drop_database, make_database
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.events import queries as deliveries
from smartcustoms.kernel.events.model import Patience
from smartcustoms.kernel.events.relay import consumers, relay_here
from smartcustoms.kernel.events.steps import StepRunner
from smartcustoms.kernel.files.object_gateway import objects
from smartcustoms.kernel.money import Money
from smartcustoms.kernel.notify import queries as notices
from smartcustoms.kernel.people import actions as people
from smartcustoms.kernel.settings import Settings, read_settings
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.agencies import actions as agencies
from smartcustoms.trade.agencies import queries as reviews
from smartcustoms.trade.agencies.model import RouteStep
from smartcustoms.trade.cargo_reports import actions as cargo_reports
from smartcustoms.trade.cargo_reports.model import Mode
from smartcustoms.trade.cargo_reports.reading import entered as entered_report
from smartcustoms.trade.crossing import queries as crossings
from smartcustoms.trade.declarations import actions as declarations_done
from smartcustoms.trade.declarations import queries as declarations
from smartcustoms.trade.declarations.model import KeyUsed, Status, Wanted
from smartcustoms.trade.declarations.refused import Form
from smartcustoms.trade.documents import actions as documents
from smartcustoms.trade.documents import catalogue
from smartcustoms.trade.documents import queries as documents_asked
from smartcustoms.trade.intake import actions as intake
from smartcustoms.trade.intake.model import Way
from smartcustoms.trade.payments import actions as payments
from smartcustoms.trade.payments import queries as paid
from smartcustoms.trade.payments.collecting_gateway import MemoryGateway, gateway
from smartcustoms.trade.payments.model import LineKind, NoteLine
from smartcustoms.trade.road_cargo import actions as road_cargo
from smartcustoms.trade.road_cargo.model import Instruction
from smartcustoms.trade.road_cargo.model import Way as RoadWay
from smartcustoms.trade.transhipment import queries as transhipment
from smartcustoms.trade.transhipment.model import State as TranshipmentState
from smartcustoms.trade.transhipment.model import Wanted as TranshipmentWanted
from smartcustoms.trade.watchlists import queries as watchlists
from smartcustoms.trade.webhooks import actions as webhooks
from smartcustoms.trade.webhooks.model import Hindrance
from smartcustoms.trade.webhooks.post_gateway import MemoryPost, NotDelivered
from tests.boundary.scans.packages import a_package, a_view
from tests.browser.opened import Served, served
from tests.cast import ADA, AMINA, BELA, CHEN, DAOUD, ESI, INES, OTIS
from tests.kernel.papers.issuing import issued
from tests.trade.agencies.reviewing import begun
from tests.trade.cargo_reports.builders import HOUSE, MASTER
from tests.trade.documents.builders import content_for
from tests.trade.intake.builders import CUSDEC
from tests.trade.road_cargo.builders import a_consignment, a_trip
from tests.trade.road_cargo.builders import a_truck as a_road_truck

REFUSED: Final = (
    b"reference,direction,currency,declared_on,office,transport,departure,origin,hs_code,description,value,net_mass_kg\n"
    b"SIM-A,import,HKD,2026-11-20,20,10,CN,XX,690722,ceramic tiles for floors,12000,900\n"
    b"SIM-B,import,HKD,2026-11-20,20,10,CN,CN,252399,gift,-5,900\n"
)
STATEMENT: Final = (
    b"kind,booked_on,amount,currency,reference,text\nopening,2026-11-20,0.00,HKD,,\n"
    b"entry,2026-11-20,12.50,HKD,,simulated\nclosing,2026-11-20,12.50,HKD,,\n"
)
STUCK: Final = "DeclarationDetained.tell_trader"


@contextmanager
def demo_world(cluster: Server, template: str, settings: Settings) -> Iterator[Served]:
    """Serve the application over the demo world, in a database of its own."""
    name = f"browser_world_{os.getpid()}"
    make_database(cluster, name, template=template)
    database = connect(cluster.dsn(name), pool=10)
    try:
        with pytest.MonkeyPatch.context() as patched:
            # what has no settings at hand keeps its files by the environment: they belong to this world too
            patched.setenv("SMARTCUSTOMS_HOME", str(settings.home))
            demo.make(database, clock.now())
            with served(database, settings) as found:
                yield found
    finally:
        database.close()
        drop_database(cluster, name)


class Addresses:
    """The address of every page of a world, its parameters filled in with what is there."""

    def __init__(self, world: Served) -> None:
        self.world = world
        self.kept: dict[str, str] = {}

    def of(self, path: str) -> str:
        """Give the address of a page such as `/rules/{code}`.

        Raises:
            KeyError: nobody has said how its parameters are filled in: add a line to `FILLED`.
        """
        if "{" not in path:
            return path
        if path not in self.kept:
            self.kept[path] = FILLED[path](self)
        return self.kept[path]

    def order_of(self, declaration: str) -> str:
        """Give the examination order of a declaration."""
        return str(self.do(DAOUD, lambda uow: examinations.order_of(uow, declaration)))

    def under_control(self, who: Actor) -> str:
        """Give somebody's newest declaration that customs is checking."""
        return own_declaration(self, Status.UNDER_CONTROL, who)

    def do(self, who: Actor, what: Callable[[UnitOfWork], Any]) -> Any:
        """Ask or do something in somebody's name."""
        with self.world.database.unit(by=who, at=clock.now()) as uow:
            return what(uow)


def own_declaration(world: Addresses, status: Status | None = None, who: Actor = BELA) -> str:
    """Give the newest declaration that somebody sees, in a status when one is given."""
    found = world.do(who, lambda uow: declarations.declarations(uow, Wanted(status=status, per_page=1)))
    return str(found.rows[0].number)


def open_order(world: Addresses) -> str:
    """Give the oldest order that waits for Officer Daoud."""
    orders, _ = world.do(DAOUD, lambda uow: examinations.my_orders(uow))
    return str(orders[0].number)


def a_scan(world: Addresses, seed: int = 1) -> str:
    """Let Officer Amina bring a simulated scan; give its number."""
    content, place = written(a_package(seed, views=(a_view(120, 160, seed),))), objects(world.world.settings)
    return str(world.do(AMINA, lambda uow: scans.bring(uow, content, name="simulated.scan.zip", through=place)).number)


def a_trial(world: Addresses) -> str:
    """Let Officer Amina answer a trial and open the next one; give the open one's number."""
    place = objects(world.world.settings)
    world.do(OTIS, lambda uow: training.add_simulated(uow, 11, size=384, through=place))
    first = world.do(AMINA, lambda uow: training.begin(uow, through=place)).number
    world.do(AMINA, lambda uow: training.answer(uow, first, Answer.SUSPECT))
    return str(world.do(AMINA, lambda uow: training.begin(uow, through=place)).number)


def an_enrolment(world: Addresses) -> str:
    """Give Officer Amina's course of the demo world."""
    found, _ = world.do(AMINA, lambda uow: training_asked.enrolments(uow, officer=AMINA.user))
    return str(found[0].number)


def an_attempt(world: Addresses) -> str:
    """Let Officer Amina begin the certification test of the demo world; give her attempt."""
    number = world.do(AMINA, lambda uow: training_asked.tests(uow))[0].number
    return str(world.do(AMINA, lambda uow: training.attempt(uow, number)).number)


def a_concealment(world: Addresses) -> str:
    """Let Officer Amina keep a reference of a concealment; give its number."""
    said = Described(
        Vehicle.BAG, Place.LINING, Method.LOOSE, "cash", ("simulated",), (Mark(0, "cash", ((2, 3), (20, 30))),), "", ""
    )
    return str(world.do(AMINA, lambda uow: library.keep(uow, a_scan(world), said)).number)


def noted_scan(world: Addresses) -> str:
    """Note how a scan looks; give its number."""
    number, place = a_scan(world), objects(world.world.settings)
    world.do(PLATFORM, lambda uow: library.note_look(uow, number, through=place))
    return number


def judged_scan(world: Addresses) -> str:
    """Let the methods look at a scan and Officer Amina open it; give its number."""
    number, place = a_scan(world), objects(world.world.settings)
    world.do(AMINA, lambda uow: detection.judge(uow, number, through=place))
    world.do(AMINA, lambda uow: detection.open_scan(uow, number))
    return number


def assessed(world: Addresses) -> str:
    """Give the declaration whose goods are examined next: it has reasons, like cases and an examination."""
    order = open_order(world)
    return str(world.do(DAOUD, lambda uow: examinations.order(uow, order)).declaration)


def case(world: Addresses) -> str:
    """Give the known case: cement from Viet Nam to Australia by way of Hong Kong."""
    found = world.do(CHEN, lambda uow: declarations.declarations(uow, Wanted(text=CEMENT)))
    return str(found.rows[0].number)


def refused_file(world: Addresses) -> UUID:
    """Lodge a file in Trader Bela's name of which no row is good."""
    file: UUID = world.do(
        BELA, lambda uow: declarations_done.begin_file(uow, REFUSED, name="simulated.csv", by="smartcustoms")
    )
    read = declarations_done.read_file(REFUSED, name="simulated.csv", by="smartcustoms")
    declarations_done.bring(lambda _, do, __: world.do(BELA, do), file, read)
    return file


def dead_letter(world: Addresses) -> str:
    """Let Supervisor Esi detain Trader Chen's newest goods while the step that follows is broken; give the letter's address."""
    if not world.do(PLATFORM, deliveries.dead_letters):
        _fail(world)
    (dead,) = world.do(PLATFORM, deliveries.dead_letters)
    return f"/watch/letters/{dead.consumer}/{dead.event}"


def _fail(world: Addresses) -> None:
    number = own_declaration(world, Status.RELEASED, CHEN)
    world.do(ESI, lambda uow: declarations_done.detain(uow, number, because="Found after release (simulated)"))
    known = reactions()
    while relay_here(world.world.database, consumers(known)):
        pass
    runner = StepRunner(world.world.database, known, patience=Patience(tries=1))
    runner.steps[STUCK] = (runner.steps[STUCK][0], _breaks)
    runner.turn()


def _breaks(_uow: UnitOfWork, _event: object) -> None:
    raise TimeoutError("no answer within 10 s (simulated)")


def drafted_document(world: Addresses) -> str:
    """Begin a draft of a licence in Trader Bela's name."""
    content = content_for(catalogue.shipped()["ODS-L"].form)
    return str(world.do(BELA, lambda uow: documents.begin(uow, "ODS-L", content, reference="SIM-1", key="browser")))


def drafted_type(world: Addresses) -> int:
    """Begin a new version of a type in Administrator Ada's name."""
    body = catalogue.shipped()["ODS-L"].body
    return int(world.do(ADA, lambda uow: documents.draft_type(uow, body))[1])


def issued_document(world: Addresses) -> str:
    """Lodge an application in Trader Bela's name, let an agency ask once, and issue it."""
    content = content_for(catalogue.shipped()["PHARM-E"].form)
    number = world.do(
        BELA, lambda uow: documents.lodge_new(uow, "PHARM-E", content, original=b"sim", key="issued")
    ).number
    if world.do(BELA, lambda uow: documents_asked.document(uow, number)).state.value == "lodged":
        world.do(PLATFORM, lambda uow: documents.ask(uow, number, agency="DH", text="Which factory? (simulated)"))
        world.do(BELA, lambda uow: documents.say(uow, number, "The one named (simulated)."))
        with ThreadPoolExecutor(1) as aside:  # signing runs a loop of its own, and the browser's runs in this thread
            aside.submit(
                world.do, PLATFORM, lambda uow: documents.decided(uow, number, review="", granted=True)
            ).result()
    return str(number)


def invited(world: Addresses) -> str:
    """Invite somebody and give the secret of the link."""
    made = world.do(
        ADA,
        lambda uow: people.invite(
            uow,
            name="Invited (simulated)",
            email="new@bela.example",
            organisation=BELA.organisation,
            roles_given={"trader"},
        ),
    )
    return str(world.do(ADA, lambda uow: people.open_invitation(uow, made.number)))


def review(world: Addresses) -> str:
    """Begin a review that customs decides, let its officer take it and ask; give its number."""
    number = begun(world.world.database, at=clock.now(), about="SIM-1", route=(RouteStep("C&ED", lead=True),)).number
    for who in (DAOUD, ESI):
        world.do(
            ESI,
            partial(agencies.put_officer, user=who.user, name=who.name, skills=frozenset({"general"}), on_duty=True),
        )
    if world.do(DAOUD, lambda uow: reviews.review(uow, number)).steps[0].assigned_to is None:
        world.do(DAOUD, lambda uow: agencies.take(uow, number, 1))
        world.do(DAOUD, lambda uow: agencies.ask(uow, number, 1, text="Which model is it?"))
        world.do(DAOUD, lambda uow: agencies.flag(uow, number, "Same goods as in August (simulated)"))
    return number


def rulebook(world: Addresses) -> int:
    """Draft rules of customs as an agency; give the version."""
    cells = {"hours.monday": "09:00-13:00, 14:00-18:00", "holidays": "2026-12-24 Office closed"}
    return int(world.do(ESI, lambda uow: agencies.draft_rules(uow, "C&ED", cells)))


def investigated(world: Addresses) -> str:
    """Give the case that Investigator Ines has in hand."""
    found, _ = world.do(INES, lambda uow: cases.cases(uow, CasesWanted(lead=INES.user, state=CaseState.INVESTIGATED)))
    return str(found[0].number)


def paper(world: Addresses) -> str:
    """Issue a paper and give the address of its QR code."""
    made = world.do(PLATFORM, lambda uow: issued(uow, read_settings()))
    return f"/papers/{made.number}?code={made.code}"


def cargo_report(world: Addresses) -> str:
    """Report a master bill in Trader Bela's name and a house bill in Trader Chen's that differs; give the first one's number."""

    def filed(who: Actor, body: dict[str, Any]) -> str:
        return str(
            world.do(who, lambda uow: cargo_reports.lodge(uow, entered_report(body), original=b"simulated")).number
        )

    number = filed(BELA, MASTER)
    filed(CHEN, {**HOUSE, "pieces": 4})
    world.do(PLATFORM, lambda uow: cargo_reports.compare(uow, Mode.AIR, "160-12345675"))
    return number


def self_assessment(world: Addresses) -> str:
    """Begin a self-assessment in Trader Bela's name."""
    return str(world.do(BELA, lambda uow: self_assessments.begin(uow, tier=1)).number)


def aeo_application(world: Addresses) -> str:
    """Begin an application of Trader Chen's: Trader Bela is authorised in the demo world."""
    return str(world.do(CHEN, lambda uow: aeo.begin(uow, tier=1)).number)


def aeo_operator(world: Addresses) -> str:
    """Give the number of Trader Bela as an authorised operator."""
    return str(world.do(BELA, aeo_asked.own)[0][0].number)


def aeo_visit(world: Addresses) -> str:
    """Plan a re-validation of Trader Bela's."""
    number, on = aeo_operator(world), day_of(clock.now())
    return str(world.do(DAOUD, lambda uow: aeo.plan_visit(uow, number, site="Warehouse (simulated)", on=on)).number)


def submission(world: Addresses) -> str:
    """Send a CUSDEC in Trader Bela's name of which a field is wrong, and work it off."""
    content = CUSDEC.replace(b"LOC+27+CN", b"LOC+27+XX")
    sent = world.do(BELA, lambda uow: intake.accept(uow, content, name="simulated.edi", way=Way.HTTPS))
    intake.work_off(world.world.database)
    return str(sent.number)


def trader_of_bela(world: Addresses) -> str:
    """Put Trader Bela into the register, if she lodged nothing yet; give her number there."""
    return str(world.do(PLATFORM, lambda uow: traders.ensure_account(uow, BELA.organisation, role=Role.DECLARANT)))


def correction(world: Addresses) -> str:
    """Let Trader Bela propose a correction; the one that waits already serves as well."""
    trader_of_bela(world)
    waiting, _ = world.do(BELA, lambda uow: traders_asked.corrections(uow, progress=Progress.PROPOSED))
    if not waiting:
        better = Particulars(
            (Name("Bela Trading Limited (demo)"), Name("貝拉貿易有限公司（演示）", language="zh-Hant"))
        )
        waiting = [world.do(BELA, lambda uow: traders.propose(uow, better, because="The certificate says so"))]
    return str(waiting[0].number)


def registration_link(world: Addresses, company: str) -> str:
    """Ask for an account for a simulated company; give the secret of its mail's link."""
    asked = Particulars(
        (Name(f"{company} Limited (simulated)"),), (Identity(IdentityKind.BUSINESS_REGISTRATION, "12345678", "HK"),)
    )
    mail = f"{company.lower()}@example.org"
    world.do(
        PLATFORM,
        lambda uow: traders.ask(uow, Account.COMPANY, asked, contact="Simulated", email=mail, language="en", origin=""),
    )
    copies = world.do(OTIS, lambda uow: notices.outbox(uow))
    return next(str(each.message.says).rpartition("/register/")[2] for each in copies if each.address == mail)


def registration(world: Addresses) -> str:
    """Ask for an account for a simulated company and confirm it; give its number."""
    secret = registration_link(world, "Lantern")
    return str(world.do(PLATFORM, lambda uow: traders.confirm(uow, secret)).number)


def open_note(world: Addresses) -> str:
    """Raise a note for Trader Bela."""
    fine = NoteLine(LineKind.PENALTY, sentence("Lodged late"), Money(Decimal("100.00"), "HKD"), "Cap. 60E")
    note: str = world.do(
        ESI,
        lambda uow: payments.raise_note(
            uow, organisation=BELA.organisation, about="simulated", lines=[fine], key="the browser's world"
        ),
    )
    return note


def attempt(world: Addresses, name: str = "fps") -> str:
    """Begin to pay the note."""
    note = open_note(world)
    return str(world.do(BELA, lambda uow: payments.ask(uow, note, through=MemoryGateway(name=name))).reference)


def card(world: Addresses) -> str:
    """Begin to pay the note on the simulated card page; give the page's address with our mark."""
    reference = attempt(world, "card")
    service = gateway(world.world.settings, "card")
    return str(service.ask(world.do(BELA, lambda uow: paid.attempt(uow, reference))).page)


def receipt(world: Addresses) -> str:
    """Pay part of the note at the counter."""
    note, cent = open_note(world), Money(Decimal("0.01"), "HKD")
    return str(world.do(ESI, lambda uow: payments.take_at_counter(uow, note, cent, reference="simulated")).number)


def statement(world: Addresses) -> str:
    """Reconcile a statement with one line that nobody explains."""
    found = world.do(ESI, lambda uow: payments.reconcile(uow, STATEMENT, name="simulated.csv"))
    return str(found.statement.identity)


def webhook(world: Addresses) -> str:
    """Add a webhook of Trader Bela's, and try a notice to it that does not arrive."""
    hook = world.do(BELA, lambda uow: webhooks.add(uow, address="https://example.org/notices", form="json", kinds=()))
    world.do(BELA, lambda uow: webhooks.test(uow, hook.number))
    webhooks.send_due(
        world.world.database, world.world.settings, MemoryPost(fails=[NotDelivered(Hindrance.ANSWER, "HTTP 503")])
    )
    return str(hook.number)


def transhipped(world: Addresses, state: TranshipmentState) -> str:
    """Give an application for a certificate of non-manipulation of Trader Bela's."""
    found, _ = world.do(BELA, lambda uow: transhipment.applications(uow, TranshipmentWanted(state=state)))
    return str(found[0].number)


def road_bundle(world: Addresses) -> str:
    """Lodge cargo by road in Trader Bela's name, bundle it, let risk assess, and let an officer ask for another instruction."""
    number = world.do(BELA, road_consignment_lodged)
    mark = f"ZZ {int(number[-6:]) % 9000 + 1000}"
    truck = world.do(BELA, lambda uow: a_road_truck(uow, mark)).number
    at = clock.now() + timedelta(hours=3)
    trip = a_trip(number, at=at)
    made = world.do(BELA, lambda uow: road_cargo.bundle(uow, truck, trip, way=RoadWay.PHONE)).number
    told = world.do(PLATFORM, lambda uow: road_cargo.instruct(uow, made))
    other = Instruction.GO if told is Instruction.INSPECT else Instruction.INSPECT  # risk's sample may have drawn it
    world.do(AMINA, lambda uow: road_cargo.ask_override(uow, made, other, because="seen on the camera (simulated)"))
    return str(made)


def road_consignment_lodged(uow: UnitOfWork) -> str:
    """Lodge cargo by road for tomorrow."""
    return a_consignment(uow, expected_on=(day_of(uow.at) + timedelta(days=1)).isoformat()).number


def refused_lodging(uow: UnitOfWork) -> str:
    """Keep a lodging by API that was refused for an idempotency key."""
    why = KeyUsed(
        sentence("The idempotency key {key} was used for another declaration.", key="simulated"),
        mend=sentence("Use a new key for a new declaration; to change one, amend it."),
        field="Idempotency-Key",
        seen="simulated",
    )
    return declarations_done.keep_refused(uow, why, original=b"{}", form=Form.JSON).number


FILLED: Final[Mapping[str, Callable[[Addresses], str]]] = {
    "/declarations/refused/{number}": lambda world: f"/declarations/refused/{world.do(BELA, refused_lodging)}",
    "/errors/{code}": lambda _: "/errors/goods_text_vague",
    "/transhipment/{number}": lambda world: f"/transhipment/{transhipped(world, TranshipmentState.QUEUED)}",
    "/transhipment/{number}/edit": lambda world: f"/transhipment/{transhipped(world, TranshipmentState.DRAFT)}/edit",
    "/cases/{number}": lambda world: f"/cases/{investigated(world)}",
    "/intake/{number}": lambda world: f"/intake/{submission(world)}",
    "/aeo/applications/{number}": lambda world: f"/aeo/applications/{aeo_application(world)}",
    "/aeo/operators/{number}": lambda world: f"/aeo/operators/{aeo_operator(world)}",
    "/aeo/visits/{number}": lambda world: f"/aeo/visits/{aeo_visit(world)}",
    "/cargo-reports/{number}": lambda world: f"/cargo-reports/{cargo_report(world)}",
    "/cargo-reports/{number}/amend": lambda world: f"/cargo-reports/{cargo_report(world)}/amend",
    "/road-cargo/bundles/{number}": lambda world: f"/road-cargo/bundles/{road_bundle(world)}",
    "/road-cargo/{number}": lambda world: f"/road-cargo/{world.do(BELA, road_consignment_lodged)}",
    "/road-cargo/{number}/amend": lambda world: f"/road-cargo/{world.do(BELA, road_consignment_lodged)}/amend",
    "/comparisons/{before}/{after}": lambda world: f"/comparisons/{a_scan(world, 1)}/{a_scan(world, 2)}",
    "/crossing/display/{code}": lambda _: "/crossing/display/LMC-OUT-01",
    "/crossing/mine/{bundle}": lambda world: f"/crossing/mine/{world.do(BELA, crossings.own_trucks)[0][0].bundle}",
    "/crossing/passages/{number}": lambda _: "/crossing/passages/LMC-OUT-01.0.1",
    "/crossing/points/{code}": lambda _: "/crossing/points/LMC",
    "/declarations/drafts/{draft}": lambda world: (
        f"/declarations/drafts/{world.do(BELA, lambda uow: declarations.drafts(uow))[0].id}"
    ),
    "/declarations/files/{file}": lambda world: f"/declarations/files/{refused_file(world)}",
    "/declarations/{number}": lambda world: f"/declarations/{assessed(world)}",
    "/declarations/{number}/amend": lambda world: f"/declarations/{own_declaration(world, Status.RELEASED)}/amend",
    "/documents/kinds/{code}/{version}": lambda world: f"/documents/kinds/ODS-L/{drafted_type(world)}",
    "/documents/kinds/{code}/{version}/preview": lambda world: f"/documents/kinds/ODS-L/{drafted_type(world)}/preview",
    "/documents/{number}": lambda world: f"/documents/{issued_document(world)}",
    "/documents/{number}/amend": lambda world: f"/documents/{issued_document(world)}/amend",
    "/documents/{number}/edit": lambda world: f"/documents/{drafted_document(world)}/edit",
    "/documents/types/{code}": lambda _: "/documents/types/ODS-L",
    "/elocks/participants/{number}": lambda _: "/elocks/participants/bela-trading",
    "/elocks/{number}": lambda _: "/elocks/J-SIM-004",
    "/examinations/{number}": lambda world: f"/examinations/{open_order(world)}",
    "/own-reviews/{number}": lambda world: f"/own-reviews/{review(world)}",
    "/papers/{number}": paper,
    "/payments/attempts/{reference}": lambda world: f"/payments/attempts/{attempt(world)}",
    "/payments/card/{reference}": card,
    "/payments/due/{number}": lambda world: f"/payments/due/{own_declaration(world)}",
    "/payments/notes/{number}": lambda world: f"/payments/notes/{open_note(world)}",
    "/payments/receipts/{number}": lambda world: f"/payments/receipts/{receipt(world)}",
    "/payments/reconciliation/{identity}": lambda world: f"/payments/reconciliation/{statement(world)}",
    "/people/{number}": lambda _: "/people/bela",
    "/reviews/rules/{version}": lambda world: f"/reviews/rules/{rulebook(world)}",
    "/reviews/{number}": lambda world: f"/reviews/{review(world)}",
    "/risk/declarations/{number}": lambda world: f"/risk/declarations/{assessed(world)}",
    "/rules/{code}": lambda _: "/rules/CHEAP-SHOES",
    "/rules/{code}/text": lambda _: "/rules/CHEAP-SHOES/text",
    "/self-assessments/{number}": lambda world: f"/self-assessments/{self_assessment(world)}",
    "/screening-training/attempts/{number}": lambda world: f"/screening-training/attempts/{an_attempt(world)}",
    "/screening-training/enrolments/{number}": lambda world: f"/screening-training/enrolments/{an_enrolment(world)}",
    "/screening-training/trials/{number}": lambda world: f"/screening-training/trials/{a_trial(world)}",
    "/concealments/{number}": lambda world: f"/concealments/{a_concealment(world)}",
    "/scans/{number}/like": lambda world: f"/scans/{noted_scan(world)}/like",
    "/scans/{number}/alarms/again": lambda world: f"/scans/{judged_scan(world)}/alarms/again",
    "/scans/{number}/alarms": lambda world: f"/scans/{judged_scan(world)}/alarms",
    "/scans/{number}": lambda world: f"/scans/{a_scan(world)}",
    "/traders/{number}": lambda world: f"/traders/{trader_of_bela(world)}",
    "/traders/corrections/{number}": lambda world: f"/traders/corrections/{correction(world)}",
    "/traders/registrations/{number}": lambda world: f"/traders/registrations/{registration(world)}",
    "/register/{secret}": lambda world: f"/register/{registration_link(world, 'Harbour')}",
    "/tariff/{code}": lambda _: "/tariff/220830",
    "/watch/letters/{consumer}/{event}": dead_letter,
    "/watchlists/{name}": lambda world: f"/watchlists/{world.do(AMINA, watchlists.watchlists)[0].name}",
    "/webhooks/{number}": lambda world: f"/webhooks/{webhook(world)}",
    "/welcome/{secret}": lambda world: f"/welcome/{invited(world)}",
}
"""How the parameters of each page are filled in."""
