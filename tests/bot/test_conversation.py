"""What is remembered of a conversation, and for how long."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import conversation
from bot.conversation import ANSWERS_A_MINUTE, FRAGMENT_SECONDS, MEMORY_SECONDS, Conversations
from knowledge.finding import Candidate, Finding
from tests.bot.people import Clock


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def conversations(clock):
    return Conversations(clock)


def kept(conversations: Conversations) -> str:
    """Everything in the memory of conversations, as text."""
    return repr([vars(memory) for memory in vars(conversations).values() if hasattr(memory, "__dict__")])


def test_the_fact_told_last_is_remembered_for_each_chat(conversations):
    conversations.tell("a", "one")
    conversations.tell("a", "two")
    conversations.tell("b", "three")
    assert [conversations.told(key) for key in "abc"] == ["two", "three", None]


def test_the_answer_to_a_question_is_remembered_for_its_chat(conversations):
    conversations.answered("a", 5, 6)
    assert [conversations.answer_to("a", 5), conversations.answer_to("b", 5), conversations.answer_to("a", 6)] == [
        6, None, None,
    ]  # fmt: skip


def test_after_some_minutes_nothing_is_remembered(conversations, clock):
    conversations.tell("a", "one")
    conversations.answered("a", 5, 6)
    clock.seconds += MEMORY_SECONDS
    assert (conversations.told("a"), conversations.answer_to("a", 5)) == ("one", 6)
    clock.seconds += 1
    assert (conversations.told("a"), conversations.answer_to("a", 5)) == (None, None)


def test_what_is_too_old_is_let_go_of_when_anybody_speaks(conversations, clock):
    conversations.tell("quiet", "one")
    conversations.answered("quiet", 5, 6)
    clock.seconds += MEMORY_SECONDS + 1
    conversations.tell("other", "two")
    conversations.answered("other", 7, 8)
    assert "quiet" not in kept(conversations)
    assert "other" in kept(conversations)


def test_memory_is_bounded_and_those_who_were_quiet_longest_go_first(conversations, monkeypatch):
    monkeypatch.setattr(conversation, "MEMORY_CHATS", 3)
    for key in "abc":
        conversations.tell(key, "fact")
        conversations.answered(key, 1, 2)
    for key in "ad":
        conversations.tell(key, "fact")
        conversations.answered(key, 1, 2)
    assert [key for key in "abcd" if conversations.told(key)] == ["a", "c", "d"]
    assert [key for key in "abcd" if conversations.answer_to(key, 1)] == ["a", "c", "d"]


def test_forgetting_one_chat_leaves_the_others(conversations):
    for key in "ab":
        conversations.tell(key, "fact")
        conversations.answered(key, 1, 2)
        conversations.answered(key, 3, 4)
    conversations.forget("a")
    conversations.forget("never seen")
    assert (conversations.told("a"), conversations.answer_to("a", 1), conversations.answer_to("a", 3)) == (None,) * 3
    assert (conversations.told("b"), conversations.answer_to("b", 3)) == ("fact", 4)


def test_what_a_message_told_is_remembered_without_the_words_of_the_question(conversations, clock):
    finding = Finding("a question", "en", "answer", None, (Candidate("one", 0.9, "a stored question"),))
    conversations.say("a", 7, ("one",), finding)
    said = conversations.said("a", 7)
    assert said.facts == ("one",)
    assert said.finding == replace(finding, question="")
    assert conversations.said("b", 7) is None
    clock.seconds += MEMORY_SECONDS + 1
    assert conversations.said("a", 7) is None


def test_half_a_question_is_remembered_for_seconds_only(conversations, clock):
    conversations.not_answered("a", "how many")
    clock.seconds += FRAGMENT_SECONDS
    assert conversations.unanswered("a") == "how many"
    clock.seconds += 1
    assert conversations.unanswered("a") is None


def test_forgetting_a_chat_leaves_nothing_of_it(conversations):
    for key in ("a", "b"):
        conversations.tell(key, "one")
        conversations.answered(key, 5, 6)
        conversations.say(key, 6, ("one",))
        conversations.not_answered(key, "how many")
        conversations.is_new_album(key, "album")
        conversations.may_answer(key)
    conversations.forget("a")
    assert "'a'" not in kept(conversations)
    assert (conversations.told("b"), conversations.unanswered("b")) == ("one", "how many")
    assert not conversations.is_new_album("b", "album")


def test_a_group_can_bear_so_many_answers_in_any_minute(conversations, clock):
    times = []
    for _ in range(200):
        clock.seconds += 3
        if conversations.may_answer("a"):
            times.append(clock.seconds)
    assert all(len([t for t in times if start <= t < start + 60]) <= ANSWERS_A_MINUTE for start in times)
    assert len(times) >= ANSWERS_A_MINUTE * (200 * 3 // 60)
