# ruff: noqa: E501 - the least XML of a package is written in one piece
"""Makes hostile files, seeded: 500 for each parser. Each is small to make and would be large, deep, torn or false to read."""

import io
import random
import zipfile
from collections.abc import Callable, Iterator

import polars as pl

GOOD_CSV = (
    b"reference,declared_on,direction,office,transport,departure,currency,hs_code,description,origin,net_mass_kg,value\n"
    + (b"a,2026-11-24,import,40,40,CN,HKD,690722,Ceramic tiles,CN,12.5,100\n" * 5)
)


def torn(good: bytes, luck: random.Random) -> bytes:
    """Damage bytes as transport, chance or malice does."""
    made = bytearray(good)
    match luck.randrange(6):
        case 0:
            del made[luck.randrange(len(made)) :]
        case 1:
            for _ in range(luck.randrange(1, 40)):
                made[luck.randrange(len(made))] = luck.randrange(256)
        case 2:
            made.insert(luck.randrange(len(made)), 0)
        case 3:
            place = luck.randrange(len(made))
            made[place:place] = made[place : place + 200] * luck.randrange(1, 20)
        case 4:
            made[: luck.randrange(1, 30)] = luck.randbytes(luck.randrange(1, 30))
        case _:
            place = luck.randrange(len(made))
            made[place:place] = luck.randbytes(luck.randrange(1, 500))
    return bytes(made)


def csv_file(luck: random.Random) -> bytes:
    """Make a hostile CSV."""
    made: list[Callable[[], bytes]] = [
        lambda: torn(GOOD_CSV, luck),
        lambda: GOOD_CSV.replace(b"100", b'=cmd|"/c calc"!A1'),
        lambda: GOOD_CSV.replace(b"Ceramic", b'"' + b"x" * luck.randrange(10_000)),
        lambda: b"," * luck.randrange(100_000),
        lambda: b"reference," * luck.randrange(1, 400) + b"\n1",
        lambda: GOOD_CSV.decode().encode("utf-16" if luck.random() < 0.5 else "utf-32"),
        lambda: GOOD_CSV.replace(b"Ceramic", "é禮".encode("big5" if luck.random() < 0.5 else "utf-8", "replace")),
        lambda: GOOD_CSV.replace(b"12.5", b"9" * luck.randrange(1, 5000)),
        lambda: GOOD_CSV.replace(b"\n", b"\r"),
        lambda: luck.randbytes(luck.randrange(1, 5000)),
    ]
    return luck.choice(made)()


def xlsx_of(sheet: str, *, rest: dict[str, bytes] | None = None) -> bytes:
    """Write the least XLSX that has a sheet's XML."""
    space = "http://schemas.openxmlformats.org/"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{space}package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{space}package/2006/relationships"><Relationship Id="r1" Type="{space}officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{space}spreadsheetml/2006/main" xmlns:r="{space}officeDocument/2006/relationships"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{space}package/2006/relationships"><Relationship Id="r1" Type="{space}officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
        for name, more in (rest or {}).items():
            package.writestr(name, more)
    return out.getvalue()


def sheet_of(cells: str) -> str:
    """Write a sheet's XML around its rows."""
    return f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cells}</sheetData></worksheet>'


def _cell(place: str, text: str = "x") -> str:
    return f'<row><c r="{place}" t="inlineStr"><is><t>{text}</t></is></c></row>'


def xlsx_file(luck: random.Random) -> bytes:
    """Make a hostile XLSX."""
    good = sheet_of("".join(_cell(f"{c}1", c) for c in "ABC"))
    made: list[Callable[[], bytes]] = [
        lambda: torn(xlsx_of(good), luck),
        lambda: xlsx_of(
            sheet_of(_cell("A1") + _cell(luck.choice(["XFD1048576", "A99999999999", "ZZZZZZ9", "A4294967296"])))
        ),
        lambda: xlsx_of(torn(good.encode(), luck).decode("latin-1")),
        lambda: xlsx_of(good, rest={"xl/big.xml": b" " * luck.choice([1 << 20, 1 << 24])}),
        lambda: xlsx_of(good, rest={"inner.zip": xlsx_of(good)}),
        lambda: xlsx_of('<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]>' + good),
        lambda: xlsx_of(sheet_of("<row><c><v>" + "9" * luck.randrange(1, 10_000) + "</v></c></row>")),
        lambda: xlsx_of(sheet_of("<row>" * luck.randrange(1, 20_000))),
        lambda: xlsx_of(good, rest={f"p{n}": b"" for n in range(luck.randrange(1, 2500))}),
        lambda: b"PK\x03\x04" + luck.randbytes(luck.randrange(1, 3000)),
    ]
    return luck.choice(made)()


def parquet_file(luck: random.Random) -> bytes:
    """Make a hostile Parquet file."""
    out = io.BytesIO()
    frame = pl.DataFrame({"reference": ["a"] * 50, "value": [1.5] * 50, "on": [None] * 50})
    made: list[Callable[[], pl.DataFrame]] = [
        lambda: frame,
        lambda: frame.with_columns(deep=pl.lit([[[1]]])),
        lambda: pl.DataFrame({f"c{n}": [n] for n in range(luck.randrange(1, 600))}),
        lambda: pl.select(same=pl.repeat("x", luck.choice([10, 1_200_000]))),
        lambda: frame.with_columns(blob=pl.lit(b"\x00\xff")),
    ]
    luck.choice(made)().write_parquet(out)
    return torn(out.getvalue(), luck) if luck.random() < 0.7 else out.getvalue()


PARSERS = {"csv": csv_file, "xlsx": xlsx_file, "parquet": parquet_file}


def corpus(kind: str, count: int, seed: int = 2026) -> Iterator[bytes]:
    """Give a number of hostile files of a kind, the same for the same seed."""
    luck = random.Random(seed)
    for _ in range(count):
        yield PARSERS[kind](luck)
