"""What goods does a truck carry across the land boundary, and is it told to go or to come for inspection?

The eight items of Road Cargo Information (ROCARS, now the road mode of the Trade Single Window): a shipper lodges a
consignment and gets a customs cargo reference number; the trucker bundles references to the truck at least half an hour
ahead; risk assesses on bundling; the truck is told go or inspect. SAFE Framework (advance cargo information); Revised
Kyoto Convention, Specific Annex A 1. Reports of air and sea are in trade/cargo_reports. Open first: `model.py`, `windows.py`.
"""
