"""A ``Reply`` as plain text: for the command line, for JSON, and wherever formatting is not to be had."""

from __future__ import annotations

from bot.reply import CitationLine, Paragraph, Reply

__all__ = ["plain"]


def plain(reply: Reply) -> str:
    """The reply as text with numbered sources and their addresses; offered choices are numbered too."""
    blocks = [_paragraph(paragraph) for paragraph in reply.paragraphs]
    if reply.kind == "suggest":
        labels = [button.label for row in reply.buttons for button in row]
        blocks.append("\n".join(f"{n}. {label}" for n, label in enumerate(labels, start=1)))
    if reply.citations:
        blocks.append("\n".join([f"{reply.citations_title}:", *(_citation(citation) for citation in reply.citations)]))
    if reply.closing:
        blocks.append(reply.closing)
    return "\n\n".join(blocks)


def _paragraph(paragraph: Paragraph) -> str:
    prefix = {"bullet": "• ", "correction": "! "}.get(paragraph.style, "")
    return prefix + paragraph.text


def _citation(citation: CitationLine) -> str:
    address = f" — {citation.url}" if citation.url else ""
    return f"[{citation.n}] {citation.line}{address}"
