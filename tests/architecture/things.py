"""Things that belong to Trader Bela's organisation, so that the access matrix can ask for them in every name."""

import json
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from smartcustoms.business.aeo import actions as aeo
from smartcustoms.business.self_assessment import actions as self_assessments
from smartcustoms.business.traders import actions as traders
from smartcustoms.business.traders import queries as traders_asked
from smartcustoms.business.traders.model import Name, Particulars, Role
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.cargo_reports import actions as cargo_reports
from smartcustoms.trade.cargo_reports.reading import entered as entered_report
from smartcustoms.trade.crossing import actions as crossing
from smartcustoms.trade.declarations import actions as declarations
from smartcustoms.trade.declarations.model import Channel
from smartcustoms.trade.declarations.reading import drafted
from smartcustoms.trade.declarations.refused import Form
from smartcustoms.trade.documents import actions as documents
from smartcustoms.trade.intake import actions as intake
from smartcustoms.trade.intake.model import Way
from smartcustoms.trade.road_cargo import actions as road_cargo
from smartcustoms.trade.road_cargo.model import Way as RoadWay
from smartcustoms.trade.road_cargo.queries import day_of
from smartcustoms.trade.webhooks import actions as webhooks
from tests.cast import BELA
from tests.conftest import NOON
from tests.trade.agencies.reviewing import begun
from tests.trade.cargo_reports.builders import MASTER
from tests.trade.crossing.builders import a_truck
from tests.trade.declarations.builders import entered
from tests.trade.road_cargo.builders import a_consignment, a_trip, cargo
from tests.trade.road_cargo.builders import a_truck as a_road_truck


@dataclass
class Things:
    """Addresses with placeholders filled (by prefix of the path, the number of a thing of Bela's), and what to send there."""

    numbers: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, dict[str, Any]] = field(default_factory=dict)
    lacking: frozenset[str] = frozenset({"GET /api/v1/declarations/{number}/message"})
    """What Bela's thing has none of, so that its owner too is told that it is not there: it was lodged as JSON."""

    def address(self, path: str) -> tuple[str, bool]:
        """Fill a route's path; tell whether it is now the address of a thing of Bela's (else of nothing that exists)."""
        for prefix, number in self.numbers.items():
            if path.startswith(prefix + "/{"):
                rest = re.sub(r"^\{[^}]+\}", number, path[len(prefix) + 1 :])
                return f"{prefix}/{_filled(rest)}", "{" not in rest
        return _filled(path), False

    def told_in(self, text: str) -> list[str]:
        """Give what of Bela's is told in an answer."""
        return sorted({number for number in self.numbers.values() if number in text})


def _filled(path: str) -> str:
    return re.sub(r"\{[^}]+\}", "none", path)


def belas_things(database: Database) -> Things:
    """Make what belongs to Bela's organisation, through the actions of the capabilities."""
    sent = entered()
    with database.unit(by=PLATFORM, at=NOON) as uow:
        traders.ensure_account(uow, BELA.organisation, role=Role.DECLARANT)
    with database.unit(by=BELA, at=NOON) as uow:
        assessed = self_assessments.begin(uow, tier=1).number
        applied = aeo.begin(uow, tier=1).number
        document = documents.begin(uow, "RTA-TN", {})
        lodged = declarations.lodge(uow, drafted(sent), through=Channel.API, original=json.dumps(sent).encode())
        filing = cargo_reports.lodge(uow, entered_report(MASTER), original=b"asked by the access matrix")
        hook = webhooks.add(uow, address="https://example.org/notices", form="json", kinds=())
        traders.propose(uow, Particulars((Name("Bela Trading"),)), because="asked by the access matrix")
        correction = traders_asked.corrections(uow)[0][0].number
        sent_in = intake.accept(uow, b"asked by the access matrix", name="a", way=Way.HTTPS)
        expected = crossing.expect(
            uow, a_truck(1, at=NOON, not_after=NOON + timedelta(days=36_500))
        ).bundle  # asked for by the clock
        carried = a_consignment(uow, expected_on=day_of(NOON).isoformat()).number
        bundled = road_cargo.bundle(uow, a_road_truck(uow).number, a_trip(exempt="post"), way=RoadWay.API).number
        refused = declarations.keep_refused(
            uow,
            NotFound(sentence("Sign in"), mend=sentence("Sign in")),
            original=b"asked by the access matrix",
            form=Form.JSON,
        ).number
    review = begun(database, about=lodged.number).number
    because = {"because": "asked by the access matrix"}
    return Things(
        numbers={
            "/crossing/mine": expected,
            "/api/v1/crossing/mine": expected,
            "/webhooks": hook.number,
            "/api/v1/webhooks": hook.number,
            "/my-business/corrections": correction,
            "/api/v1/my-business/corrections": correction,
            "/intake": sent_in.number,
            "/api/v1/intake": sent_in.number,
            "/cargo-reports": filing.number,
            "/api/v1/cargo-reports": filing.number,
            "/road-cargo/bundles": bundled,
            "/api/v1/road-cargo/bundles": bundled,
            "/road-cargo": carried,
            "/api/v1/road-cargo": carried,
            "/own-reviews": review,
            "/api/v1/own-reviews": review,
            "/declarations/refused": refused,
            "/api/v1/declaration-refusals": refused,
            "/declarations": lodged.number,
            "/api/v1/declarations": lodged.number,
            "/aeo/applications": applied,
            "/api/v1/aeo/applications": applied,
            "/self-assessments": assessed,
            "/api/v1/self-assessments": assessed,
            "/documents": document,
            "/api/v1/documents": document,
        },
        bodies={
            "PUT /api/v1/documents/{number}": {"content": {}, "version": 1, **because},
            "POST /api/v1/documents/{number}/withdraw": because,
            "POST /api/v1/documents/{number}/messages": {"text": "asked by the access matrix"},
            "POST /api/v1/documents/{number}/links": {"relation": "declared_by", "other": "none"},
            "PUT /api/v1/declarations/{number}": {"declaration": sent, "version": 1, **because},
            "PUT /api/v1/road-cargo/{number}": {"cargo": cargo(), "version": 1},
            "POST /api/v1/road-cargo/{number}/withdrawal": because,
            "POST /api/v1/road-cargo/bundles/{number}/withdrawal": because,
            "POST /api/v1/road-cargo/bundles/{number}/return": because,
            "PUT /api/v1/cargo-reports/{number}": {"report": MASTER, "version": 1},
            "POST /api/v1/aeo/applications/{number}": {"form": {}},
            "POST /api/v1/webhooks/{number}": {"address": "https://example.org/notices", "form": "json", "kinds": []},
            "POST /api/v1/webhooks/{number}/pause": {"paused": True},
            "POST /api/v1/self-assessments/{number}": {"answers": {}},
            "POST /api/v1/cargo-reports/{number}/withdrawal": because,
            "POST /api/v1/declarations/{number}/withdrawal": because,
            "POST /api/v1/own-reviews/{number}/withdrawal": because,
            "POST /api/v1/own-reviews/{number}/appeal": because,
            "POST /api/v1/declarations/{number}/release": because,
            "POST /api/v1/declarations/{number}/detention": because,
        },
    )
