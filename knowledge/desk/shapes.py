"""In which order the keys of a record's entries stand: the order in which the model names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args, get_origin

from pydantic import BaseModel

__all__ = ["Shape", "shape_of"]


@dataclass(frozen=True)
class Shape:
    """The keys of a group in their order, and the shapes of the groups in or under them."""

    keys: tuple[str, ...] = ()
    inside: Mapping[str, Shape] = field(default_factory=dict)

    def of(self, key: str) -> Shape:
        return self.inside.get(key, _NONE)

    def place(self, key: str) -> int:
        """Where a key belongs; keys that the model does not know come last."""
        return self.keys.index(key) if key in self.keys else len(self.keys)


_NONE = Shape()


def shape_of(annotation: object) -> Shape:
    """The shape of what a type describes; that of a list is the shape of its items."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        inside = {name: shape_of(each.annotation) for name, each in annotation.model_fields.items()}
        return Shape(tuple(inside), inside)
    arguments = get_args(annotation)
    if get_origin(annotation) is Literal:
        return _NONE
    if get_origin(annotation) is Mapping:
        keys, values = arguments
        return Shape(get_args(keys), dict.fromkeys(get_args(keys), shape_of(values)))
    return next((shape for shape in map(shape_of, arguments) if shape.keys), _NONE)
