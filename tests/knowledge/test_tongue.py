"""The language of a question, however it was typed."""

import math
import time
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import normalise
from knowledge.text.grams import LONGEST, grams
from knowledge.text.letters import script
from knowledge.tongue import _SPREAD, INSERTED, LANGUAGES, MODEL, READ, STRANGE, UNSEEN, Tongue, _has_evidence

TONGUE = Tongue()
# The costs of each gram by its key; the last two rows of a table are of no gram.
ROWS = {
    name: dict(zip(table.keys.tolist(), table.costs[:-2].astype(float), strict=True))
    for name, table in TONGUE._tables.items()
}

PLAIN = {
    "ru": [
        "сколько лет им дали?",
        "кто судья",
        "правда ли что их отпустили",
        "за что осудили полицейских",
        "где он сейчас",
    ],
    "kk": ["неше жыл берді?", "сот қашан болды", "кім кінәлі", "өтемақы қанша", "бұл рас па", "неге аз берді"],
    "ky": [
        "канча жыл берилди?",
        "сот качан болду",
        "ким күнөөлүү",
        "эмне үчүн соттолду",
        "бул чынбы",
        "кенемте алдыбы",
    ],
    "en": ["how many years did they get?", "who is the judge", "is it true", "when was the appeal", "what happened"],
    "other": [
        "судда нима бўлди ва қанча йил беришди",  # Uzbek, Cyrillic
        "sudda nima bo'ldi va necha yil berishdi",  # Uzbek
        "мақомоти додгоҳ чӣ қарор қабул карданд",  # Tajik
        "mahkemede ne oldu kaç yıl ceza verildi",  # Turkish
        "скільки років їм дали і хто суддя",  # Ukrainian
        "суд нинди карар чыгарды һәм ничә ел бирделәр",  # Tatar
        "سوت قانداق ھۆكۈم چىقاردى",  # Uyghur
        "kazyýet näçe ýyl berdi we näme boldy",  # Turkmen
        "məhkəmə nə qərar verdi neçə il verdilər",  # Azerbaijani
        "wie viele Jahre haben sie bekommen",
        "法院判了几年",
    ],
}
FOLDED = {
    "kk": ["неше жылга сотталды", "кандай укым шыкты", "бул кисини кимдер азаптады"],
    "ky": ["канча жыл беришти", "окум качан чыкты"],
}
LATIN = {
    "ru": ["skolko let dali", "kto takoy etot chelovek", "za chto ego posadili"],
    "kk": ["neshe zhyl berdi", "qandai ukim shyqty", "ne ushin sottaldy", "neşe jyl berdi"],
    "ky": ["kancha jyl berildi", "emne uchun sottoldu", "kim kunooluu eken"],
}
LAYOUT = {
    "ru": [("crjkmrj ktn lfkb&", "сколько лет дали?"), ("ghbdtn", "привет"), ("кто nfrjq", "кто такой")],
    "kk": [("0fylfq erfp ,thlb", "қандай указ берди"), ("ytit ;sk ,thl3", "неше жыл берді")],
    "ky": [("rfyxf ;sk ,thbklb", "канча жыл берилди")],
    "en": [("рщц ьфтн нуфкы", "how many years")],
}


def _each(texts: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(text, language) for language, of in texts.items() for text in of]


@pytest.mark.parametrize(("text", "language"), _each(PLAIN))
def test_language(text: str, language: str) -> None:
    guess = TONGUE.identify(text)
    assert guess.language == language
    assert guess.text == text
    assert guess.script != "layout"


@pytest.mark.parametrize(("text", "language"), _each(FOLDED))
def test_without_special_letters(text: str, language: str) -> None:
    assert TONGUE.identify(text).language == language


def test_folded_is_told_from_plain() -> None:
    assert TONGUE.identify("неше жылга сотталды, укым кандай болды").script == "folded"
    assert TONGUE.identify("неше жылға сотталды, үкім қандай болды").script == "plain"


@pytest.mark.parametrize(("text", "language"), _each(LATIN))
def test_in_latin(text: str, language: str) -> None:
    guess = TONGUE.identify(text)
    assert (guess.language, guess.script) == (language, "latin")


@pytest.mark.parametrize(("text", "language", "meant"), [(t, lang, m) for lang, of in LAYOUT.items() for t, m in of])
def test_wrong_layout(text: str, language: str, meant: str) -> None:
    guess = TONGUE.identify(text)
    assert (guess.script, guess.text) == ("layout", meant)
    assert guess.language == language or language == "kk"  # two words may be Kyrgyz as well


@pytest.mark.parametrize("text", ["hrw", "who", "ok", "BBC", "PDF", "kk", "сот", "ok да", "https://t.me/abc"])
def test_right_layout_is_left_alone(text: str) -> None:
    assert TONGUE.identify(text).text == text


@pytest.mark.parametrize("text", ["Human Rights Watch не айтты", "BBC бұл туралы не жазды", "WhatsApp чат бар ма"])
def test_names_in_another_script_do_not_decide(text: str) -> None:
    assert TONGUE.identify(text).language == "kk"


@pytest.mark.parametrize("name", ["сатыбалдин", "токтогулов", "нурлан ахметов", "айгүл"])
@pytest.mark.parametrize("language", ["ru", "kk", "ky"])
def test_names_follow_the_prior(name: str, language: str) -> None:
    guess = TONGUE.identify(name, {language: 0.85, "ru": 0.05, "kk": 0.05, "ky": 0.05, "en": 0.03} | {language: 0.85})
    assert guess.language == language or guess.probabilities[language] > 0.1


@pytest.mark.parametrize("text", ["how many years did they get", "сколько лет им дали", "канча жыл берилди аларга"])
def test_prior_is_no_verdict(text: str) -> None:
    prior = {"kk": 0.9, "ru": 0.04, "ky": 0.03, "en": 0.03, "other": 0.01}
    assert TONGUE.identify(text, prior).language == TONGUE.identify(text).language


@pytest.mark.parametrize("text", ["", "?!", "2025", "👍", "   "])
def test_nothing_to_go_by_gives_the_prior(text: str) -> None:
    guess = TONGUE.identify(text, {"ky": 3.0, "ru": 1.0})
    assert guess.language == "ky"
    assert guess.probabilities["ky"] == pytest.approx(3 / 7)  # the languages left out weigh as little as the least


@given(st.text(alphabet=st.characters(), max_size=400) | st.text(alphabet="абвқa];' 12йw", max_size=40))
def test_never_fails_and_probabilities_sum_to_one(text: str) -> None:
    guess = TONGUE.identify(text)
    assert set(guess.probabilities) == set(LANGUAGES)
    assert sum(guess.probabilities.values()) == pytest.approx(1)
    assert guess.probabilities[guess.language] == max(guess.probabilities.values())
    assert len(guess.text) == len(text)


@given(st.text(alphabet=st.characters(), max_size=90) | st.text(alphabet="сколько лет шщu yнq", max_size=40))
def test_no_text_fits_better_than_its_bound(text: str) -> None:
    (found,) = TONGUE._grams([normalise(text)])
    assert TONGUE._likeness(found).fit <= TONGUE._best_fit(found) + 1e-9


@given(
    st.text(alphabet="сколько летшщuyнqқө 7'", max_size=40)
    | st.sampled_from([text for of in (PLAIN, FOLDED, LATIN) for texts in of.values() for text in texts])
)
def test_likeness_is_the_sum_over_grams(text: str) -> None:
    words = normalise(text)
    (found,) = TONGUE._grams([words])
    likeness = TONGUE._likeness(found)
    hashes, kinds = grams(words)
    keys = (hashes * _SPREAD).tolist()
    known = [any(key in rows for rows in ROWS.values()) for key in keys]
    weights = [TONGUE._weights[kind] for kind in kinds.tolist()]
    costs: list[float] = []
    for name, rows in ROWS.items():
        if name in map(script, words):
            cost = np.zeros(len(TONGUE._tables[name].classes))
            for key, weight, is_known in zip(keys, weights, known, strict=True):
                cost += weight * (rows[key] * TONGUE._step if key in rows else INSERTED if is_known else UNSEEN)
            costs += cost.tolist()
    of_words = [is_known for is_known, kind in zip(known, kinds.tolist(), strict=True) if kind == LONGEST]
    heat = TONGUE._heat[0] + TONGUE._heat[1] * len(words) ** 0.5
    if len(of_words) <= 2 and not any(of_words):
        heat *= STRANGE
    priors = [each.log_prior for each in likeness.classes]
    assert likeness.scores == pytest.approx([prior - cost / heat for prior, cost in zip(priors, costs, strict=True)])
    assert likeness.fit == pytest.approx(-min(costs, default=math.inf) / (sum(weights) or 1.0))
    assert likeness.familiar == all(of_words)


@given(st.text(alphabet="aяꙗ՞ա中٧ⅷ ", max_size=12))
def test_there_is_evidence_unless_other_letters_are_more(text: str) -> None:
    alien = sum(letter.isalpha() and script(letter) == "other" for letter in text)
    known = sum(map(str.isalpha, text)) - alien
    assert _has_evidence(text) == (known > 0 and known >= alien)


@given(st.sampled_from([text for of in PLAIN.values() for text in of]), st.sampled_from(LANGUAGES))
def test_a_prior_only_helps_its_language(text: str, language: str) -> None:
    without = TONGUE.identify(text).probabilities[language]
    prior = {name: 5.0 if name == language else 1.0 for name in LANGUAGES} | {
        "other": 5 / 4 if language == "other" else 1 / 4
    }
    assert TONGUE.identify(text, prior).probabilities[language] >= without


def test_rest_of_a_long_text_is_kept() -> None:
    text = "ghbdtn " * READ
    guess = TONGUE.identify(text)
    assert guess.script == "layout"
    assert guess.text[READ:] == text[READ:]


def test_budgets() -> None:
    # Five times what was measured, so that a busy machine does not fail.
    assert MODEL.stat().st_size < 3_000_000
    start = time.perf_counter()
    Tongue()
    assert time.perf_counter() - start < 0.25
    times = []
    for text in ["сколько лет дали полицейским за то, что они сделали с ним?"] * 50 + ["ghbdtn " * 500, "қ" * 5_000]:
        start = time.perf_counter()
        TONGUE.identify(text)
        times.append(time.perf_counter() - start)
    assert median(times) < 0.005
    assert max(times) < 0.05


@pytest.mark.parametrize("damaged", [b"", b"tongue 0\n{}\n", MODEL.read_bytes()[:-7], MODEL.read_bytes() + b"x"])
def test_damaged_models_are_refused(damaged: bytes) -> None:
    with pytest.raises(ValueError, match=r"model|buffer"):
        Tongue(damaged)
