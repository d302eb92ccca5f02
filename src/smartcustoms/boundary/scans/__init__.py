"""Scans: what did the X-ray scanner see, and is it still what it sent?

Keeps any scanner's images: our own package (docs/how-to/write-a-scan-package.md), DICOS and DICOM DX and CT, PNG, TIFF and JPEG.
The original is kept unchanged by its hash; files of strangers are decoded in a limited child process.
Simulated scans come with their truth in a file apart.
Standards: shaped after the content of WCO's Unified File Format, never claimed certified; NEMA IIC 1 (DICOS) DX, CT and TDR.
Open first: `model.py`, then `package.py`.
"""
