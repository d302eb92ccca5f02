"""Every sentence of code and templates is said in every language, with the same values in it."""

import re
from pathlib import Path

import pytest

from smartcustoms.kernel.words.catalogues import ROOT, folders, own_translations
from smartcustoms.kernel.words.say import translated
from tools.words import OTHERS, misplaced, missing, names, sentences, write

OWNERS = [each for each in folders() if sentences(each)]
SHARED = re.compile(r'{% (?:from|include|extends|import) "(\w+)/([\w./]+)"')
BORROWED = sorted(
    {
        (folder.name, owner, template)
        for folder in OWNERS
        for page in (folder / "templates").rglob("*.html")
        for owner, template in SHARED.findall(page.read_text(encoding="utf-8"))
        if owner not in (folder.name, "kernel")
    }
)
"""Who shows a template of another capability, whose, and which."""


def _name(folder: Path) -> str:
    return folder.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("folder", OWNERS, ids=_name)
def test_every_sentence_is_translated(folder: Path, language: str) -> None:
    lacking = missing(folder, language)
    assert not lacking, f"run python -m tools.words --write {folder.name}, fill words/{language}.po: {lacking[:5]}"


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("folder", OWNERS, ids=_name)
def test_a_translation_keeps_the_values(folder: Path, language: str) -> None:
    assert misplaced(folder, language) == []


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize(("shown_by", "owner", "template"), BORROWED)
def test_a_template_says_the_same_on_a_page_of_another(shown_by: str, owner: str, template: str, language: str) -> None:
    (folder,) = (each for each in OWNERS if each.name == owner)
    texts = [text for text, files in sentences(folder).items() if any(f.endswith(f"/{template}") for f in files)]
    said = {text: own_translations(owner, language)[text] for text in texts}
    assert {text: translated(text, language, shown_by) for text in texts} == said


def test_sentences_are_found_in_code_and_templates(tmp_path: Path) -> None:
    folder = tmp_path / "trade" / "things"
    (folder / "templates").mkdir(parents=True)
    (folder / "model.py").write_text(
        'A = sentence("Item {item} is odd", item=3)\nP = Permission("a.b", "See things")\n'
    )
    (folder / "templates" / "a.html").write_text('{{ _("Lodge") }}{% trans %}Release {{ n }}{% endtrans %}')
    assert set(sentences(folder, tmp_path)) == {"Item {item} is odd", "See things", "Lodge", "Release %(n)s"}
    assert len(missing(folder, "zh-Hant", tmp_path)) == 4


def test_writing_keeps_translations_and_drops_what_is_gone(tmp_path: Path) -> None:
    folder = tmp_path / "trade" / "things"
    (folder / "words").mkdir(parents=True)
    (folder / "model.py").write_text('A = sentence("Lodge")\nB = sentence("Release {n}", n=1)\n')
    old = 'msgid "Lodge"\nmsgstr "遞交"\n\nmsgid "Gone"\nmsgstr "已去"\n'
    (folder / "words" / "zh-Hant.po").write_text(old, encoding="utf-8")
    write(folder, "zh-Hant", tmp_path)
    assert missing(folder, "zh-Hant", tmp_path) == ["Release {n}"]
    assert "已去" not in (folder / "words" / "zh-Hant.po").read_text(encoding="utf-8")


def test_other_values_are_seen() -> None:
    assert names("{a} and %(b)s") == {"a", "b"}
    assert names("{a}") != names("{b}")
