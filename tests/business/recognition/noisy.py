"""Simulated operators of partners, and consignors as importers write them: English, Chinese, romanised, with what goes wrong in typing.

Everything follows from the seed. Some consignors are operators written otherwise; the others are strangers, some of nearly the same name.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from pypinyin import lazy_pinyin

from smartcustoms.business.recognition.model import Consignor, Operator, Status
from smartcustoms.business.traders.romanising import cantonese
from tests.business.recognition.sides import BEGAN

_FIRST: Final = tuple(
    re.findall(
        r"\w+",
        "Golden Silver Harbour Lantern Blue Red Dragon Phoenix Eastern Western Pacific Orient Star Sun Moon"
        " River Valley Mountain Ocean Summit Crown Royal Unity Prime First Grand Bright Swift Noble Garden"
        " Temple Cedar Lotus Bamboo Jade Pearl Coral Amber Falcon Eagle Tiger Lion Elephant Crane Northern"
        " Southern Central Global Union Victory Liberty Fortune Prosper Evergreen Merlion Straits",
    )
)
_TRADE: Final = tuple(
    re.findall(
        r"\w+",
        "Trading International Enterprise Industries Logistics Electronics Foods Textiles Technology"
        " Manufacturing Holdings Exports Chemicals Plastics Precision Components Marine Garments Instruments"
        " Motors",
    )
)
_ENDING: Final = ("Pte Ltd", "Sdn Bhd", "Limited", "Co., Ltd.", "Private Limited", "Corporation", "Pty Ltd", "Inc.")
_SHORT: Final = {
    "Trading": "Trdg", "International": "Int'l", "Enterprise": "Ent.", "Industries": "Ind.", "Manufacturing": "Mfg", "Limited": "Ltd",
    "Technology": "Tech", "Corporation": "Corp", "Private": "Pvt", "Road": "Rd", "Street": "St", "Building": "Bldg", "Electronics": "Elec",
    "Avenue": "Ave", "Logistics": "Log.", "District": "Dist.", "Holdings": "Hldgs", "Industrial": "Ind.",
}  # fmt: skip
_SYLLABLES: Final = tuple(
    re.findall(
        r"\w+",
        "ka ri mo ta sen vel dra lu pin shi na ro te qua zin bel for tan ga mi su ren kol ha yo",
    )
)
_STREET: Final = tuple(
    re.findall(
        r"\w+",
        "Orchard Jurong Queen King Station Market Temple Mill Church Canal Bukit Harbour Park Garden Victoria Victory",
    )
)
_CITY: Final = (
    "Singapore", "Penang", "Johor", "Bangkok", "Chennai", "Mumbai", "Osaka", "Nagoya", "Busan", "Sydney", "Auckland", "Toronto",
)  # fmt: skip
_SIGNS: Final = (
    "华信达丰盛荣昌兴隆富利金宝通顺发安康泰和平明光新创科远景天龙凤鹏海洋江河山川东南西北中国大同联合众诚正元亨贞祥瑞福禄寿美佳"
    "德润源恒永久长春绿林木森石玉珠翠星辰宇宙航飞腾跃进步升高峰巨力强盈嘉华诺思维智慧博雅文博学优品"
)
_CITIES: Final = (
    ("深圳市", "广东省", "南山区 福田区 宝安区 龙岗区"),
    ("广州市", "广东省", "天河区 越秀区 番禺区"), ("东莞市", "广东省", "长安镇 虎门镇"),
    ("宁波市", "浙江省", "鄞州区 江北区"), ("苏州市", "江苏省", "工业园区 吴中区"), ("厦门市", "福建省", "思明区 湖里区"),
)  # fmt: skip
_STREETS: Final = tuple(
    re.findall(
        r"\w+",
        "科技 人民 中山 解放 建设 深南 滨海 创业 工业 和平 长江 黄河 友谊 新华 文化 振兴",
    )
)
_TRADES: Final = {
    "贸易": "Trading", "电子": "Electronics", "科技": "Technology", "实业": "Industrial", "物流": "Logistics", "国际": "International",
    "食品": "Foods", "纺织": "Textiles", "运输": "Transport",
}  # fmt: skip
_CLASSIC: Final = str.maketrans(
    "华达丰荣兴宝顺发创龙凤东汉国联众诚贞祥万进飞腾跃强维诺云学优银贸电业际运输纺织广东苏圳厦门号楼区镇长安虎滨创设开",
    "華達豐榮興寶順發創龍鳳東漢國聯眾誠貞祥萬進飛騰躍強維諾雲學優銀貿電業際運輸紡織廣東蘇圳廈門號樓區鎮長安虎濱創設開",
)


@dataclass(frozen=True, slots=True)
class Written:
    """A consignor as written, and the number of the operator that it is (None: a stranger)."""

    consignor: Consignor
    truth: str | None
    script: str


def operators(count: int, seed: int) -> list[tuple[str, Operator]]:
    """Give simulated operators with their administrations; three of ten are written in Chinese."""
    luck = random.Random(f"operators {seed}")
    return [_operator(place, luck) for place in range(count)]


def consignors(
    known: list[tuple[str, Operator]], count: int, seed: int, *, strangers: float = 0.4
) -> Iterator[Written]:
    """Give consignors as importers write them."""
    luck = random.Random(f"consignors {seed}")
    for place in range(count):
        one = known[luck.randrange(len(known))][1]
        truth: str | None = one.number
        if luck.random() < strangers:
            one, truth = _stranger(one, luck), None
        name, address, script = _written(one, luck)
        yield Written(Consignor(f"SELLER-{place}", name, address), truth, script)


def _operator(place: int, luck: random.Random) -> tuple[str, Operator]:
    chinese = luck.random() < 0.3
    name, address = _chinese(luck) if chinese else _english(luck)
    where = "CN" if chinese else luck.choice(("SG", "MY", "TH", "IN", "AU"))
    return where, Operator(
        f"AEO{where}{place:08d}", Status.ACTIVE, BEGAN, tin=f"{where}T{place:08d}", name=name, address=address,
        valid_until=date(2028, 12, 31),
    )  # fmt: skip


def _stranger(one: Operator, luck: random.Random) -> Operator:
    """Give a company that is no operator: another one, or one of a like name elsewhere or in another trade."""
    chinese = has_signs(one.name or "")
    name, address = _chinese(luck) if chinese else _english(luck)
    kind = luck.random()
    if kind < 0.15:  # the same brand, another trade
        old = next((each for each in (*_TRADE, *_TRADES) if each in (one.name or "")), "")
        other = luck.choice([each for each in (_TRADES if chinese else _TRADE) if each != old])
        return (
            replace(one, name=(one.name or "").replace(old, other), address=address) if old else replace(one, name=name)
        )
    if kind < 0.30:  # half of the name
        return replace(one, name=_half(one.name or "", name, luck), address=address)
    return replace(one, name=name, address=address)


def _half(old: str, new: str, luck: random.Random) -> str:
    if not has_signs(old):
        return " ".join([old.split(" ")[0], *new.split(" ")[1:]])
    trade = next(each for each in _TRADES if each in old)
    return old[: old.index(trade) - 1] + luck.choice(_SIGNS) + old[old.index(trade) :]


def _english(luck: random.Random) -> tuple[str, str]:
    brand = luck.choice((_two_words, _two_words, _made_word, _word_and_name))(luck)
    name = f"{brand} {luck.choice(_TRADE)} {luck.choice(_ENDING)}"
    unit = f"#{luck.randint(1, 30):02d}-{luck.randint(1, 60):02d}"
    street = f"{luck.randint(1, 400)} {luck.choice(_STREET)} {luck.choice(('Road', 'Street', 'Avenue'))}"
    return (
        name,
        f"{unit} {luck.choice(_STREET)} Building, {street}, {luck.choice(_CITY)} {luck.randint(10000, 999999):06d}",
    )


def _two_words(luck: random.Random) -> str:
    return " ".join(luck.sample(_FIRST, 2))


def _made_word(luck: random.Random) -> str:
    return "".join(luck.choice(_SYLLABLES) for _ in range(luck.randint(3, 4))).capitalize()


def _word_and_name(luck: random.Random) -> str:
    return f"{luck.choice(_FIRST)} {_made_word(luck)}"


def _chinese(luck: random.Random) -> tuple[str, str]:
    city, province, districts = luck.choice(_CITIES)
    brand = "".join(luck.choice(_SIGNS) for _ in range(luck.randint(2, 3)))
    where = luck.choice(("", city))
    name = f"{where}{brand}{luck.choice(list(_TRADES))}有限公司"
    street = f"{luck.choice(_STREETS)}路{luck.randint(1, 900)}号{luck.randint(1, 30)}楼"
    return name, f"{province}{city}{luck.choice(districts.split())}{street}"


def has_signs(text: str) -> bool:
    """Tell whether a text holds Chinese signs."""
    return any("\u3400" <= each <= "\u9fff" for each in text)


def _written(one: Operator, luck: random.Random) -> tuple[str, str, str]:
    name, address = one.name or "", one.address or ""
    script = "English"
    if has_signs(name):
        kind = luck.random()
        if kind < 0.4:
            script = "Chinese"
            if luck.random() < 0.5:
                name, address = name.translate(_CLASSIC), address.translate(_CLASSIC)
            name = name.replace("有限公司", luck.choice(("有限公司", "有限公司", "公司", "")))
        else:
            script = "romanised"
            name, address = _romanised(name, luck), _romanised_address(address)
    if script != "Chinese":
        name = _typed(name, luck, shorten=0.5, typo=0.35)
        address = _typed(address, luck, shorten=0.5, typo=0.3)
    kind = luck.random()
    if kind < 0.12:
        address = ""
    elif kind < 0.4 and "," in address:
        address = address.split(",", 1)[1].strip()  # the unit is left out
    if luck.random() < 0.3:
        name, address = name.upper(), address.upper()
    return name, address, script


def _romanised(name: str, luck: random.Random) -> str:
    trade = next(each for each in _TRADES if each in name)
    core = name.removesuffix("有限公司").replace(trade, "")
    city = next((each[0] for each in _CITIES if core.startswith(each[0])), "")
    brand = core.removeprefix(city)
    read = cantonese if luck.random() < 0.15 else lazy_pinyin
    said = (
        "".join(read(brand)).capitalize()
        if luck.random() < 0.6
        else " ".join(each.capitalize() for each in read(brand))
    )
    where = "".join(lazy_pinyin(city.removesuffix("市"))).capitalize()
    return f"{where} {said} {_TRADES[trade]} {luck.choice(('Co., Ltd.', 'Limited', 'Company Limited'))}".strip()


def _romanised_address(address: str) -> str:
    province, rest = address[:3], address[3:]
    city, rest = rest[:3], rest[3:]
    cut = max(rest.find(each) for each in ("区", "镇")) + 1
    district, street = rest[:cut], rest[cut:]
    road, rest = street.split("路")
    number, floor = rest.removesuffix("楼").split("号")
    said = ["".join(lazy_pinyin(each[:-1])).capitalize() for each in (road + "路", district, city, province)]
    return f"{floor}/F, No. {number} {said[0]} Road, {said[1]} District, {said[2]}, {said[3]}"


def _typed(text: str, luck: random.Random, *, shorten: float, typo: float) -> str:
    words = [_SHORT.get(each, each) if luck.random() < shorten else each for each in text.split(" ")]
    if len(words) > 2 and luck.random() < 0.05:
        words[0], words[1] = words[1], words[0]
    if len(words) > 2 and luck.random() < 0.08:
        words[0:2] = ["".join(words[0:2])]
    said = " ".join(words)
    while luck.random() < typo and len(said) > 8:
        at = luck.randrange(1, len(said) - 1)
        match luck.randrange(4):
            case 0:
                said = said[:at] + said[at + 1 :]
            case 1:
                said = said[:at] + luck.choice("aeiourstln") + said[at:]
            case 2:
                said = said[: at - 1] + said[at] + said[at - 1] + said[at + 1 :]
            case _:
                said = said[:at] + luck.choice("aeiourstln") + said[at + 1 :]
    return said
