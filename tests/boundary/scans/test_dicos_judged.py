"""An independent toolkit judges our DICOS files: pyDICOS (MIT, around Stratovan's toolkit). Not locked: `pip install pydicos` to run it."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from smartcustoms.boundary.scans import dicos
from smartcustoms.boundary.scans.decoding import read_report, read_scan
from smartcustoms.boundary.scans.model import Decision, Report, ReportKind
from tests.boundary.scans.test_dicos import AT, DIGEST, KNIFE, TWO_VIEWS

_WHY = "the independent toolkit is not installed: pip install pydicos"
pydicos: Any = pytest.importorskip("pydicos", reason=_WHY)
kit: Any = pytest.importorskip("pyDICOS", reason=_WHY)


def test_it_reads_our_images_with_equal_counts(tmp_path: Path) -> None:
    for name, content in dicos.dx_files(TWO_VIEWS, DIGEST, at=AT).items():
        (tmp_path / name).write_bytes(content)
        assert (pydicos.DXLoader(tmp_path / name).get_data() == read_scan(content).views[0].high).all()


@pytest.mark.parametrize("kind", [ReportKind.MACHINE, ReportKind.OPERATOR, ReportKind.GROUND_TRUTH])
def test_it_reads_our_reports_with_boxes_polygons_masks_and_scores(tmp_path: Path, kind: ReportKind) -> None:
    said = Report(kind, Decision.ALARM, (KNIFE,), ("texture 1",), "amina", AT)
    (tmp_path / "report.dcs").write_bytes(dicos.report_file(said, TWO_VIEWS, DIGEST, at=AT))
    told = pydicos.TDRLoader(tmp_path / "report.dcs").get_data()
    assert str(told["AlarmDecision"]) == "ALARM_DECISION.enumAlarm"
    found = told["PTOs"][0]
    assert (found["Base"]["x"], found["Base"]["y"], found["Extent"]["x"], found["Extent"]["y"]) == KNIFE.box
    assert [(int(each["x"]), int(each["y"])) for each in found["Polygon"]] == list(KNIFE.corners)
    assert found["Bitmap"].sum() == 19
    assert str(found["Assessment"]["category"]) == "THREAT_CATEGORY.enumProhibitedItem"
    assert str(found["Assessment"]["flag"]) == "ASSESSMENT_FLAG.enumThreat"
    assert found["Assessment"]["probability"] == 0.5


@pytest.mark.parametrize("syntax", ["enumLittleEndianExplicit", "enumLosslessRLE", "enumLosslessJPEG"])
def test_we_read_its_volumes(tmp_path: Path, syntax: str) -> None:
    values = np.random.default_rng(1).integers(0, 2000, (6, 8, 10), dtype=np.uint16)
    made = pydicos.CTLoader()
    made.set_data([values])
    day, time = kit.DcsDate(2026, 11, 29), kit.DcsTime(10, 11, 12, 0)
    made.SetOOIType(kit.OBJECT_OF_INSPECTION_TYPE.enumTypeBaggage)
    made.SetImageAcquisitionDateAndTime(day, time)
    made.SetContentDateAndTime(day, time)
    made.SetImageAcquisitionDuration(1.0)
    made.SetPhotometricInterpretation(kit.CT.PHOTOMETRIC_INTERPRETATION.enumMonochrome2)
    made.SetImageType(kit.CT.OOI_IMAGE_CHARACTERISTICS.enumHighEnergy, kit.CT.IMAGE_FLAVOR.enumVolume)
    made.GetSectionByIndex(0).SetKVP(160.0)
    wrong = kit.ErrorLog()
    file = str(tmp_path / "volume.dcs")
    assert made.Write(kit.Filename(file), wrong, getattr(kit.CT.TRANSFER_SYNTAX, syntax)), wrong.GetErrorLog().Get()
    top = read_scan(Path(file).read_bytes()).views[0]
    assert np.allclose(-np.log(top.high / top.air), 0.19 * values.sum(1).T / 1000 / 10, atol=1e-3)


def test_we_read_its_reports(tmp_path: Path) -> None:
    moment = {"date": (2026, 11, 29), "time": (10, 11, 12, 0)}
    made = pydicos.TDRLoader()
    assessment = {
        "flag": kit.ASSESSMENT_FLAG.enumHighThreat,
        "category": kit.THREAT_CATEGORY.enumContraband,
        "description": "cigarettes",
        "probability": 0.25,
    }
    # The loader hands z, y, x to points that are x, y, z: told so here that x is the column.
    place = {
        "Base": {"z": 10, "y": 5, "x": 0},
        "Extent": {"z": 7, "y": 3, "x": 1},
        "Bitmap": np.ones((7, 3, 1), np.uint8),
    }
    image = {"SopClassUID": "1.2.840.10008.5.1.4.1.1.501.2.2", "SopInstanceUID": "2.25.777"}
    spent = {"ProcessingStartTime": moment, "ProcessingEndTime": moment, "fTotalTimeMS": 5.0}
    threat = {"ID": 1, "Assessment": assessment, "ReferencedInstance": image, "PTOProcessingTime": spent, **place}
    made.set_data(
        {
            "InstanceNumber": 1,
            "InstanceUID": "2.25.12345",
            "OOIID": "BAG1",
            "ContentDateAndTime": moment,
            "ProcessingTime": 100,
            "ScanType": kit.SCAN_TYPE.enumOperational,
            "AlarmDecision": kit.ALARM_DECISION.enumAlarm,
            "AlarmDecisionDateTime": moment,
            "ImageScaleRepresentation": 1,
            "ATR": {"manufacturer": "Maker", "version": "1", "parameters": {"a": "b"}},
            "TDRType": kit.TDR_TYPE.enumMachine,
            "OOIType": kit.OBJECT_OF_INSPECTION_TYPE.enumTypeBaggage,
            "PTOs": [threat],
        }
    )
    made.write(tmp_path / "report.dcs")
    read = read_report((tmp_path / "report.dcs").read_bytes())
    assert read.about == ("2.25.777",)
    assert (read.threats[0].box, read.threats[0].label, read.threats[0].score) == ((10, 5, 7, 3), "cigarettes", 0.25)
