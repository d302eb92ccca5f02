# ruff: noqa: E501 - XML is written as it is sent
"""Messages to begin with: a declaration of some items, and a notification with tax lines."""

MD = "urn:wco:datamodel:WCO:DocumentMetaData-DMS:2"
DEC = "urn:wco:datamodel:WCO:DEC-DMS:2"
RES = "urn:wco:datamodel:WCO:RES-DMS:2"
RDS = "urn:wco:datamodel:WCO:Response_DS:DMS:2"

ITEM = """
      <GovernmentAgencyGoodsItem>
        <SequenceNumeric>{number}</SequenceNumeric>
        <StatisticalValueAmount currencyID="HKD">1000.5{number}</StatisticalValueAmount>
        <Commodity>
          <Description>Ceramic tiles, glazed &amp; cut</Description>
          <Classification><ID>690722</ID><IdentificationTypeCode>TSP</IdentificationTypeCode></Classification>
          <GoodsMeasure><GrossMassMeasure>20.5</GrossMassMeasure><NetNetWeightMeasure>18</NetNetWeightMeasure></GoodsMeasure>
        </Commodity>
        <GovernmentProcedure><CurrentCode>40</CurrentCode><PreviousCode>00</PreviousCode></GovernmentProcedure>
        <GovernmentProcedure><CurrentCode>000</CurrentCode></GovernmentProcedure>
        <Origin><CountryCode>CN</CountryCode></Origin>
        <Packaging><SequenceNumeric>1</SequenceNumeric><QuantityQuantity>4</QuantityQuantity><TypeCode>PK</TypeCode></Packaging>
      </GovernmentAgencyGoodsItem>"""


def declaration(*, items: int = 1, function: str = "9", kind: str = "IMA") -> bytes:
    """Write a declaration in XML."""
    rows = "".join(ITEM.format(number=number) for number in range(1, items + 1))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<md:MetaData xmlns:md="{MD}" xmlns="{DEC}">
  <md:WCODataModelVersionCode>3.6</md:WCODataModelVersionCode>
  <md:WCOTypeName>DEC</md:WCOTypeName>
  <Declaration>
    <FunctionCode>{function}</FunctionCode>
    <FunctionalReferenceID>OURS-1</FunctionalReferenceID>
    <TypeCode>{kind}</TypeCode>
    <GoodsItemQuantity>{items}</GoodsItemQuantity>
    <Declarant><ID>HK123</ID></Declarant>
    <GoodsShipment>{rows}
      <Importer><ID>HK456</ID></Importer>
    </GoodsShipment>
  </Declaration>
</md:MetaData>
""".encode()


TAX = """<DutyTaxFee><AdValoremTaxBaseAmount currencyID="GBP">{base}</AdValoremTaxBaseAmount><DeductAmount currencyID="GBP">{less}</DeductAmount>
<DutyRegimeCode>100</DutyRegimeCode><TaxRateNumeric>{rate}</TaxRateNumeric><TypeCode>{tax}</TypeCode><Payment>
<TaxAssessedAmount currencyID="GBP">{due}</TaxAssessedAmount><PaymentAmount currencyID="GBP">{due}</PaymentAmount></Payment></DutyTaxFee>"""


def notification(taxes: str = "", *, spaces: bool = True, function: str = "13") -> bytes:
    """Write a notification in XML, with its namespaces or without."""
    outer, inner, p = (f' xmlns="{MD}"', f' xmlns="{RES}" xmlns:p="{RDS}"', "p:") if spaces else ("", "", "")
    return f"""<MetaData{outer}><WCOTypeName>RES</WCOTypeName><Response{inner}>
<FunctionCode>{function}</FunctionCode><IssueDateTime><{p}DateTimeString formatCode="304">20260224100939Z</{p}DateTimeString></IssueDateTime>
<Error><ValidationCode>R1</ValidationCode><Pointer><DocumentSectionCode>42A</DocumentSectionCode></Pointer>
<Pointer><SequenceNumeric>1</SequenceNumeric><DocumentSectionCode>17C</DocumentSectionCode><TagID>R144</TagID></Pointer></Error>
<Declaration><ID>26HK1</ID><GoodsShipment><GovernmentAgencyGoodsItem><SequenceNumeric>1</SequenceNumeric><Commodity>{taxes}</Commodity>
</GovernmentAgencyGoodsItem></GoodsShipment></Declaration></Response></MetaData>""".encode()
