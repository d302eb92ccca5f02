"""Character sets of the syntax levels UNOA to UNOY (ISO 9735, data element 0001), and what each may hold."""

import re
from typing import Final

ENCODINGS: Final = {
    "UNOA": "ascii", "UNOB": "ascii", "UNOC": "iso8859-1", "UNOD": "iso8859-2", "UNOE": "iso8859-5", "UNOF": "iso8859-7",
    "UNOG": "iso8859-3", "UNOH": "iso8859-4", "UNOI": "iso8859-6", "UNOJ": "iso8859-8", "UNOK": "iso8859-9", "UNOL": "iso8859-15",
    "UNOW": "utf-8", "UNOX": "iso2022_jp_2", "UNOY": "utf-8",
}  # fmt: skip
"""UNOX is code extension by ISO 2022; what is read of it are the Japanese, Chinese and Korean sets of ISO-2022-JP-2."""

OUTSIDE: Final = {
    "UNOA": re.compile(r"""[^A-Z0-9 .,\-()/='+:?!"%&*;<>\r\n]"""),
    "UNOB": re.compile(r"""[^A-Za-z0-9 .,\-()/='+:?!"%&*;<>\r\n]"""),
}
"""Characters that the two lowest levels do not have; senders use them all the same, so they are told and not refused."""

CONTROL: Final = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f\x80-\x9f]")
"""Control characters have no place in any level; line ends between segments are borne."""
