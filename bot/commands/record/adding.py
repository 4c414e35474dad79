"""``record new``: a fact with its questions and sources, asked for piece by piece or taken from a file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.counting import counted
from bot.errors import Advice

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output

    from bot.commands.record.guide import Ask
    from knowledge.desk.adding import Addition
    from knowledge.problems import Problem

__all__ = ["add_to", "asking_at", "run"]


def add_to(tools: Any) -> None:
    command = tools.add_parser(
        "new",
        help="add a fact, with its questions and sources",
        description="Asks for a fact piece by piece, checks each answer at once, shows the whole and writes it. With "
        "--from it is taken from a YAML file: a fact's keys, and beside them questions, by language, and sources, a "
        "list of new ones. What is left out is filled in: kind, version, the days of review, texts in languages that "
        "wait for an editor. A fact that lacks a text or questions in a language becomes a draft. Nothing is written "
        "before the end, and then all of it or nothing.",
    )
    command.add_argument("--from", dest="file", metavar="FILE", help="take the fact from a YAML file; - is the input")
    command.add_argument("--draft", action="store_true", help="keep it from readers, whatever it has")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    import datetime as dt

    from bot.commands.opening import BROKEN_RECORD, opening, record_folder
    from knowledge.desk.adding import check_addition, write_addition
    from knowledge.places import placed_in
    from knowledge.storage import RecordStorage

    folder, today = record_folder(options), dt.date.today()
    if not options.file and not _is_asked():
        raise Advice("nobody is here to be asked: name a YAML file with --from FILE, or - for the input", 2)
    ask = None if options.file else asking_at()
    addition = _from_file(options.file, today) if ask is None else _from_answers(ask, options, today)
    if options.draft:
        addition = addition.as_draft()
    with opening(folder):
        problems, told = check_addition(RecordStorage(folder).read(), addition)
    if options.file and options.file != "-":
        path, files = Path(options.file), addition.files()
        problems, told = (placed_in(path, options.file, each, files) for each in (problems, told))
    if problems:
        _print(problems)
        raise Advice("nothing was written: mend this first")
    _print(told)
    if told and not addition.is_draft:
        if ask is None or ask("keep it as a draft, to be mended? (y, n)", _yes_or_no, ("y", "n"), "y") == "n":
            raise Advice("nothing was written: mend this first, or keep the fact as a draft with --draft")
        addition = addition.as_draft()
    if ask is not None:
        _show(addition)
        if ask("write it? (y, n)", _yes_or_no, ("y", "n"), "y") == "n":
            raise Advice("nothing was written")
    try:
        with opening(folder):
            names = write_addition(folder, addition)
    except ValueError as error:
        raise Advice(f"nothing was written: {error}") from None
    for name in names:
        print(name)
    print(_closing(addition, told), file=sys.stderr)
    return BROKEN_RECORD if told else 0


def asking_at(input: Input | None = None, output: Output | None = None) -> Ask:
    """Asks at the terminal, with completion; an answer that does not pass its check stays to be mended.

    Enter alone takes the default, which stands behind the question.

    Raises:
        Advice: the terminal was closed. Ctrl-C is a KeyboardInterrupt, as everywhere.
    """
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import WordCompleter
    from prompt_toolkit.document import Document
    from prompt_toolkit.validation import ValidationError, Validator

    session: PromptSession[str] = PromptSession(input=input, output=output)

    class Checked(Validator):
        def __init__(self, check: Callable[[str], str | None], default: str) -> None:
            self._check, self._default = check, default

        def validate(self, document: Document) -> None:
            if advice := self._check(document.text.strip() or self._default):
                raise ValidationError(cursor_position=len(document.text), message=advice)

    def ask(
        question: str,
        /,
        check: Callable[[str], str | None] = lambda _: None,
        words: Sequence[str] = (),
        default: str = "",
    ) -> str:
        try:
            # Named, not typed in beforehand: whoever wants another one need not delete it first.
            typed = session.prompt(
                f"{question} [{default}]: " if default else f"{question}: ",
                completer=WordCompleter(list(words), WORD=True),
                validator=Checked(check, default),
                validate_while_typing=False,
            )
            return typed.strip() or default
        except EOFError:
            raise Advice("nothing was written") from None

    return ask


def _is_asked() -> bool:
    """Whether somebody is at the terminal."""
    return sys.stdin.isatty()


def _from_answers(ask: Ask, options: argparse.Namespace, today: dt.date) -> Addition:
    from bot.commands.opening import open_casebook
    from bot.commands.record.guide import guided
    from knowledge.desk.adding import addition_of

    return addition_of(guided(ask, print, open_casebook(options), today), today)


def _from_file(name: str, today: dt.date) -> Addition:
    from knowledge.desk.adding import AdditionFault, addition_of
    from knowledge.files import FileFault, parse_yaml, read_text

    try:
        text = sys.stdin.read() if name == "-" else read_text(Path(name))
        return addition_of(parse_yaml(text), today)
    except OSError as error:
        raise Advice(f"{name} can't be read: {error.strerror}", 2) from None
    except UnicodeDecodeError:
        raise Advice(f"{name} is not UTF-8 text: save it as UTF-8", 2) from None
    except FileFault as fault:
        raise Advice(f"{name}{f', line {fault.line}' if fault.line else ''}: {fault}", 2) from None
    except AdditionFault as fault:
        raise Advice(f"{name} {fault}", 2) from None


def _show(addition: Addition) -> None:
    from knowledge.editing import update_yaml

    for document in (*addition.sources, addition.fact, addition.questions):
        print(update_yaml(None, document))


def _print(problems: Sequence[Problem]) -> None:
    for problem in problems:
        print(problem)


def _yes_or_no(text: str) -> str | None:
    return None if text in ("y", "n") else "y or n"


def _closing(addition: Addition, told: Sequence[Problem]) -> str:
    state = "a draft, not shown yet" if addition.is_draft else "published"
    standing = f"{counted(len(told), 'problem is', 'problems are')} left in it" if told else "it is in order"
    return f"{addition.id} is {state}; {standing}"
