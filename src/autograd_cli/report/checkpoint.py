"""A gradient with checkpoints: the same to the last bit, from less memory and more work.

In: a problem and its differentiated function. Out: an `Outcome`, and a `Checkpoint` that says what it took. What
has to be explained by all values, a domain left or a number too large, makes it evaluate the whole as ever.
"""

from collections.abc import Sequence

from autograd_cli.ask.problem import Problem
from autograd_cli.graphs.checkpoints import layer_ends, most_held, schedule
from autograd_cli.graphs.graph import Function, NodeId
from autograd_cli.graphs.templates import OURS
from autograd_cli.report.evaluation import Checkpoint
from autograd_cli.report.outcome import Outcome, judge
from autograd_cli.systems.systems import resolve

RUN = "autograd_cli.run.checkpoints:run"


def checkpointed(
    problem: Problem, whole: Function, wanted: Sequence[NodeId], every: int, kinks: str = OURS
) -> tuple[Outcome, Checkpoint]:
    """The outcome of a function whose first output is the problem's value and the others are its partials.

    `every` is how many layers are one segment, of which the last layer is kept.
    """
    primal = problem.function
    names = {node: name for name, node in problem.lowered.names.items()}
    ends = layer_ends(primal, names)
    kept = ends[every - 1 :: every]
    plan = schedule(whole, primal, kept)
    without = most_held(whole, schedule(whole, primal, ()))
    ran = resolve(RUN)(whole, primal, problem.source, problem.values, plan, wanted, kinks)
    told = Checkpoint(
        every=every,
        layers=len(ends) + 1,
        kept=len(kept),
        names=tuple(names[node] for node in kept if node in names),
        held=ran.held,
        without=without,
        recomputed=plan.recomputed,
    )
    outcome = judge(problem, whole, wanted, kinks) if ran.remarkable else Outcome(ran.outputs, ran.findings)
    return outcome, told
