"""Light and dark: the colours of pictures, and how well they can be told apart."""

from __future__ import annotations

from bot.reply import Theme

__all__ = ["READABLE", "colours", "contrast"]

# WCAG 2.2, success criterion 1.4.3 (level AA), for text of any size.
READABLE = 4.5

_COLOURS: dict[Theme, dict[str, str]] = {
    "light": {"paper": "#fbfaf6", "ink": "#1b1e23", "muted": "#565d66", "accent": "#a01c22", "rule": "#d8d3c6"},
    "dark": {"paper": "#15181c", "ink": "#eceae4", "muted": "#a9b0b8", "accent": "#ff9a8a", "rule": "#3a4048"},
}
# Of the formula for relative luminance: WCAG 2.2, definition of “relative luminance”.
_WEIGHTS = (0.2126, 0.7152, 0.0722)


def colours(theme: Theme) -> dict[str, str]:
    """The colours of a theme, as ``#rrggbb``: paper, ink, muted and accent for text, rule for lines."""
    return dict(_COLOURS[theme])


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21, as WCAG defines it."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels)
    return sum(weight * each for weight, each in zip(_WEIGHTS, linear, strict=True))
