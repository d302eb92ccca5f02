"""Interchanges for the tests: a good one of each kind, written out so that what is asserted can be counted by eye."""

CUSCAR = (
    b"UNA:+.? '\n"
    b"UNB+UNOA:2+SENDER:ZZ+HKCUSTOMS:ZZ+261124:1200+REF1'\n"
    b"UNH+1+CUSCAR:D:96B:UN'\n"
    b"BGM+785+MAN123+9'\n"
    b"DTM+137:202611241200:203'\n"
    b"RFF+AAY:1'\n"
    b"NAD+CA+ABC::ZZ'\n"
    b"TDT+20+123E+1++MAEU:172:20+++9461867:146::EVER ?'GIVEN?''\n"
    b"LOC+9+CNSHA:139:6'\n"
    b"EQD+CN+MSCU1234566+22G1++3+5'\n"
    b"SEL+123+CA'\n"
    b"CNI+1+BL001'\n"
    b"RFF+BM:BL001'\n"
    b"LOC+9+CNSHA'\n"
    b"NAD+CZ+++ACME'\n"
    b"GID+1+10:CT'\n"
    b"FTX+AAA+++CERAMIC TILES'\n"
    b"MEA+AAE+G+KGM:1200.5'\n"
    b"SGP+MSCU1234566+10'\n"
    b"UNT+18+1'\n"
    b"UNZ+1+REF1'\n"
)

CUSDEC = (
    b"UNB+UNOC:3+BROKER+CUSTOMS+20261124:0930+7'UNH+A+CUSDEC:D:96B:UN'BGM+929+D1+9'LOC+14+HKHKG'DTM+137:20261124:102'"
    b"NAD+IM+C1::95++ACME'MOA+39:100:HKD'UNS+D'CST+1+690721:122'FTX+AAA+++TILES'LOC+27+CN'MEA+WT+AAB+KGM:20'MOA+66:100'"
    b"UNS+S'CNT+5:1'UNT+15+A'UNZ+1+7'"
)


def group(*messages: str, kind: str = "CUSCAR") -> bytes:
    """Put messages of two segments each into one group."""
    body = "".join(f"UNH+{each}+{kind}:D:96B:UN'BGM+785+{each}+9'UNT+3+{each}'" for each in messages)
    return (
        f"UNB+UNOA:2+S+R+261124:1200+I'UNG+{kind}+S+R+261124:1200+G1+UN+D:96B'{body}UNE+{len(messages)}+G1'UNZ+1+I'"
    ).encode()
