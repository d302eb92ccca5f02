"""How Chinese signs are read aloud: Mandarin (Hanyu Pinyin) and Cantonese (Jyutping), without tones.

The tables are those of the packages pypinyin (MIT) and ToJyutping (BSD). A sign of several readings is read by its neighbours,
as far as the packages know the word; a sign they do not know is left out.
"""

import re
from functools import lru_cache


@lru_cache(maxsize=50_000)
def mandarin(text: str) -> tuple[str, ...]:
    """Give the syllables of a Chinese text in Hanyu Pinyin: 中華 -> zhong, hua."""
    from pypinyin import Style, lazy_pinyin

    return tuple(lazy_pinyin(text, style=Style.NORMAL, errors="ignore", v_to_u=False))


@lru_cache(maxsize=50_000)
def cantonese(text: str) -> tuple[str, ...]:
    """Give the syllables of a Chinese text in Jyutping: 中華 -> zung, waa."""
    import ToJyutping

    read = (said for _, said in ToJyutping.get_jyutping_list(text) if said)
    return tuple(re.sub(r"[0-9]", "", each) for said in read for each in said.split())
