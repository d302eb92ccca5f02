"""What an application lacks, thing by thing. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from smartcustoms.business.aeo.model import FormField, Gap, Wanted, Worded

LONGEST: Final = 4000
_EMPTY: Final[Worded] = {"en": "is not filled in", "zh-Hant": "未填寫", "zh-Hans": "未填写"}
_FILL: Final[Worded] = {"en": "Fill it in.", "zh-Hant": "請填寫。", "zh-Hans": "请填写。"}
_ODD: Final[Worded] = {"en": "cannot be read", "zh-Hant": "無法讀取", "zh-Hans": "无法读取"}
_NUMBER: Final[Worded] = {
    "en": "Write a whole number in digits, such as 120.",
    "zh-Hant": "請以數字填寫整數，例如 120。",
    "zh-Hans": "请以数字填写整数，例如 120。",
}
_MAIL: Final[Worded] = {
    "en": "Write it as name@example.org.",
    "zh-Hant": "請按 name@example.org 的格式填寫。",
    "zh-Hans": "请按 name@example.org 的格式填写。",
}
_CHOOSE: Final[Worded] = {
    "en": "Choose one of the list.", "zh-Hant": "請從清單中選擇。", "zh-Hans": "请从列表中选择。",
}  # fmt: skip
_LACKS: Final[Worded] = {"en": "is missing", "zh-Hant": "欠缺", "zh-Hans": "缺少"}
_ATTACH: Final[Worded] = {
    "en": "Attach it as PDF, PNG or JPEG.",
    "zh-Hant": "請以 PDF、PNG 或 JPEG 附上。",
    "zh-Hans": "请以 PDF、PNG 或 JPEG 附上。",
}
_QUESTIONS: Final[Worded] = {
    "en": "Questionnaire: questions without an answer:",
    "zh-Hant": "問卷：未回答的問題：",
    "zh-Hans": "问卷：未回答的问题：",
}
_ANSWER: Final[Worded] = {
    "en": "Finish a self-assessment of this tier and carry it over.",
    "zh-Hant": "請完成此級別的自我評估並轉載。",
    "zh-Hans": "请完成此级别的自我评估并转载。",
}


def gaps(
    fields: Sequence[FormField],
    form: Mapping[str, str],
    wanted: Sequence[Wanted],
    attached: Collection[str],
    unanswered: Sequence[str],
) -> tuple[Gap, ...]:
    """Say what an application lacks: fields of the form, files, answers of the questionnaire. Nothing: it is complete."""
    found = [gap for each in fields if (gap := fault(each, form.get(each.code, ""))) is not None]
    found += [
        Gap(each.code, _joined(each.names, _LACKS), _ATTACH)
        for each in wanted
        if each.required and each.code not in attached
    ]
    if unanswered:
        ids = ", ".join(unanswered[:20]) + ("…" if len(unanswered) > 20 else "")
        found.append(Gap("questionnaire", {tongue: f"{said} {ids}" for tongue, said in _QUESTIONS.items()}, _ANSWER))
    return tuple(found)


def fault(asked: FormField, given: str) -> Gap | None:
    """Say what is wrong with one field; None: nothing."""
    text = given.strip()
    if not text:
        return Gap(asked.code, _joined(asked.asks, _EMPTY), _FILL) if asked.required else None
    if asked.kind == "number" and not (text.isascii() and text.isdecimal() and len(text) <= 9):
        return Gap(asked.code, _joined(asked.asks, _ODD), _NUMBER)
    if asked.kind == "choice" and text not in {code for code, _ in asked.choices}:
        return Gap(asked.code, _joined(asked.asks, _ODD), _CHOOSE)
    if asked.code == "contact_mail" and not re.fullmatch(r"[^@\s<>,;]{1,64}@[^@\s<>,;]{1,190}", text):
        return Gap(asked.code, _joined(asked.asks, _ODD), _MAIL)
    return None


def parties(text: str) -> tuple[str, ...]:
    """Read numbers with commas between, each once, in capitals."""
    return tuple(dict.fromkeys(each.strip().upper()[:35] for each in text.split(",") if each.strip()))[:20]


def _joined(name: Worded, says: Worded) -> Worded:
    return {
        tongue: f"{name.get(tongue) or name['en']} {said}"
        if tongue == "en"
        else f"{name.get(tongue) or name['en']}：{said}"
        for tongue, said in says.items()
    }
