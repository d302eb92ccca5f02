"""Scans and what was found in them as DICOS files: images (DX) and threat detection reports (TDR). Pure.

Standard: NEMA IIC 1 (DICOS), v03. Written from its public descriptions and held against an independent toolkit, which reads both
(tests/boundary/scans/test_dicos_judged.py); never claimed certified. A DX has one energy, so a view of two is two files of one series.
Places of threats are column, row, frame, as the toolkit's points are x, y, z (assumed).
"""

import hashlib
import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from smartcustoms.boundary.scans.model import (
    Counts,
    Flag,
    Format,
    Kind,
    Package,
    Report,
    ReportKind,
    Threat,
)
from smartcustoms.imaging.beams import is_beam

if TYPE_CHECKING:
    from pydicom.dataset import Dataset, FileDataset

_DX: Final = "1.2.840.10008.5.1.4.1.1.501.2.2"  # for processing: counts, no look
_TDR: Final = "1.2.840.10008.5.1.4.1.1.501.3"
_WRITER: Final = "2.25.164783201127405530921866430511846027219"
_OF_BAG: Final = frozenset({Kind.BAG, Kind.PARCEL})


def dx_files(read: Package, digest: str, *, at: datetime) -> dict[str, bytes]:
    """Write each view and energy of a scan as a DX file, by name.

    Args:
        read: the scan.
        digest: the hash of its original, from which its identifiers follow: the same scan has the same ones for ever.
        at: when the files are written; stands for the time of the scan where the scan does not say it.
    """
    made = {}
    for place, view in enumerate(read.views):
        for energy, counts in (("high", view.high), ("low", view.low)):
            if counts is not None:
                made[f"view-{place + 1}-{energy}.dcs"] = _bytes(_dx(read, digest, place, energy, counts, at))
    return made


def instance(read: Package, digest: str, place: int, energy: str = "high") -> str:
    """Give the identifier of a view: the one its file came with, else that of the DX file `dx_files` writes of it."""
    came = read.more.get("instance") if read.format is Format.DICOM and energy == "high" else None
    return str(came) if came else _uid(digest, place, energy)


def report_file(report: Report, read: Package, digest: str, *, at: datetime) -> bytes:
    """Write what was found in a scan as a threat detection report that names the scan's files.

    Args:
        report: what was found.
        read: the scan.
        digest: the hash of its original.
        at: when the report is written.
    """
    named = f"{report.by}:{report.decided_at}:{report.kind.value}"
    made = _begun(_TDR, _uid(digest, 0, named), digest, read, at)
    made.Modality, made.SeriesInstanceUID = "TDR", _uid(digest, 0, "reports")
    made.ContentDate, made.ContentTime = _day(at), _time(at)
    made.TDRType, made.AlarmDecision = report.kind.value.replace("_", " "), report.decision.value
    spent = (report.decided_at or at).strftime("%Y%m%d%H%M%S.%f")
    made.AlarmDecisionTime = f"{spent}+0000"
    made.AbortFlag, made.NumberOfTotalObjects = "SUCCESS", len(report.threats)
    made.NumberOfAlarmObjects = sum(each.flag in {Flag.THREAT, Flag.HIGH_THREAT} for each in report.threats)
    # Maker and version first, then parameters: without the two the toolkit refuses a machine's report.
    made.ThreatDetectionAlgorithmAndVersion = [
        "Smart Customs",
        "1",
        *(f"-method={each}"[:64] for each in report.methods),
    ]
    made.TotalProcessingTime, made.AdditionalScreeningPerformed = 0.0, "NO"
    made.add_new(
        0x40101075, "FD", 1.0
    )  # the dictionary has text here, the toolkit a number: places are in the image's own pixels
    if report.kind is ReportKind.OPERATOR:
        made.OperatorIdentificationSequence = [_person(report.by)]
    made.ThreatSequence = [_threat(n, each, read, digest, spent) for n, each in enumerate(report.threats, 1)]
    made.ReferencedStudySequence = [_reference(_DX, instance(read, digest, n)) for n in range(len(read.views))]
    return _bytes(made)


def _threat(number: int, threat: Threat, read: Package, digest: str, spent: str) -> "Dataset":
    from pydicom.dataset import Dataset

    left, top, wide, high = threat.box
    where = Dataset()
    where.ThreatROIBase, where.ThreatROIExtents = [float(left), float(top), 0.0], [float(wide), float(high), 1.0]
    where.ThreatROIBitmap = bitmap(threat.mask or (0, wide * high))
    shown = Dataset()
    shown.ReferencedInstanceSequence = [_reference(_DX, instance(read, digest, threat.view))]
    shown.ThreatROIVoxelSequence = [where]
    if threat.corners:
        shown.BoundingPolygon = [float(value) for column, row in threat.corners for value in (column, row, 0)]
    said = Dataset()
    said.ThreatCategory, said.ThreatCategoryDescription = threat.category, threat.label[:200]
    said.ATDAbilityAssessment, said.ATDAssessmentFlag = "NO_INTERFERENCE", threat.flag.value
    said.ATDAssessmentProbability = threat.score if threat.score is not None else -1.0
    made = Dataset()
    for tag, kind, value in ((0x40101080, "DT", spent), (0x40101081, "DT", spent), (0x40101082, "FL", 0.0)):
        made.add_new(tag, kind, value)  # begin, end and length of the work on it: not measured by object
    made.PotentialThreatObjectID, made.PTORepresentationSequence, made.ATDAssessmentSequence = number, [shown], [said]
    return made


def bitmap(mask: Sequence[int]) -> bytes:
    """Write a mask's runs as bits, the lowest bit first, of even length.

    >>> bitmap((1, 3)).hex()
    '0e00'
    """
    flat = np.repeat(np.arange(len(mask)) % 2, mask)
    packed = np.packbits(flat.astype(np.uint8), bitorder="little").tobytes()
    return packed + bytes(len(packed) % 2)


def _dx(read: Package, digest: str, place: int, energy: str, counts: Counts, at: datetime) -> "FileDataset":
    view = read.views[place]
    made = _begun(_DX, instance(read, digest, place, energy), digest, read, at)
    made.Modality, made.SeriesInstanceUID, made.InstanceNumber = "DX", _uid(digest, place, "series"), place + 1
    made.SeriesDescription, made.ImageComments = view.name[:64], f"count in air {view.air}"
    made.ImageType = ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"]
    made.ContentDate, made.ContentTime, made.AcquisitionDate, made.AcquisitionTime = (
        _day(at),
        _time(at),
        _day(at),
        _time(at),
    )
    made.AcquisitionDateTime = at.strftime("%Y%m%d%H%M%S.%f")
    made.PresentationIntentType, made.ImageLaterality = "FOR PROCESSING", "U"
    made.LowEnergyDetectors, made.HighEnergyDetectors = ("YES", "NO") if energy == "low" else ("NO", "YES")
    made.KVP, made.XRayTubeCurrentInuA = _volts(read.beam), "0"
    made.PixelIntensityRelationship, made.PixelIntensityRelationshipSign = "LIN", 1
    made.RescaleIntercept, made.RescaleSlope, made.RescaleType = "0", "1", "US"
    made.PresentationLUTShape, made.BurnedInAnnotation, made.LossyImageCompression = "IDENTITY", "NO", "00"
    made.SamplesPerPixel, made.PhotometricInterpretation, made.PixelRepresentation = 1, "MONOCHROME2", 0
    made.Rows, made.Columns = counts.shape
    made.BitsAllocated, made.BitsStored, made.HighBit = 16, 16, 15
    made.PixelSpacing = made.ImagerPixelSpacing = [f"{view.row_mm:.4f}", f"{view.column_mm:.4f}"]
    made.DetectorType, made.AcquisitionContextSequence = "SCINTILLATOR", []
    made.ImageOrientationPatient, made.ImagePositionPatient = ["1", "0", "0", "0", "1", "0"], ["0", "0", "0"]
    made.PixelSpacingCalibrationDescription = "as the scan says"
    made.add_new(0x00080118, "CS", "MACHINE")  # the origin; the dictionary has an identifier here
    made.add_new(0x00082108, "CS", "LHS")
    made.add_new(0x43000902, "FL", 0.0)  # effective energy, not known
    made.PixelData = counts.astype("<u2").tobytes()
    return made


def _begun(sop_class: str, uid: str, digest: str, read: Package, at: datetime) -> "FileDataset":
    """Begin a file: what an image and a report have in common."""
    from pydicom.dataset import FileDataset, FileMetaDataset
    from pydicom.uid import UID, ExplicitVRLittleEndian

    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = UID(sop_class), UID(uid)
    meta.TransferSyntaxUID, meta.ImplementationClassUID = ExplicitVRLittleEndian, UID(_WRITER)
    meta.add_new(0x00020004, "CS", "V03")
    made = FileDataset("", {}, file_meta=meta, preamble=bytes(128))
    made.SOPClassUID, made.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    made.InstanceCreationDate, made.InstanceCreationTime = _day(at), _time(at)
    made.StudyDate, made.StudyTime, made.SeriesDate, made.SeriesTime = _day(at), _time(at), _day(at), _time(at)
    made.DateOfLastCalibration, made.TimeOfLastCalibration = _day(at), _time(at)
    maker = read.scanner[:64] or "unknown"
    made.Manufacturer, made.ManufacturerModelName = maker, "simulated" if read.simulated else "unknown"
    for name in ("InstitutionName", "StationName", "DeviceSerialNumber", "SoftwareVersions", "StudyID"):
        setattr(made, name, "unknown")
    made.InstitutionAddress, made.SpecificCharacterSet = "unknown", "ISO_IR 192"
    made.StudyInstanceUID, made.FrameOfReferenceUID = _uid(digest, 0, "study"), _uid(digest, 0, "frame")
    made.PositionReferenceIndicator, made.InstanceNumber = "", 1
    made.PatientID, made.IssuerOfPatientID, made.TypeOfPatientID = read.subject[:64] or "unknown", "unknown", "TEXT"
    made.PatientSex, made.AlgorithmRoutingCodeSequence, made.OtherPatientIDsSequence = "U", [], []
    made.DICOSVersion, made.AcquisitionStatus, made.ScanType = "V03", "SUCCESSFUL", "OPERATIONAL"
    made.OOIType = "BAGGAGE" if read.kind in _OF_BAG else "CARGO"
    return made


def _person(number: str) -> "Dataset":
    """Name an officer by his number, never by his name."""
    from pydicom.dataset import Dataset

    made, codes = Dataset(), []
    for value, meaning in ((number[-16:] or "unknown", "officer"), ("NUMBER", "kind of the identifier")):
        code = Dataset()
        code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = value, "99SMARTCUSTOMS", meaning
        codes.append(code)
    made.PersonIdentificationCodeSequence, made.InstitutionName = codes, "Customs"
    return made


def _reference(sop_class: str, uid: str) -> "Dataset":
    from pydicom.dataset import Dataset

    made = Dataset()
    made.ReferencedSOPClassUID, made.ReferencedSOPInstanceUID = sop_class, uid
    return made


def _bytes(made: "FileDataset") -> bytes:
    import pydicom

    out = io.BytesIO()
    pydicom.dcmwrite(out, made, enforce_file_format=True)
    return out.getvalue()


def _uid(digest: str, place: int, named: str) -> str:
    """Make an identifier (2.25 and 128 bits) that follows from the scan and from what it names."""
    hashed = hashlib.sha256(f"{digest}:{place}:{named}".encode()).digest()
    return f"2.25.{int.from_bytes(hashed[:16], 'big')}"


def _volts(beam: str) -> str:
    """Give a beam's kilovolts (a linac's megavolts as kilovolts); 0 where it is not known."""
    if not is_beam(beam):
        return "0"
    number = int("".join(each for each in beam if each.isdigit()))
    return str(number * 1000 if beam.startswith("mev") else number)


def _day(at: datetime) -> str:
    return at.strftime("%Y%m%d")


def _time(at: datetime) -> str:
    return at.strftime("%H%M%S.%f")
