"""The reliability curves of question sets as a picture: an SVG of a few lines, nothing else is needed to draw it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Final

from knowledge.evaluation.calibration import Calibration

__all__ = ["draw"]

# One square per set, side by side. All in pixels.
_SIDE: Final = 320
_LEFT, _TOP, _BELOW, _GAP = 56, 44, 92, 24
_BARS: Final = 40  # the height of the strip that shows how many questions a bin has
_INK, _GREY, _LINE, _FILL = "#1f2328", "#8c959f", "#d0d7de", "#0969da"
_TICKS: Final = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def draw(curves: Mapping[str, Calibration]) -> str:
    """An SVG document with one reliability curve a set: stated probability to the right, seen share upwards.

    A whisker is the 95 % interval of a bin's share; the strip below shows how many questions each bin has.
    """
    width = _LEFT + len(curves) * (_SIDE + _LEFT) - _LEFT + _GAP
    height = _TOP + _SIDE + _BELOW
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-family="DejaVu Sans, Verdana, Arial, sans-serif" font-size="12" fill="{_INK}">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for place, (name, curve) in enumerate(curves.items()):
        parts.append(f'<g transform="translate({_LEFT + place * (_SIDE + _LEFT)},{_TOP})">')
        parts += [*_axes(name, curve), *_curve(curve), "</g>"]
    return "\n".join([*parts, "</svg>", ""])


def _axes(name: str, curve: Calibration) -> Iterator[str]:
    yield f'<text x="0" y="-24" font-size="14" font-weight="bold">{escape(name)}</text>'
    yield (
        f'<text x="0" y="-8" fill="{_GREY}">{curve.count} questions, ECE {curve.ece:.3f}, Brier {curve.brier:.3f}'
        "</text>"
    )
    for tick in _TICKS:
        at = tick * _SIDE
        yield f'<path d="M{at:.0f} 0V{_SIDE}M0 {at:.0f}H{_SIDE}" stroke="{_LINE}"/>'
        yield f'<text x="-8" y="{_SIDE - at + 4:.0f}" text-anchor="end">{tick:.1f}</text>'
        yield f'<text x="{at:.0f}" y="{_SIDE + _BARS + 18}" text-anchor="middle">{tick:.1f}</text>'
    yield f'<path d="M0 {_SIDE}L{_SIDE} 0" stroke="{_GREY}" stroke-dasharray="4 4"/>'
    yield f'<text x="{_SIDE / 2}" y="{_SIDE + _BARS + 38}" text-anchor="middle">stated probability</text>'
    yield f'<text transform="translate(-40,{_SIDE / 2}) rotate(-90)" text-anchor="middle">share that was right</text>'


def _curve(curve: Calibration) -> Iterator[str]:
    most = max((each.count for each in curve.bins), default=1)
    points = [(each.predicted * _SIDE, (1 - each.observed) * _SIDE, each) for each in curve.bins]
    for x, _, each in points:
        tall = _BARS * each.count / most
        left, wide = each.low * _SIDE, (each.high - each.low) * _SIDE
        yield (
            f'<rect x="{left + 1:.1f}" y="{_SIDE + _BARS - tall:.1f}" width="{wide - 2:.1f}" height="{tall:.1f}" '
            f'fill="{_LINE}"/>'
        )
        yield (
            f'<text x="{left + wide / 2:.1f}" y="{_SIDE + _BARS - 3}" text-anchor="middle" font-size="10" '
            f'fill="{_INK}">{each.count}</text>'
        )
        yield (
            f'<path d="M{x:.1f} {(1 - each.least) * _SIDE:.1f}V{(1 - each.most) * _SIDE:.1f}" '
            f'stroke="{_FILL}" stroke-opacity="0.45" stroke-width="3"/>'
        )
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)
    yield f'<polyline points="{line}" fill="none" stroke="{_FILL}" stroke-width="2"/>'
    for x, y, _ in points:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{_FILL}"/>'
