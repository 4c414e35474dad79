"""The interface texts: every one of them translated into every language, whole and well formed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path
from string import Formatter

import pytest
from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from bot.speech import DOMAIN, LOCALES
from knowledge.model import LANGUAGES

ROOT = LOCALES.parent
# Every call of `say("…")` and `say.plural("…", "…", n)`.
KEYWORDS = {"say": None, "plural": (1, 2)}
CYRILLIC = re.compile("[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]")
MARKUP = re.compile(r"[<>]|&\w+;|[\u00a0\u202f]")


def po(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.fixture(scope="module")
def template():
    return read(LOCALES / f"{DOMAIN}.pot")


@pytest.fixture(scope="module", params=LANGUAGES)
def catalogue(request):
    return read(po(request.param))


def test_the_template_holds_exactly_the_texts_of_the_program(template):
    mapping = ConfigParser()
    mapping.read(LOCALES / "babel.cfg", encoding="utf-8")
    methods = [(pattern, method) for method, pattern in (name.split(": ") for name in mapping.sections())]
    found = {text for _, _, text, _, _ in extract_from_dir(ROOT, methods, keywords=KEYWORDS)}
    assert found == {message.id for message in messages(template)}


def test_a_catalogue_has_every_text_and_no_other(template, catalogue):
    assert {message.id for message in messages(catalogue)} == {message.id for message in messages(template)}
    assert not catalogue.obsolete


def test_every_text_is_translated_and_none_is_doubtful(catalogue):
    for message in messages(catalogue):
        assert not message.fuzzy, message.id
        assert all(form.strip() for form in forms(message.string)), message.id


def test_a_translation_is_in_its_language(catalogue):
    if str(catalogue.locale) == "en":
        for message in messages(catalogue):
            assert forms(message.string) == forms(message.id)
        return
    for message in messages(catalogue):
        for form in forms(message.string):
            assert CYRILLIC.search(form), form


def test_placeholders_are_those_of_the_text(catalogue):
    for message in messages(catalogue):
        wanted = set().union(*map(placeholders, forms(message.id)))
        for form in forms(message.string):
            assert placeholders(form) == wanted, form


def test_plural_forms_are_complete_and_follow_the_languages_rule(catalogue):
    rule = get_plural(catalogue.locale)
    assert (catalogue.num_plurals, catalogue.plural_expr) == (rule.num_plurals, rule.plural_expr)
    for message in messages(catalogue):
        if message.pluralizable:
            assert len(message.string) == catalogue.num_plurals, message.id


def test_no_text_holds_markup(catalogue):
    for message in messages(catalogue):
        for form in [*forms(message.id), *forms(message.string)]:
            assert not MARKUP.search(form), form


def test_texts_begin_and_end_as_the_original_does(catalogue):
    for message in messages(catalogue):
        original = forms(message.id)[0]
        for form in forms(message.string):
            assert form == form.strip()
            assert (form[-1] in ".?!:") == (original[-1] in ".?!:"), form


def test_babel_finds_nothing_wrong(catalogue):
    assert [(message.id, errors) for message, errors in catalogue.check()] == []


def test_the_compiled_catalogue_is_what_the_texts_compile_to(catalogue):
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    path = po(str(catalogue.locale)).with_suffix(".mo")
    assert path.read_bytes() == compiled.getvalue(), f"compile {path.name} anew"


def test_there_is_a_catalogue_for_every_language_and_no_other():
    assert sorted(path.parent.parent.name for path in LOCALES.glob("*/LC_MESSAGES/*.po")) == sorted(LANGUAGES)
