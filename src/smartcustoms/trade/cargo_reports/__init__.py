"""What cargo does a carrier or forwarder report, do master and house agree, and which declaration covers which bill?

Law and standards: Revised Kyoto Convention, Specific Annex A 1 (formalities prior to lodgement); SAFE Framework (advance cargo
information); UN/EDIFACT CUSCAR and CUSREP, IATA Cargo-XML (XFWB, XFZB), IATA ONE Record. Air and sea; road has its own filings.
A file in any format (`from_*.py`) → one `Report` (`checking.py`) → kept by its filer (`actions.py`); what two filers say differently
is found in `discrepancies.py`, which declaration covers a bill in `matching.py`. Open first: `model.py`.
"""
