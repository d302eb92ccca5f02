# ruff: noqa: E501 - the least XML of a package is written in one piece
"""Makes hostile files, seeded: 500 for each parser. Each is small to make and would be large, deep, torn or false to read."""

import io
import random
import warnings
import zipfile
from collections.abc import Callable

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from tests.hostile import torn

GOOD_CSV = (
    b"reference,declared_on,direction,office,transport,departure,currency,hs_code,description,origin,net_mass_kg,value\n"
    + (b"a,2026-11-24,import,40,40,CN,HKD,690722,Ceramic tiles,CN,12.5,100\n" * 5)
)


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
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name that stands twice is meant
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


def _shared(luck: random.Random) -> str:
    rows = luck.randrange(35_000, 40_000)
    return sheet_of("".join(f'<row><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, rows)))


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
        lambda: xlsx_of(
            sheet_of(
                "<row>" + "<c><v>1</v></c>" * luck.randrange(300, 9000) + "</row>" + "<row/>" * luck.randrange(9000)
            )
        ),
        lambda: xlsx_of(
            sheet_of(_cell("A1") + f'<row><c r="IV{luck.randrange(100_000, 1_000_000)}"><v>1</v></c></row>')
        ),
        lambda: xlsx_of(
            good,
            rest={luck.choice(["../../../etc/cron.d/x.xml", "/xl/a.xml", "xl/worksheets/sheet1.xml"]): good.encode()},
        ),
        lambda: xlsx_of(
            _shared(luck), rest={"xl/sharedStrings.xml": b"<sst><si><t>" + b"x" * 30_000 + b"</t></si></sst>"}
        ),
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
        lambda: frame.with_columns(odd=pl.lit("=1+1\x00\u202e" * luck.randrange(1, 3000))),
    ]
    if luck.random() < 0.25:
        pq.write_table(_swollen(luck), out, compression="zstd")
        return out.getvalue()
    luck.choice(made)().write_parquet(out)
    return (
        _lying(out.getvalue(), luck)
        if luck.random() < 0.2
        else torn(out.getvalue(), luck)
        if luck.random() < 0.7
        else out.getvalue()
    )


def _swollen(luck: random.Random) -> pa.Table:
    """Make a table that is small to send: one long text for very many rows, or many columns of one number."""
    rows = luck.randrange(100_000, 1_000_000)
    if luck.random() < 0.5:
        codes, text = pa.array([0]).take(pa.array([0] * rows)).cast("int32"), "x" * luck.randrange(10_000, 90_000)
        return pa.table({"a": pa.DictionaryArray.from_arrays(codes, pa.array([text]))})
    return pa.table({f"c{n}": pa.nulls(rows) for n in range(luck.randrange(60, 300))})


def _lying(good: bytes, luck: random.Random) -> bytes:
    """Change the footer's length, or bytes inside the footer, so that counts and places are false."""
    footer = int.from_bytes(good[-8:-4], "little")
    if luck.random() < 0.3:
        return (
            good[:-8]
            + luck.choice([0, 1, 2**31, 2**32 - 1, footer + luck.randrange(1, 99)]).to_bytes(4, "little")
            + b"PAR1"
        )
    made = bytearray(good)
    for _ in range(luck.randrange(1, 4)):
        made[-9 - luck.randrange(footer)] = luck.choice([0, 1, 127, 128, 255, luck.randrange(256)])
    return bytes(made)


def mapping_file(luck: random.Random) -> bytes:
    """Make a hostile mapping (TOML)."""
    good = 'says = "ours"\nabsent = ["route"]\n[columns]\nvalue = "Price"\nhs_code = "HS"\n[zeros]\nhs_code = 6\n[decimals]\nvalue = 2\n'
    odd = luck.choice(
        ["inf", "nan", "-1", "0", "1000000000", "9" * 5000, "true", "[]", "{}", "1.5", "1979-05-27", '"' + "x" * 900 + '"', '"\\u0000"',
         "[" * luck.choice([5, 90, 2000, 60_000]), "{a=" * luck.choice([5, 90, 2000]), str(luck.randrange(10**6))]
    )  # fmt: skip
    made: list[Callable[[], bytes]] = [
        lambda: torn(good.encode(), luck),
        lambda: good.replace(luck.choice(["6", "2", '"Price"', '"HS"', '["route"]', '"ours"']), odd, 1).encode(),
        lambda: (f"a = {odd}\n" + good).encode(),
        lambda: good.replace(
            "value", luck.choice(["Finding", '"../../x"', '"="', "value.deep", '""', "x" * 3000]), 1
        ).encode(),
        lambda: (good + f"[labels]\n{luck.choice(['finding', 'x', 'revenue'])} = {odd}\n").encode(),
        lambda: (good + "[same]\n" + "".join(f'c{n} = "{n}"\n' for n in range(luck.randrange(4000)))).encode(),
        lambda: good.encode(luck.choice(["utf-16", "utf-32", "utf-8-sig"])),
        lambda: luck.randbytes(luck.randrange(1, 500)),
    ]
    return luck.choice(made)()


PARSERS = {"csv": csv_file, "xlsx": xlsx_file, "parquet": parquet_file}
