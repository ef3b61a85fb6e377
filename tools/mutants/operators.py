"""What a mutant changes: coefficients, signs, indices, bounds, comparisons and guards, one at a time.

Left as they are: docstrings, annotations, texts and what is raised, the imports that only types need.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator


class Change(NamedTuple):
    """From one place of a text to another, other words."""

    kind: str
    start: int
    end: int
    words: str
    outside: bool  # outside functions: what is worked out when the module is imported
    in_default: bool  # in the default of an argument


class Places(Protocol):
    """Where nodes stand in a text."""

    text: bytes

    def start(self, node: ast.expr | ast.stmt) -> int: ...  # noqa: D102
    def end(self, node: ast.expr | ast.stmt) -> int: ...  # noqa: D102
    def of(self, node: ast.expr | ast.stmt) -> str: ...  # noqa: D102


ARITHMETIC: Final[dict[type[ast.operator], tuple[str, str]]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "*"),
    ast.Mod: ("%", "*"),
    ast.Pow: ("**", "*"),
    ast.BitOr: ("|", "&"),
    ast.BitAnd: ("&", "|"),
}
COMPARISONS: Final[dict[type[ast.cmpop], tuple[str, str]]] = {
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
NAMES: Final = {"min": "max", "max": "min", "any": "all", "all": "any", "floor": "ceil", "ceil": "floor", "abs": ""}
PERIODS: Final = {"t", "u", "v", "first", "last", "period"}  # names of a period where they are an index
Edit = tuple[str, int, int, str]


def changes(tree: ast.AST, places: Places) -> Iterator[Change]:
    """Yield the changes of a module."""
    yield from _walk(tree, places, outside=True, in_default=False)


def _walk(node: ast.AST, places: Places, *, outside: bool, in_default: bool) -> Iterator[Change]:
    only_types = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
    for edit in () if only_types else edits(node, places):
        yield Change(*edit, outside, in_default)
    if isinstance(node, ast.FunctionDef):
        for default in (*node.args.defaults, *(x for x in node.args.kw_defaults if x is not None)):
            yield from _walk(default, places, outside=outside, in_default=True)
        for statement in node.body:
            yield from _walk(statement, places, outside=False, in_default=in_default)
        return
    for child in _children(node):
        yield from _walk(child, places, outside=outside, in_default=in_default)


def _children(node: ast.AST) -> list[ast.AST]:
    """Return the parts of a node that are looked at."""
    if isinstance(node, (ast.Raise, ast.JoinedStr, ast.Import, ast.ImportFrom, ast.Assert)):
        return []
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
        return []
    if isinstance(node, ast.AnnAssign):
        return [node.value] if node.value is not None else []
    if isinstance(node, (ast.Assign, ast.Expr)) and _is_type_or_text(node):
        return []
    if isinstance(node, ast.ClassDef):
        return list(node.body)
    if isinstance(node, ast.keyword) and node.arg == "strict":  # of zip: it asserts, as an assertion does
        return []
    if isinstance(node, ast.Lambda):
        return [node.body]
    return list(ast.iter_child_nodes(node))


def _is_type_or_text(node: ast.Assign | ast.Expr) -> bool:
    """Return whether a statement is a docstring, a list of names or a name for a type."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    target = node.targets[0]
    named = isinstance(target, ast.Name) and target.id[0].isupper() and not target.id.isupper()
    return named or (isinstance(target, ast.Name) and target.id == "__all__")


def edits(node: ast.AST, places: Places) -> Iterator[Edit]:
    """Yield the edits of one node."""
    match node:
        case ast.BinOp():
            yield from _arithmetic(node, places)
        case ast.UnaryOp():
            yield from _unary(node, places)
        case ast.Compare():
            yield from _comparison(node, places)
        case ast.BoolOp():
            yield from _either(node, places)
        case ast.Constant():
            yield from _constant(node, places)
        case ast.Subscript():
            yield from _index(node, places)
        case ast.Call():
            yield from _call(node, places)
        case ast.Tuple() if isinstance(node.ctx, ast.Load):
            yield from _bounds(node, places)
        case ast.If() | ast.IfExp() | ast.While():
            yield from _guard(node, places)
        case ast.comprehension():
            for test in node.ifs:
                yield "guard", places.start(test), places.end(test), "True"
        case ast.AugAssign():
            yield from _augmented(node, places)
        case ast.Break() | ast.Continue():
            words = "continue" if isinstance(node, ast.Break) else "break"
            yield "leap", places.start(node), places.end(node), words
        case ast.Expr() if isinstance(node.value, ast.Call):
            yield "statement", places.start(node), places.end(node), "pass"
        case ast.keyword():
            yield from _bound(node, places)


def _between(left: ast.expr, right: ast.expr, old: str, new: str, places: Places) -> Iterator[tuple[int, int, str]]:
    """Yield the edit of an operator that stands between two nodes."""
    start, end = places.end(left), places.start(right)
    found = places.text[start:end].find(old.encode())
    if found >= 0:
        yield start + found, start + found + len(old), new


def _is_text(node: ast.expr) -> bool:
    inner = [x for x in ast.walk(node) if isinstance(x, (ast.JoinedStr, ast.Constant))]
    return (
        isinstance(node, ast.JoinedStr)
        or (isinstance(node, ast.Constant) and isinstance(node.value, str))
        or (
            isinstance(node, ast.BinOp) and any(isinstance(x, ast.JoinedStr) or isinstance(x.value, str) for x in inner)
        )
    )


def _arithmetic(node: ast.BinOp, places: Places) -> Iterator[Edit]:
    if type(node.op) not in ARITHMETIC or _is_text(node.left) or _is_text(node.right):
        return
    old, new = ARITHMETIC[type(node.op)]
    for start, end, words in _between(node.left, node.right, old, new, places):
        yield "arithmetic", start, end, words
    if isinstance(node.op, (ast.Add, ast.Sub)):
        yield "term", places.start(node), places.end(node), f"({places.of(node.left)})"
    if isinstance(node.op, ast.Add):
        yield "term", places.start(node), places.end(node), f"({places.of(node.right)})"


def _unary(node: ast.UnaryOp, places: Places) -> Iterator[Edit]:
    if isinstance(node.op, (ast.USub, ast.Not)):
        kind = "sign" if isinstance(node.op, ast.USub) else "not"
        yield kind, places.start(node), places.end(node), f"({places.of(node.operand)})"


def _comparison(node: ast.Compare, places: Places) -> Iterator[Edit]:
    sides = [node.left, *node.comparators]
    for left, operator, right in zip(sides, node.ops, node.comparators, strict=False):
        for start, end, words in _between(left, right, *COMPARISONS[type(operator)], places):
            yield "comparison", start, end, words


def _either(node: ast.BoolOp, places: Places) -> Iterator[Edit]:
    old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
    for left, right in zip(node.values, node.values[1:], strict=False):
        for start, end, words in _between(left, right, old, new, places):
            yield "and/or", start, end, words
    for value in node.values[1:]:  # one condition is forgotten
        neutral = "True" if isinstance(node.op, ast.And) else "False"
        yield "condition", places.start(value), places.end(value), neutral


def _constant(node: ast.Constant, places: Places) -> Iterator[Edit]:
    value = node.value
    if isinstance(value, bool):
        words = str(not value)
    elif isinstance(value, int):
        words = "0" if value == 1 else str(value + 1)
    elif isinstance(value, float):
        words = repr(value * 2) if value else "1.0"
    else:
        return
    yield "constant", places.start(node), places.end(node), words


def _index(node: ast.Subscript, places: Places) -> Iterator[Edit]:
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    for part in parts:
        if isinstance(part, ast.Name) and part.id in PERIODS:
            yield "index", places.start(part), places.end(part), f"{part.id} - 1"
    if len(parts) == 1 and places.of(parts[0]) in ("0", "-1"):
        other = "-1" if places.of(parts[0]) == "0" else "0"
        yield "index", places.start(parts[0]), places.end(parts[0]), other


def _call(node: ast.Call, places: Places) -> Iterator[Edit]:
    named = node.func
    if isinstance(named, ast.Name) and named.id in NAMES:
        yield "function", places.start(named), places.end(named), NAMES[named.id]
    if isinstance(named, ast.Attribute) and named.attr in NAMES:
        yield "function", places.end(named) - len(named.attr), places.end(named), NAMES[named.attr] or "real"


def _bounds(node: ast.Tuple, places: Places) -> Iterator[Edit]:
    if len(node.elts) == 2:
        for part in node.elts:
            if isinstance(part, ast.Constant) and (part.value is None or part.value == 0):
                yield "bound", places.start(part), places.end(part), "0" if part.value is None else "None"


def _bound(node: ast.keyword, places: Places) -> Iterator[Edit]:
    words = {"NonNegativeReals": "Reals", "Binary": "NonNegativeReals", "NonNegativeIntegers": "NonNegativeReals"}
    if node.arg in ("domain", "within") and isinstance(node.value, ast.Attribute) and node.value.attr in words:
        yield "bound", places.end(node.value) - len(node.value.attr), places.end(node.value), words[node.value.attr]


def _guard(node: ast.If | ast.IfExp | ast.While, places: Places) -> Iterator[Edit]:
    for words in ("False",) if isinstance(node, ast.While) else ("True", "False"):
        yield "guard", places.start(node.test), places.end(node.test), words


def _augmented(node: ast.AugAssign, places: Places) -> Iterator[Edit]:
    if type(node.op) in ARITHMETIC:
        old, new = ARITHMETIC[type(node.op)]
        for start, end, words in _between(node.target, node.value, f"{old}=", f"{new}=", places):
            yield "arithmetic", start, end, words
        yield "statement", places.start(node), places.end(node), "pass"
