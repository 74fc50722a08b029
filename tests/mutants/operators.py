"""What is changed: for every file, the changes that mean something, in the order of the text."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence

from tests.mutants.change import Change, Source, parses

#: Left out of a query, these change which rows it finds, in what order, or what it locks.
_QUERY_PARTS = {"where", "order_by", "limit", "offset", "desc", "distinct", "with_for_update", "having", "on_conflict"}
_CONDITIONS = {"where", "and_", "or_", "having", "filter"}
_COMPARED = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
}
_COMPUTED = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "*"),
    ast.Mod: ("%", "*"),
    ast.LShift: ("<<", ">>"),
    ast.RShift: (">>", "<<"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
}
_SWAPPED = {"min": "max", "max": "min", "any": "all", "all": "any"}
#: Keywords that say how Python is to do it, not what the program does.
_FORMAL = {"frozen", "kw_only", "slots", "strict", "deterministic", "exist_ok", "parents", "stacklevel", "exc_info"}
#: How many members of one list or tuple are left out in turn, from both ends.
_MEMBERS = 2

Replacement = tuple[int, int, str]


def changes(file: str, text: str) -> list[Change]:
    """Every change of this file that parses, once each, in the order of the text."""
    source = Source(text)
    found: dict[str, Change] = {}
    for node in _changeable(source.tree):
        for rule in _RULES:
            for start, end, after in rule(source, node):
                change = Change(file=file, start=start, end=end, after=after)
                changed = change.apply(text)
                if changed != text and changed not in found and parses(changed):
                    found[changed] = change
    return sorted(found.values(), key=lambda change: (change.start, change.end, change.after))


def _changeable(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes but type annotations, docstrings, log calls, what an exception says, and decorators of data classes."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "format_spec") or (
            name == "decorator_list" and isinstance(node, ast.ClassDef)
        ):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _left_alone(child):
                yield from _changeable(child)


def _left_alone(node: ast.AST) -> bool:
    match node:
        case ast.Raise() | ast.Assert() | ast.Import() | ast.ImportFrom():
            return True
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Call(func=ast.Attribute(value=ast.Name(id="log"))):
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id="log")))):
            return True
        case ast.Call(func=ast.Name(id="TypeVar" | "NewType" | "cast")):
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")) | ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
            return True
        case ast.keyword(arg=str(name)):
            return name in _FORMAL
    return False


def _compare(source: Source, node: ast.AST) -> Iterator[Replacement]:
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        for operator, left, right in zip(node.ops, sides, sides[1:], strict=False):
            yield from _between(source, left, right, _COMPARED.get(type(operator)))


def _compute(source: Source, node: ast.AST) -> Iterator[Replacement]:
    if isinstance(node, ast.BinOp) and not any(_wordy(side) for side in (node.left, node.right)):
        yield from _between(source, node.left, node.right, _COMPUTED.get(type(node.op)))


def _wordy(node: ast.AST) -> bool:
    """Text or a list: put together with ``+``, formatted with ``%``."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, (str, bytes))
    return isinstance(node, (ast.JoinedStr, ast.List, ast.Tuple, ast.ListComp))


def _between(source: Source, left: ast.expr, right: ast.expr, signs: tuple[str, str] | None) -> Iterator[Replacement]:
    if signs is None:
        return
    start, end = source.span(left)[1], source.span(right)[0]
    spaced = r"\s+".join(map(re.escape, signs[0].split()))
    word = rf"\b{spaced}\b" if signs[0][0].isalpha() else spaced
    if found := re.search(word, source.text[start:end]):
        yield start + found.start(), start + found.end(), signs[1]


def _number(source: Source, node: ast.AST) -> Iterator[Replacement]:
    if isinstance(node, ast.Constant) and not isinstance(source.parents.get(node), ast.FormattedValue):
        start, end = source.span(node)
        if isinstance(node.value, bool):
            yield start, end, str(not node.value)
        elif isinstance(node.value, int):
            yield start, end, str(node.value + 1)
            if node.value > 2:
                yield start, end, str(node.value * 2)
                yield start, end, str(node.value // 2)
        elif isinstance(node.value, float):
            yield start, end, repr(node.value * 2 or 1.0)
            yield start, end, repr(node.value / 2 or 1.0)


def _condition(source: Source, node: ast.AST) -> Iterator[Replacement]:
    """An operand of ``and``/``or`` left out, a ``not`` left out, a guard that never holds, one branch of two."""
    match node:
        case ast.BoolOp(op=operator, values=values):
            sign = " and " if isinstance(operator, ast.And) else " or "
            for index in range(len(values)):
                kept = [_wrapped(source, value) for value in values[:index] + values[index + 1 :]]
                yield (*source.span(node), f"({sign.join(kept)})" if len(kept) > 1 else kept[0])
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield (*source.span(node), f"bool{_wrapped(source, operand, always=True)}")
        case ast.If(test=test, orelse=[]) if isinstance(
            node.body[-1], (ast.Return, ast.Raise, ast.Continue, ast.Break)
        ):
            yield (*source.span(test), "False")
        case ast.IfExp(body=body, orelse=other):
            yield (*source.span(node), _wrapped(source, body))
            yield (*source.span(node), _wrapped(source, other))


def _wrapped(source: Source, node: ast.expr, *, always: bool = False) -> str:
    loose = isinstance(node, (ast.BoolOp, ast.IfExp, ast.NamedExpr, ast.Lambda)) or "\n" in source.of(node)
    return f"({source.of(node)})" if loose or always else source.of(node)


def _query(source: Source, node: ast.AST) -> Iterator[Replacement]:
    """A condition of a query left out, or a whole part of one."""
    if not isinstance(node, ast.Call):
        return
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in _CONDITIONS and len(node.args) > 1:
        yield from _each_left_out(source, node.args)
    elif isinstance(node.func, ast.Attribute) and name in _QUERY_PARTS:
        yield (*source.span(node), source.of(node.func.value))


def _call(source: Source, node: ast.AST) -> Iterator[Replacement]:
    """``min`` for ``max``; a keyword with a plain value left out (``repr=False``, ``ge=1``)."""
    if not isinstance(node, ast.Call):
        return
    if isinstance(node.func, ast.Name) and node.func.id in _SWAPPED:
        yield (*source.span(node.func), _SWAPPED[node.func.id])
    for index, keyword in enumerate(node.keywords):
        if keyword.arg not in _FORMAL and isinstance(keyword.value, ast.Constant) and keyword.arg:
            yield _left_out(source, [*node.args, *node.keywords], len(node.args) + index)


def _members(source: Source, node: ast.AST) -> Iterator[Replacement]:
    if not isinstance(node, (ast.List, ast.Tuple, ast.Set)) or len(node.elts) < 2:
        return
    stored = isinstance(getattr(node, "ctx", None), ast.Store)
    if not stored and not isinstance(source.parents.get(node), (ast.Subscript, ast.Return, ast.Yield)):
        yield from list(_each_left_out(source, node.elts))[:: len(node.elts) - 1][:_MEMBERS]


def _each_left_out(source: Source, nodes: Sequence[ast.expr]) -> Iterator[Replacement]:
    for index in range(len(nodes)):
        yield _left_out(source, nodes, index)


def _left_out(source: Source, nodes: Sequence[ast.expr | ast.keyword], index: int) -> Replacement:
    """Up to the next one; the last one leaves its comma."""
    start, end = source.span(nodes[index])
    return start, source.span(nodes[index + 1])[0] if index + 1 < len(nodes) else end, ""


def _slice(source: Source, node: ast.AST) -> Iterator[Replacement]:
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice) and isinstance(node.ctx, ast.Load):
        yield (*source.span(node), source.of(node.value))


def _statement(source: Source, node: ast.AST) -> Iterator[Replacement]:
    """A call for its effect, a counting, or what is set on an object, left out."""
    match node:
        case ast.Expr(value=ast.Call() | ast.Await()) | ast.AugAssign():
            yield (*source.span(node), "pass")
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield (*source.span(node), "pass")
        case ast.Continue() | ast.Break():
            yield (*source.span(node), "pass")


_RULES: tuple[Callable[[Source, ast.AST], Iterator[Replacement]], ...] = (
    _compare,
    _compute,
    _number,
    _condition,
    _query,
    _call,
    _members,
    _slice,
    _statement,
)
