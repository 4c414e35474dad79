"""Replies of any content, for properties of the surfaces."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.reply import (
    DRAWABLES,
    EXPORTS,
    SETTLEMENTS,
    SORTINGS,
    STEPS,
    THEMES,
    Announce,
    Button,
    Choose,
    CitationLine,
    Cite,
    Dismiss,
    Draw,
    Explain,
    Export,
    FinishReport,
    Follow,
    HandOn,
    Judge,
    NameMe,
    Open,
    OpenInbox,
    OpenJournal,
    OpenLanguages,
    OpenNumbers,
    OpenPeople,
    OpenPerson,
    OpenSource,
    OpenSources,
    OpenTimeline,
    OpenTopic,
    Paragraph,
    Reply,
    Settle,
    Share,
    Sort,
    Visit,
    Write,
    Wrong,
)
from knowledge.desk.handed import REPORT_KINDS
from knowledge.model import LANGUAGES

__all__ = ["actions", "cites", "data_actions", "replies", "texts"]

#: Anything a person or a source may write, and what is most likely to break a markup.
texts = st.one_of(
    st.text(min_size=1, max_size=40),
    st.lists(
        st.sampled_from(["<b>", "</b>", "<", ">", "&", "&amp;", "&lt;", '"', "'", "[1]", "[99]", "[", "\n", "ң", "🏛"]),
        min_size=1,
        max_size=12,
    ).map("".join),
)
languages = st.sampled_from(LANGUAGES)
#: Ids as the model of the record lets them be: a fact's has at most 40 characters.
ids = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,7}){0,4}", fullmatch=True)
#: Ids of questions and reports.
tokens = st.from_regex(r"[0-9a-f]{8}", fullmatch=True)
data_actions = st.one_of(
    st.builds(Open, ids, languages, st.booleans()),
    st.builds(OpenPeople, languages, st.integers(0, 999)),
    st.builds(OpenTopic, st.one_of(st.just(""), ids), languages, st.integers(0, 999)),
    st.builds(OpenPerson, ids, languages, st.integers(0, 999)),
    st.builds(OpenSources, st.one_of(st.just(""), ids), languages, st.integers(0, 999)),
    st.builds(OpenSource, ids, languages, st.integers(0, 999)),
    st.builds(OpenTimeline, languages, st.integers(0, 999)),
    st.builds(OpenNumbers, languages, st.integers(0, 999)),
    st.builds(OpenLanguages, ids, languages),
    st.builds(Explain, ids, languages),
    st.builds(Choose, languages),
    st.builds(Dismiss, languages),
    st.builds(Draw, st.sampled_from(DRAWABLES), languages, st.integers(0, 999), st.sampled_from(THEMES)),
    st.builds(Write, st.sampled_from(DRAWABLES), languages),
    st.builds(Export, st.sampled_from(EXPORTS), languages),
    st.builds(Judge, ids, st.integers(1, 9999), languages, st.booleans()),
    st.builds(Wrong, ids, st.integers(1, 9999), languages, st.none() | st.sampled_from(REPORT_KINDS)),
    st.builds(FinishReport, st.booleans(), languages),
    st.builds(HandOn, languages),
    st.builds(OpenInbox, languages, st.integers(0, 999)),
    st.builds(OpenJournal, languages, st.integers(0, 999)),
    st.builds(NameMe, languages),
    st.builds(Sort, st.sampled_from(SORTINGS), tokens, st.integers(1, 9999), st.just("") | ids, languages),
    st.builds(Settle, st.sampled_from(SETTLEMENTS), tokens, languages),
    st.builds(Follow, st.booleans(), languages),
    st.builds(Announce, st.sampled_from(STEPS), ids, languages),
)
addresses = texts.map(lambda text: "https://example.org/?q=" + "".join(text.split()))
cites = st.builds(Cite, ids, st.integers(1, 999), st.text(min_size=1, max_size=150), st.text(max_size=300))
actions = st.one_of(data_actions, st.builds(Visit, addresses), st.builds(Share, ids, languages), cites)


@st.composite
def citations(draw: st.DrawFn) -> tuple[CitationLine, ...]:
    number = draw(st.integers(0, 4))
    return tuple(
        CitationLine(
            n=n,
            source=draw(ids),
            publisher=draw(texts),
            title=draw(texts),
            date="2025-01-30",
            language="en",
            url=draw(st.none() | addresses),
            line=draw(texts),
        )
        for n in range(1, number + 1)
    )


replies = st.builds(
    Reply,
    language=languages,
    kind=st.sampled_from(["answer", "suggest", "none", "page"]),
    paragraphs=st.lists(
        st.builds(Paragraph, texts, st.sampled_from(["plain", "heading", "bullet", "note", "correction"])),
        min_size=1,
        max_size=5,
    ).map(tuple),
    citations=citations(),
    citations_title=texts,
    closing=texts,
    as_of=st.just("2025-01-30"),
    facts=st.just(()),
    buttons=st.lists(
        st.lists(st.builds(Button, texts.filter(str.strip), actions), min_size=1, max_size=3).map(tuple), max_size=4
    ).map(tuple),
)
