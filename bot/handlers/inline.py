"""Inline mode: ``@bot words`` in any chat lists facts as one types, each as the whole cited answer."""

from __future__ import annotations

from telegram import Chat, InlineQuery, InlineQueryResultArticle, InlineQueryResultsButton, Update
from telegram.constants import ChatType, InlineQueryLimit
from telegram.error import BadRequest
from telegram.ext import BaseHandler, ContextTypes, InlineQueryHandler

from bot import compose
from bot.services import Services
from bot.speech import speech
from bot.surfaces.inline import article
from bot.surfaces.links import read_share
from knowledge.casebook import Casebook
from knowledge.finding import Context, Finding
from knowledge.finding.completion import Completion
from knowledge.model import LANGUAGES, Language

__all__ = ["handlers"]

# Each result carries the whole answer, up to 4 kB; Telegram asks for more when somebody scrolls.
_PAGE = 20
# A changed language or a corrected fact shows after this long. The default, five minutes, is made for shared results.
_CACHE_SECONDS = 30
# Opens the chat with the bot at its first page; no fact has an id with this sign.
_START = "from_inline"


def handlers(services: Services) -> list[BaseHandler[Update, ContextTypes.DEFAULT_TYPE, None]]:
    """The handler of inline queries. What somebody chooses is neither asked of Telegram nor kept."""
    completions = _Completions()

    async def search(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.inline_query
        if query is None:
            return
        # The private chat with a person has the person's number: its language is theirs everywhere.
        prior = await services.language(Chat(query.from_user.id, ChatType.PRIVATE), query.from_user)
        facts, language, finding = await _ranked(services, completions, query.query, prior)
        start = _offset(query)
        page = facts[start : start + _PAGE]
        results = [_result(services, fact, language, finding, context.bot.username) for fact in page]
        say = speech(language)
        try:
            await context.bot.answer_inline_query(
                query.id,
                results,
                cache_time=_CACHE_SECONDS,
                is_personal=True,
                next_offset=str(start + _PAGE) if start + _PAGE < len(facts) else "",
                button=InlineQueryResultsButton(
                    say("Ask in the chat with the bot")
                    if facts
                    else say("Nothing found: ask in the chat with the bot"),
                    start_parameter=_START,
                ),
            )
        except BadRequest as error:
            # By now another letter was typed, and its results are on their way.
            if "too old" not in error.message.lower() and "query id is invalid" not in error.message.lower():
                raise

    return [InlineQueryHandler(search)]


class _Completions:
    """The completion over the record in use: made once a record, as it reads every headline."""

    def __init__(self) -> None:
        self._made: tuple[Casebook, Completion] | None = None

    def of(self, casebook: Casebook) -> Completion:
        if self._made is None or self._made[0] is not casebook:
            self._made = casebook, Completion(casebook)
        return self._made[1]


def _result(
    services: Services, fact: str, language: Language, finding: Finding | None, username: str
) -> InlineQueryResultArticle:
    casebook, today = services.casebook, services.today()
    if finding is not None and finding.candidates[0].fact == fact:
        reply = compose.reply_to(finding, casebook, today)
    else:
        reply = compose.answer_fact(casebook, fact, language, today)
    return article(reply, casebook.facts[fact].version, username)


async def _ranked(
    services: Services, completions: _Completions, query: str, prior: Language
) -> tuple[list[str], Language, Finding | None]:
    """The facts for what was typed so far, their language, and the finding that answers it, if one does."""
    if not query.strip():
        return _most_useful(services), prior, None
    shared = read_share(query)
    if shared is not None and any(fact.id == shared[0] for fact in services.casebook.published()):
        return [shared[0]], shared[1] or prior, None
    finding = await services.find(query, Context(language=prior))
    # Only now: the record may have been swapped meanwhile.
    published = {fact.id for fact in services.casebook.published()}
    completion = completions.of(services.casebook)
    found = [each.fact for each in finding.candidates] if finding.outcome != "none" else []
    completed = completion.facts(query, finding.language)
    if not found and not completed:
        for language in (prior, *LANGUAGES):
            if completed := completion.facts(query, language):
                return _shown(completed, published), language, None
    # A whole question is answered first; of half a word the finder knows less than the list of beginnings.
    facts = [*found, *completed] if finding.outcome == "answer" else [*completed, *found]
    return _shown(facts, published), finding.language, finding if finding.outcome == "answer" else None


def _shown(facts: list[str], published: set[str]) -> list[str]:
    return [fact for fact in dict.fromkeys(facts) if fact in published][: InlineQueryLimit.RESULTS]


def _most_useful(services: Services) -> list[str]:
    """What is shown before a letter is typed: where the case stands, the key facts, the first fact of each topic."""
    casebook = services.casebook
    first: dict[str, str] = {}
    for fact in casebook.published():
        first.setdefault(fact.topic, fact.id)
    case = casebook.case
    return _shown([case.status_fact, *case.key_facts, *first.values()], {fact.id for fact in casebook.published()})


def _offset(query: InlineQuery) -> int:
    return min(int(query.offset[:4]), int(InlineQueryLimit.RESULTS)) if query.offset.isdecimal() else 0
