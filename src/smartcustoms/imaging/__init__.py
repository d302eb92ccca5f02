"""Imaging: the physics of X-ray images as pure functions on arrays. No database, no web, nothing of ours but itself.

Forward: `materials.py` (attenuation) and `beams.py` (spectra) → `solids.py` and `catalogue/` (things with exact shapes) → `tracing.py`
(path length of each ray through each material; `grains.py`: poured goods) → `detector.py` (16-bit signals with noise and faults).
`scenes.py` does it all from a seed.
Backward: `decompose.py` (effective atomic number and areal density), `segments.py`, `textures.py`, `granular.py` (what alarms are made of),
`registration.py` and `difference.py` (two scans of one vehicle), `colour.py` (pictures).

Lengths are in mm, energies in keV, masses in g or kg, areal densities in g/cm²; names say so. Images are (rows, columns): columns run
along the belt or the road, rows along the detector. Everything simulated is called simulated. Open first: `scenes.py`.
"""
