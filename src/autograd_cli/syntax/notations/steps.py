"""Readings in steps, in which no step calls another, so that formulas of any depth can be read.

Takes: a function from a part of a tree to its step, a generator that yields parts and gets what they become. Returns:
what the whole becomes.
"""

from collections.abc import Callable, Generator
from typing import Any, TypeVar, cast

from autograd_cli.syntax.ast import Tree

Part = TypeVar("Part")


def stepped(whole: Part, step: Callable[[Part], Generator[Part, Any, Tree]]) -> Tree:
    """What a whole becomes, by the steps of its parts."""
    stack = [step(whole)]
    made: Tree | None = None
    while True:
        try:
            wanted = stack[-1].send(made)
        except StopIteration as done:
            stack.pop()
            made = cast(Tree, done.value)
            if not stack:
                return made
        else:
            stack.append(step(wanted))
            made = None
