"""Files in every format, each telling of the same kind of goods; and reports as they are entered."""

import json
from typing import Any

from tests.kernel.edifact.builders import CUSCAR

MASTER: dict[str, Any] = {
    "mode": "air",
    "level": "master",
    "bill": "160-12345675",
    "carrier": "CX",
    "voyage": "CX250",
    "origin": "LHR",
    "destination": "HKG",
    "pieces": 12,
    "gross_mass_kg": "340.5",
    "goods": "CONSOLIDATION AS PER ATTACHED LIST",
    "consignor": {"name": "London Forwarders", "country": "GB"},
    "consignee": {"name": "Harbour Forwarders", "country": "HK"},
    "consolidated": True,
    "houses": [
        {"bill": "H-1", "pieces": 5, "gross_mass_kg": "140.5", "consignee": "Bela Trading"},
        {"bill": "H-2", "pieces": 7, "gross_mass_kg": "200"},
    ],
}
HOUSE: dict[str, Any] = {
    "mode": "air",
    "level": "house",
    "bill": "H-1",
    "master": "16012345675",
    "origin": "LHR",
    "destination": "HKG",
    "pieces": 5,
    "gross_mass_kg": "140.5",
    "goods": "Woollen coats for men",
    "consignor": {"name": "Tailors of London", "country": "GB"},
    "consignee": {"name": "BELA TRADING LTD", "country": "HK"},
}
XFWB = b"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:Waybill xmlns:rsm="iata:waybill:1" xmlns:ram="iata:datamodel:3">
 <rsm:MessageHeaderDocument><ram:ID>160-12345675</ram:ID><ram:TypeCode>740</ram:TypeCode></rsm:MessageHeaderDocument>
 <rsm:BusinessHeaderDocument><ram:ID>160-12345675</ram:ID></rsm:BusinessHeaderDocument>
 <rsm:MasterConsignment>
  <ram:IncludedTareGrossWeightMeasure unitCode="LBR">100</ram:IncludedTareGrossWeightMeasure>
  <ram:TotalPieceQuantity>4</ram:TotalPieceQuantity>
  <ram:ConsignorParty><ram:Name>Tailors of London</ram:Name><ram:PostalStructuredAddress><ram:StreetName>1 Row</ram:StreetName>
   <ram:CountryID>GB</ram:CountryID></ram:PostalStructuredAddress></ram:ConsignorParty>
  <ram:ConsigneeParty><ram:Name>Bela Trading</ram:Name><ram:PostalStructuredAddress>
   <ram:CountryID>HK</ram:CountryID></ram:PostalStructuredAddress></ram:ConsigneeParty>
  <ram:OriginLocation><ram:ID>LHR</ram:ID></ram:OriginLocation>
  <ram:FinalDestinationLocation><ram:ID>HKG</ram:ID></ram:FinalDestinationLocation>
  <ram:SpecifiedLogisticsTransportMovement><ram:ID>CX250</ram:ID>
   <ram:UsedLogisticsTransportMeans><ram:Name>CX</ram:Name></ram:UsedLogisticsTransportMeans></ram:SpecifiedLogisticsTransportMovement>
  <ram:ApplicableRating><ram:IncludedMasterConsignmentItem><ram:TypeCode>620111</ram:TypeCode>
   <ram:NatureIdentificationTransportCargo><ram:Identification>WOOLLEN COATS</ram:Identification></ram:NatureIdentificationTransportCargo>
  </ram:IncludedMasterConsignmentItem></ram:ApplicableRating>
 </rsm:MasterConsignment>
</rsm:Waybill>
"""
XFZB = b"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:HouseWaybill xmlns:rsm="iata:housewaybill:1" xmlns:ram="iata:datamodel:3">
 <rsm:MessageHeaderDocument><ram:ID>H-1</ram:ID><ram:TypeCode>703</ram:TypeCode></rsm:MessageHeaderDocument>
 <rsm:BusinessHeaderDocument><ram:ID>H-1</ram:ID></rsm:BusinessHeaderDocument>
 <rsm:MasterConsignment>
  <ram:TotalPieceQuantity>12</ram:TotalPieceQuantity>
  <ram:TransportContractDocument><ram:ID>160-12345675</ram:ID></ram:TransportContractDocument>
  <ram:OriginLocation><ram:ID>LHR</ram:ID></ram:OriginLocation>
  <ram:FinalDestinationLocation><ram:ID>HKG</ram:ID></ram:FinalDestinationLocation>
  <ram:IncludedHouseConsignment>
   <ram:GrossWeightMeasure unitCode="KGM">140.5</ram:GrossWeightMeasure>
   <ram:TotalPieceQuantity>5</ram:TotalPieceQuantity>
   <ram:ConsignorParty><ram:Name>Tailors of London</ram:Name></ram:ConsignorParty>
   <ram:ConsigneeParty><ram:Name>Bela Trading</ram:Name></ram:ConsigneeParty>
   <ram:SummaryDescription>Woollen coats</ram:SummaryDescription>
  </ram:IncludedHouseConsignment>
 </rsm:MasterConsignment>
</rsm:HouseWaybill>
"""
ONE_RECORD = json.dumps(
    {
        "@context": {"cargo": "https://onerecord.iata.org/ns/cargo#"},
        "@graph": [
            {
                "@id": "w1",
                "@type": "cargo:Waybill",
                "cargo:waybillType": {"@id": "cargo:HOUSE"},
                "cargo:waybillNumber": "H-1",
                "cargo:masterWaybill": {"@type": "cargo:Waybill", "cargo:waybillPrefix": "160", "@id": "m1"},
                "cargo:shipment": {"@id": "s1"},
                "cargo:departureLocation": {"cargo:locationCodes": [{"cargo:code": "LHR"}]},
                "cargo:arrivalLocation": {"cargo:locationCodes": [{"cargo:code": "HKG"}]},
                "cargo:involvedParties": [
                    {
                        "cargo:partyRole": {"@id": "cargo:SHP"},
                        "cargo:partyDetails": {"cargo:name": "Tailors of London"},
                    },
                    {"cargo:partyRole": {"@id": "cargo:CNE"}, "cargo:partyDetails": {"cargo:name": "Bela Trading"}},
                ],
            },
            {
                "@id": "s1",
                "@type": "cargo:Shipment",
                "cargo:goodsDescription": "Woollen coats",
                "cargo:totalGrossWeight": {
                    "cargo:unit": "KGM",
                    "cargo:numericalValue": {"@type": "xsd:double", "@value": 140.5},
                },
                "cargo:pieces": [{"@id": "p1"}, {"@id": "p2"}],
            },
        ],
    }
).encode()
ONE_RECORD = ONE_RECORD.replace(
    b'"cargo:waybillPrefix": "160"', b'"cargo:waybillPrefix": "160", "cargo:waybillNumber": "12345675"'
)
HOUSE_CUSCAR = (
    CUSCAR.replace(b"RFF+BM:BL001'", b"RFF+MB:MASTER1'\nRFF+BH:BL001'")
    .replace(b"UNT+18", b"UNT+19")
    .replace(b"NAD+CZ+++ACME'", b"NAD+CZ+++ACME'\nNAD+CN+++BELA TRADING'")
    .replace(b"UNT+19", b"UNT+20")
)


def report(start: dict[str, Any] = HOUSE, **change: Any) -> dict[str, Any]:
    """Give a report as entered, with some fields changed."""
    return {**start, **change}
