"""Threat detection reports: ours taken as DICOS and read again, others' brought to the scan they are about."""

import io
import zipfile

import numpy as np
import pytest

from smartcustoms.boundary.detection import actions, queries
from smartcustoms.boundary.detection.model import Outcome, ReportUnfit, Verdict
from smartcustoms.boundary.scans import actions as scans
from smartcustoms.boundary.scans.decoding import read_report
from smartcustoms.boundary.scans.model import Decision, Flag, ReportKind
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.files.object_gateway import Objects
from smartcustoms.kernel.settings import Settings
from tests.boundary.detection.test_deciding import GUN, place, with_a_gun
from tests.boundary.scans.dicos_made import a_report, a_volume
from tests.cast import AMINA, BELA, DAOUD
from tests.conftest import NOON
from tests.web_client import client

__all__ = ["place"]


def test_alarms_and_decisions_are_taken_as_reports_and_a_second_officer_does_not_see_the_first_ones(
    database: Database, settings: Settings, place: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = with_a_gun(database, place, monkeypatch)
    with database.unit(by=AMINA, at=NOON) as uow:
        actions.open_scan(uow, number)
        actions.decide(uow, number, Outcome.SUSPECT, verdicts={0: Verdict.RIGHT})

    def taken(officer: object) -> dict[str, bytes]:
        with client(database, settings, as_=officer) as web:  # type: ignore[arg-type]
            answer = web.get(f"/files/scan-alarms/{number}/dicos.zip")
            assert answer.status_code == 200
            with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
                return {name: packed.read(name) for name in packed.namelist()}

    assert set(taken(DAOUD)) == {"machine.dcs"}
    own = taken(AMINA)
    assert set(own) == {"machine.dcs", "officer-1.dcs"}
    machine, officer = read_report(own["machine.dcs"]), read_report(own["officer-1.dcs"])
    assert (machine.kind, machine.decision) == (ReportKind.MACHINE, Decision.ALARM)
    assert (machine.threats[0].box, machine.threats[0].mask) == (GUN.box, GUN.mask)
    assert machine.threats[0].score == pytest.approx(GUN.score, abs=1e-6)
    assert (officer.kind, officer.decision, officer.threats[0].flag) == (
        ReportKind.OPERATOR,
        Decision.ALARM,
        Flag.THREAT,
    )
    with client(database, settings, as_=AMINA) as amina:  # our own report comes back to its scan
        sent = {"file": ("machine.dcs", own["machine.dcs"], "application/dicom")}
        page = f"/scans/{number}/alarms"
        assert amina.fill(f"{page}/reports", {}, page=page, files=sent).status_code == 303
        assert amina.get(f"/api/v1{page}/reports").json()[0]["threats"][0]["box"] == list(GUN.box)
    with client(database, settings, as_=BELA) as bela:
        assert bela.get(f"/files/scan-alarms/{number}/dicos.zip").status_code == 403


def test_a_report_on_a_volume_is_told_on_its_projections_once(
    database: Database, settings: Settings, place: Objects
) -> None:
    volume = a_volume(np.ones((30, 40, 50), np.uint16), uid="1.2.77")
    report = a_report("1.2.77", [((3, 4, 5), (6, 7, 8))])
    with database.unit(by=AMINA, at=NOON) as uow:
        number = scans.bring(uow, volume, name="bag.dcs", through=place).number
        actions.judge(uow, number, through=place)
        for _ in (1, 2):
            actions.bring_report(uow, number, report, name="report.dcs", through=place)
        found = queries.reports(uow, number)
        with pytest.raises(ReportUnfit, match="another scan"):
            actions.bring_report(uow, number, a_report("1.2.78", [((0, 0, 0), (1, 1, 1))]), name="x", through=place)
        with pytest.raises(ReportUnfit, match="no image"):
            actions.bring_report(uow, number, a_report("1.2.77", []), name="x", through=place)
    assert len(found) == 1
    assert [(each.view, each.box) for each in found[0].report.threats] == [(0, (5, 3, 8, 6)), (1, (5, 4, 8, 7))]
    with client(database, settings, as_=AMINA) as amina:
        page = f"/scans/{number}/alarms"
        for language in ("en", "zh-Hant", "zh-Hans"):
            assert "block" in amina.get(page, params={"lang": language}).text
        sent = {"file": ("x", b"no report", "application/dicom")}
        amina.get(page, params={"lang": "en"})
        refused = amina.fill(f"{page}/reports", {}, page=page, files=sent)
        assert (refused.status_code, "no DICOS threat detection report" in refused.text) == (422, True)


def test_what_officers_of_other_systems_found_is_told_when_ours_have_decided(
    database: Database, place: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = with_a_gun(database, place, monkeypatch)
    with database.unit(by=AMINA, at=NOON) as uow:
        from smartcustoms.boundary.scans import queries as scans_asked

        kept = scans_asked.scan(uow, number)
        image = scans_asked.instances(scans_asked.package_of(uow, kept, through=place), kept)[0]
        content = a_report(image, [((3, 4, 0), (6, 7, 1))], TDRType="OPERATOR")
        actions.bring_report(uow, number, content, name="report.dcs", through=place)
        assert len(queries.reports(uow, number)) == 1, "who brought it has seen it"
    with database.unit(by=DAOUD, at=NOON) as uow:
        assert not queries.reports(uow, number)
        actions.open_scan(uow, number)
        actions.decide(uow, number, Outcome.CLEAR, verdicts={0: Verdict.FALSE})
