"""DICOS files as other systems write them, for tests: volumes and threat detection reports."""

import io
from typing import Any

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

CT, TDR = "1.2.840.10008.5.1.4.1.1.501.1", "1.2.840.10008.5.1.4.1.1.501.3"


def begun(sop_class: str, uid: str = "1.2.3.4") -> FileDataset:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = sop_class, uid  # type: ignore[assignment]
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made = FileDataset("x.dcs", {}, file_meta=meta, preamble=bytes(128))
    made.SOPClassUID, made.SOPInstanceUID, made.Manufacturer = sop_class, uid, "Example"
    return made


def written(made: FileDataset) -> bytes:
    out = io.BytesIO()
    pydicom.dcmwrite(out, made, enforce_file_format=True)
    return out.getvalue()


def a_volume(
    values: Any, unit: str = "MHU", spacing: tuple[float, float, float] = (2.0, 1.0, 5.0), **changes: Any
) -> bytes:
    """Write a CT volume of (slices, rows, columns) with its spacing in mm: rows, columns, slices."""
    made = begun(CT, changes.pop("uid", "1.2.3.4"))
    made.Modality, made.NumberOfFrames = "CT", str(len(values))
    made.Rows, made.Columns = values.shape[1:]
    made.SamplesPerPixel, made.PhotometricInterpretation, made.PixelRepresentation = 1, "MONOCHROME2", 0
    made.BitsAllocated, made.BitsStored, made.HighBit = 16, 16, 15
    measured, scaled, shared = Dataset(), Dataset(), Dataset()
    measured.PixelSpacing, measured.SliceThickness = list(spacing[:2]), spacing[2]
    scaled.RescaleIntercept, scaled.RescaleSlope, scaled.RescaleType = ("-1000" if unit == "HU" else "0"), "1", unit
    shared.PixelMeasuresSequence, shared.PixelValueTransformationSequence = [measured], [scaled]
    made.SharedFunctionalGroupsSequence = [shared]
    made.PixelData = np.asarray(values).astype("<u2").tobytes()
    for name, value in changes.items():
        setattr(made, name, value)
    return written(made)


def a_report(image: str, places: list[tuple[tuple[int, int, int], tuple[int, int, int]]], **changes: Any) -> bytes:
    """Write a machine's report on one image: for each object its base and extents."""
    made = begun(TDR)
    made.TDRType, made.AlarmDecision, made.AlarmDecisionTime = "MACHINE", "ALARM", "20261129101500+0800"
    threats = []
    for number, (base, extents) in enumerate(places, 1):
        seen, where, shown, said, each = Dataset(), Dataset(), Dataset(), Dataset(), Dataset()
        seen.ReferencedSOPClassUID, seen.ReferencedSOPInstanceUID = CT, image
        where.ThreatROIBase, where.ThreatROIExtents = [float(n) for n in base], [float(n) for n in extents]
        shown.ReferencedInstanceSequence, shown.ThreatROIVoxelSequence = [seen], [where]
        said.ThreatCategory, said.ThreatCategoryDescription = "EXPLOSIVE", "block"
        said.ATDAssessmentFlag, said.ATDAssessmentProbability = "HIGH_THREAT", 0.75
        each.PotentialThreatObjectID, each.PTORepresentationSequence = number, [shown]
        each.ATDAssessmentSequence = [said]
        threats.append(each)
    made.ThreatSequence = threats
    for name, value in changes.items():
        setattr(made, name, value)
    return written(made)
