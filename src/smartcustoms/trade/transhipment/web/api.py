"""The JSON API of transhipment, beside the pages."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, File, Form, Request, UploadFile

from smartcustoms.kernel import clock
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.files.object_gateway import objects
from smartcustoms.kernel.people.queries import require
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.sent import content_of, name_of
from smartcustoms.trade.transhipment import actions, queries
from smartcustoms.trade.transhipment.model import APPLY, LARGEST, CompanyState, State
from smartcustoms.trade.transhipment.shown import (
    plain_agreement,
    plain_application,
    plain_company,
    plain_line,
    plain_whole,
)
from smartcustoms.trade.transhipment.web.asked import (
    Applicant,
    Because,
    Begun,
    Checker,
    Decided,
    Filters,
    Leader,
    Ordered,
    Result,
    Seer,
    Server,
    Written,
    kind_of,
    own,
    seen,
)
from smartcustoms.trade.transhipment.web.desk import day_read

router = APIRouter(tags=["transhipment"])


@router.get("/api/v1/transhipment")
def listed(who: Seer, uow: Uow, asked: Filters) -> dict[str, Any]:
    """List the applications one sees, the newest first unless sorted otherwise."""
    found, total = queries.applications(uow, asked)
    return {
        "total": total,
        "applications": [plain_application(each) for each in found],
        "figures": queries.figures(uow),
    }


@router.post("/api/v1/transhipment", status_code=201)
def begin(who: Applicant, uow: Uow, taken: Begun) -> dict[str, Any]:
    """Begin a draft; sent again with the same key, the one that is there is given."""
    made = actions.begin(uow, queries.entered(taken.particulars.model_dump()), key=taken.key)
    return plain_application(made)


@router.get("/api/v1/transhipment/agreements")
def agreements(who: Seer, uow: Uow) -> dict[str, Any]:
    """Give the agreements with their economies and sources, what is published of the scheme, and the fees."""
    rows = [
        {"processing": each["processing"], "source": each["source"], "currency": next(iter(each["amounts"].values())).currency,
         "amounts": {mode: str(fee.amount) for mode, fee in each["amounts"].items()}}
        for each in queries.fee_table(uow)
    ]  # fmt: skip
    return {
        "published": queries.published(),
        "economies": sorted(queries.economies(day_of(clock.now()))),
        "agreements": [plain_agreement(each) for each in queries.agreements()],
        "fees": rows,
    }


@router.get("/api/v1/transhipment/queue")
def queue(who: Server, uow: Uow) -> dict[str, Any]:
    """Give the queue as it stands: waits of each class, the bound of the rule, who waits, who is in hand."""
    return {
        **plain_line(queries.line(uow)),
        "waiting": [plain_application(each) for each in queries.in_line(uow)],
        "in_hand": [plain_application(each) for each in queries.in_hand(uow)],
    }


@router.post("/api/v1/transhipment/queue/next")
def take(who: Server, uow: Uow) -> dict[str, Any]:
    """Take who is next by the rule; `application` is null when nobody waits. Who has one in hand gets that one."""
    found = actions.take_next(uow)
    return {"application": plain_application(found) if found else None}


@router.get("/api/v1/transhipment/company")
def company(who: Applicant, uow: Uow) -> dict[str, Any]:
    """Give the own company's registration; null where it never asked."""
    found = queries.company(uow, who.organisation)
    if found is not None:
        require(who, APPLY, owner=found.organisation)
    return {"company": plain_company(found, all_seen=False) if found else None}


@router.post("/api/v1/transhipment/company")
def register(
    request: Request,
    who: Applicant,
    uow: Uow,
    name: Annotated[str, Form(max_length=200)],
    business_number: Annotated[str, Form(max_length=40)],
    valid_until: Annotated[date, Form()],
    address: Annotated[str, Form(max_length=400)],
    contact: Annotated[str, Form(max_length=200)],
    paper: Annotated[UploadFile, File()],
) -> dict[str, Any]:
    """Ask for the own company to be registered (multipart); asking for the same again changes nothing."""
    made = actions.register(
        uow, name=name, business_number=business_number, valid_until=valid_until, address=address, contact=contact,
        paper=content_of(paper, LARGEST), paper_name=paper.filename or "", through=objects(request.app.state.settings),
    )  # fmt: skip
    return {"company": plain_company(made, all_seen=False)}


@router.get("/api/v1/transhipment/companies")
def companies(who: Checker, uow: Uow, state: str = "", q: str = "", page: int = 1) -> dict[str, Any]:
    """List the companies that registered, those to be checked first."""
    known = CompanyState(state) if state in list(CompanyState) else None
    found, total = queries.companies(uow, state=known, text=q.strip()[:60], page=max(page, 1))
    return {"total": total, "companies": [plain_company(each) for each in found]}


@router.post("/api/v1/transhipment/companies/{organisation}/decision")
def decide(who: Checker, uow: Uow, organisation: str, taken: Decided) -> dict[str, Any]:
    """Register a company, or refuse it with the reason."""
    return plain_company(actions.decide_company(uow, organisation, granted=taken.granted, because=taken.because))


@router.post("/api/v1/transhipment/companies/{organisation}/end")
def end(who: Checker, uow: Uow, organisation: str, taken: Because) -> dict[str, Any]:
    """End a company's registration with the reason."""
    return plain_company(actions.end_company(uow, organisation, because=taken.because))


@router.get("/api/v1/transhipment/{number}")
def one(who: Seer, uow: Uow, number: str) -> dict[str, Any]:
    """Give one application with its files, controls and history."""
    seen(uow, who, number)
    return plain_whole(queries.whole(uow, number))


@router.put("/api/v1/transhipment/{number}")
def change(who: Applicant, uow: Uow, number: str, taken: Written) -> dict[str, Any]:
    """Write a draft anew, or amend what was lodged (with the reason)."""
    found, given = own(uow, who, number), queries.entered(taken.particulars.model_dump())
    if found.state is State.DRAFT:
        return plain_application(actions.save(uow, number, given, version=taken.version))
    return plain_application(actions.amend(uow, number, given, version=taken.version, because=taken.because))


@router.post("/api/v1/transhipment/{number}/files")
def attach(
    request: Request,
    who: Applicant,
    uow: Uow,
    number: str,
    kind: Annotated[str, Form(max_length=40)] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> dict[str, Any]:
    """Attach a file (multipart); the same file again is the one that is there."""
    own(uow, who, number)
    through = objects(request.app.state.settings)
    made = actions.attach(uow, number, kind_of(kind), content_of(file, LARGEST), name=name_of(file), through=through)
    return {"id": str(made.id), "kind": made.kind, "name": made.name, "hash": made.hash, "size": made.size}


@router.post("/api/v1/transhipment/{number}/files/{which}/remove")
def detach(who: Applicant, uow: Uow, number: str, which: UUID) -> dict[str, Any]:
    """Take a file off a draft."""
    own(uow, who, number)
    actions.detach(uow, number, which)
    return plain_whole(queries.whole(uow, number))


@router.post("/api/v1/transhipment/{number}/lodge")
def lodge(who: Applicant, uow: Uow, number: str) -> dict[str, Any]:
    """Lodge a draft; lodging again gives it as it stands. What is against it is told field by field (`errors`)."""
    own(uow, who, number)
    return plain_application(actions.lodge(uow, number))


@router.post("/api/v1/transhipment/{number}/withdraw")
def withdraw(who: Applicant, uow: Uow, number: str, taken: Because) -> dict[str, Any]:
    """Withdraw an application that is not decided."""
    own(uow, who, number)
    return plain_application(actions.withdraw(uow, number, because=taken.because))


@router.post("/api/v1/transhipment/{number}/control")
def order(who: Server, uow: Uow, number: str, taken: Ordered) -> dict[str, Any]:
    """Order an examination of the goods or a supervision of their processing."""
    on = day_read(taken.planned_on)
    made = actions.order_control(uow, number, taken.kind, on=on, instructions=taken.instructions)
    return plain_application(made)


@router.post("/api/v1/transhipment/{number}/result")
def result(who: Server, uow: Uow, number: str, taken: Result) -> dict[str, Any]:
    """Give the result of a control; the application is then in the hands of who gives it."""
    return plain_application(actions.give_result(uow, number, in_order=taken.in_order, note=taken.note))


@router.post("/api/v1/transhipment/{number}/issue")
def issue(who: Server, uow: Uow, number: str) -> dict[str, Any]:
    """Issue the certificate; issuing it again gives the application as it stands."""
    return plain_application(actions.issue(uow, number))


@router.post("/api/v1/transhipment/{number}/refuse")
def refuse(who: Server, uow: Uow, number: str, taken: Because) -> dict[str, Any]:
    """Refuse the certificate with the reason."""
    return plain_application(actions.refuse(uow, number, because=taken.because))


@router.post("/api/v1/transhipment/{number}/set-aside")
def set_aside(who: Server, uow: Uow, number: str, taken: Because) -> dict[str, Any]:
    """Set aside what takes too long: it waits anew."""
    return plain_application(actions.set_aside(uow, number, because=taken.because))


@router.post("/api/v1/transhipment/{number}/put-back")
def put_back(who: Leader, uow: Uow, number: str, taken: Because) -> dict[str, Any]:
    """Put back into the queue what another officer has in hand."""
    return plain_application(actions.set_aside(uow, number, because=taken.because, anyhow=True))


@router.post("/api/v1/transhipment/{number}/revoke")
def revoke(who: Leader, uow: Uow, number: str, taken: Because) -> dict[str, Any]:
    """Revoke a certificate and its paper."""
    return plain_application(actions.revoke(uow, number, because=taken.because))
