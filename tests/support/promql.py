"""As much of PromQL as our rules use, over series given by hand: expressions are parsed by a library, not by us.

A series is a name with labels and its samples, oldest first; an instant selector sees the last, ``increase`` all.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import promql_parser as promql

_COMPARED: Mapping[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
}
_TAKEN: Mapping[str, Callable[[Iterable[float]], float]] = {"max": max, "min": min, "sum": sum}


@dataclass(frozen=True, kw_only=True)
class Series:
    measure: str
    labels: Mapping[str, str]
    samples: Sequence[float]


#: Labels, as pairs in order → value.
Vector = dict[tuple[tuple[str, str], ...], float]


def selectors(expression: str) -> list[Any]:
    """Every selector of an expression."""
    return list(_selectors(promql.parse(expression)))


def evaluate(expression: str, series: Sequence[Series]) -> Vector:
    """What is left of an expression: an alert fires for each."""
    return _vector(promql.parse(expression), series)


def matches(selector: Any, labels: Mapping[str, str]) -> bool:
    return all(_matches(matcher, labels.get(matcher.name, "")) for matcher in selector.matchers.matchers)


def _matches(matcher: Any, value: str) -> bool:
    op = str(matcher.op)
    if op.endswith(("Re", "NotRe")):
        return bool(re.fullmatch(matcher.value, value)) is not op.endswith("NotRe")
    return (value == matcher.value) is not op.endswith("NotEqual")


def _selectors(node: Any) -> Iterable[Any]:
    if isinstance(node, promql.VectorSelector):
        yield node
    elif isinstance(node, promql.MatrixSelector):
        yield node.vector_selector
    else:
        for part in (*getattr(node, "args", ()), *(getattr(node, name, None) for name in ("lhs", "rhs", "expr"))):
            yield from _selectors(part) if part is not None else ()


def _vector(node: Any, series: Sequence[Series]) -> Vector:
    if isinstance(node, promql.ParenExpr):
        return _vector(node.expr, series)
    if isinstance(node, promql.VectorSelector):
        return {_key(one.labels): one.samples[-1] for one in _selected(node, series)}
    if isinstance(node, promql.Call):
        return _called(node, series)
    if isinstance(node, promql.AggregateExpr):
        return _aggregated(node, series)
    if isinstance(node, promql.BinaryExpr):
        return _combined(node, series)
    raise AssertionError(f"not understood: {node}")


def _called(node: Any, series: Sequence[Series]) -> Vector:
    (argument,) = node.args
    if node.func.name == "increase":
        found = _selected(argument.vector_selector, series)
        return {_key(one.labels): one.samples[-1] - one.samples[0] for one in found}
    assert node.func.name == "abs", node.func.name
    return {key: abs(value) for key, value in _vector(argument, series).items()}


def _aggregated(node: Any, series: Sequence[Series]) -> Vector:
    by = set(node.modifier.labels) if node.modifier else set()
    groups: dict[tuple[tuple[str, str], ...], list[float]] = {}
    for key, value in _vector(node.expr, series).items():
        groups.setdefault(tuple(pair for pair in key if pair[0] in by), []).append(value)
    return {key: _TAKEN[str(node.op)](values) for key, values in groups.items()}


def _combined(node: Any, series: Sequence[Series]) -> Vector:
    op, left = str(node.op), _vector(node.lhs, series)
    if isinstance(node.rhs, promql.NumberLiteral):
        return {key: value for key, value in left.items() if _COMPARED[op](value, node.rhs.val)}
    right = _vector(node.rhs, series)
    assert op == "/", op
    return {key: value / right[key] for key, value in left.items() if right.get(key)}


def _selected(selector: Any, series: Sequence[Series]) -> list[Series]:
    return [one for one in series if one.measure == selector.name and matches(selector, one.labels)]


def _key(labels: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(labels.items()))
