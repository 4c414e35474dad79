"""Finding the fact that a question asks for. One door: ``Finder.find(question, context) -> Finding``."""

from knowledge.finding.finding import Candidate, Context, Contrast, Finding, Outcome, Reason

__all__ = ["Candidate", "Context", "Contrast", "Finding", "Outcome", "Reason"]
