"""What all commands have in common: a decorator that adds the shared options and prints what a body returns.

Takes a function of a `Problem`, a `Call` and a command's own options, which returns a report. Returns the command as
the option parser has it.
"""

import inspect
from collections.abc import Callable, Mapping
from copy import copy
from typing import Annotated, Any, NamedTuple, get_args

import typer
from typer._click.shell_completion import CompletionItem
from typer.core import TyperCommand

from autograd_cli.ask.problem import Problem
from autograd_cli.commands import options as shared
from autograd_cli.commands.arguments import Arguments, formula_and_bindings, plain_words, split
from autograd_cli.commands.call import Call, Words
from autograd_cli.commands.declared import CONTEXT, declared
from autograd_cli.commands.help import COLOR, write_help
from autograd_cli.commands.output import color_chosen, destination
from autograd_cli.commands.problems import read_problem, taken_for_option
from autograd_cli.errors import AutogradError, Source
from autograd_cli.formats import formats_of
from autograd_cli.graphs.templates import OURS
from autograd_cli.report.notes import with_notes
from autograd_cli.systems.systems import resolve
from autograd_cli.wording.languages import ENGLISH

# The name of the parameter that help and completion know the words by; the parser itself gets none of them.
WORDS = "words"
# The formats that write names as symbols, and what finds names that are the same one; loaded for these alone.
LATEX, MERGED = ("latex", "tikz"), "autograd_cli.report.merged_symbols:merged_symbols"


class Takes(NamedTuple):
    """The words that a command takes: how help shows them, how they are sorted, what completes them, and whether
    `--name` binds a variable."""

    metavar: str
    help: str
    sort: Callable[[Arguments], Words]
    complete: Callable[..., list[str]] | None = None
    binds: bool = True


def formula_words(arguments: Arguments) -> Words:
    """A formula, unless a file gives it, and bindings."""
    formula, bindings = formula_and_bindings(arguments)
    return Words(formula, (), bindings)


def other_words(arguments: Arguments) -> Words:
    """Words of another kind, and no bindings."""
    return Words(others=plain_words(arguments))


FORMULA = Takes(
    "FORMULA [NAME=VALUE]...",
    "The formula, `-` for standard input, and values.",
    formula_words,
    shared.complete_function,
)


class SortingCommand(TyperCommand):
    """A command whose words are sorted before the option parser sees them: it gets the options alone."""

    binds = True

    def parse_args(self, context: Any, args: list[str]) -> list[str]:
        if context.resilient_parsing:  # a shell asks for completions of a line that is not finished
            context.meta[shared.TYPED] = list(args)
            return super().parse_args(context, [word for word in args if word.startswith("--")])
        context.obj = split(args, declared(self, self.name or ""), self.binds)
        context.meta[COLOR] = color_chosen(context.obj.options)
        return super().parse_args(context, list(context.obj.options))

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """The options, and a `--name` for every variable of the formula already typed that has no value yet."""
        offered = super().shell_complete(ctx, incomplete)
        words = ctx.meta.get(shared.TYPED, ())
        if self.binds and incomplete.startswith("-"):
            given = {word.lstrip("-").partition("=")[0] for word in words if word.startswith("-") or "=" in word}
            names = [f"--{name}" for name in shared.typed_names(words) if name not in given]
            offered = [CompletionItem(name) for name in names if name.startswith(incomplete)] + offered
        return offered

    def format_help(self, context: Any, formatter: Any) -> None:
        write_help(self, context, formatter)


class WordsCommand(SortingCommand):
    """Such a command that binds no variables: every `--name` is an option."""

    binds = False


def _read(call: Call, own: Mapping[str, Any]) -> Problem:
    return read_problem(call)


def command(
    gives: Any = None,
    *,
    instead: Mapping[str, Any] | None = None,
    takes: Takes = FORMULA,
    reads: Callable[[Call, Mapping[str, Any]], Problem] | None = _read,
    without: str = "",
    reworded: Mapping[str, str] | None = None,
) -> Callable[[Callable[..., Any]], typer.Typer]:
    """A decorator: the function is the body of a command, called with a problem, the call and its own options.

    `gives` is the class of its reports, which says in which formats they can be printed; `instead` has the classes that
    options ask for, by their parameters. What the body returns is printed; None where it has printed by itself. With
    `reads` None the body gets no problem. `without` names shared options that the command lacks, `reworded` has the
    help of those that it words differently.
    """

    def decorated(body: Callable[..., Any]) -> typer.Typer:
        own = {name: one for name, one in inspect.signature(body).parameters.items() if name not in ("problem", "call")}
        lacking = frozenset(without.split()) | ({"explain"} if reads is None else set())
        lacking |= {"let"} if "at" in lacking else set()
        options = _shared(gives, lacking, reworded or {})
        parameters = _parameters(own, options, takes)

        def run(context: typer.Context, **values: Any) -> None:
            chosen = {name: values[name] for name in own}
            try:
                answer(context.obj, values, chosen)
            except AutogradError as error:
                raise taken_for_option(error, context.obj) from None

        def answer(arguments: Arguments, values: Mapping[str, Any], chosen: Mapping[str, Any]) -> None:
            asked = next((kind for name, kind in (instead or {}).items() if values[name] not in (None, False)), gives)
            call = _call(arguments, {name: values[name] for name in options}, takes, asked)
            if reads is None:
                report, source = body(call, **chosen), Source("")
            else:
                problem = reads(call, chosen)
                notes = problem.notes
                if call.destination.format in LATEX:
                    notes = (*notes, *resolve(MERGED)(problem))
                report, source = with_notes(body(problem, call, **chosen), notes), problem.source
            if report is not None:
                call.show(report, source)

        context = inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
        setattr(run, "__signature__", inspect.Signature([context, *parameters]))  # noqa: B010
        run.__annotations__ = {}
        run.__doc__ = body.__doc__
        run.__name__ = body.__name__
        app = typer.Typer(add_completion=False)
        app.command(cls=SortingCommand if takes.binds else WordsCommand, context_settings=CONTEXT)(run)
        return app

    return decorated


def _shared(gives: Any, without: frozenset[str], reworded: Mapping[str, str]) -> dict[str, shared.Declaration]:
    """The shared options that a command has."""
    found = {name: one for name, one in (shared.INPUT | shared.OUTPUT).items() if name not in without}
    if not hasattr(gives, "language"):
        found.pop("lang")
    if gives is None:
        found = {name: one for name, one in found.items() if name not in ("format", "json", "ndjson", "significant")}
    else:
        found["format"] = shared.Declaration(Annotated[str | None, shared.format_option(formats_of(gives))], None)
    for name, text in reworded.items():
        kind, option = get_args(found[name].annotation)
        option = copy(option)
        option.help = text
        found[name] = shared.Declaration(Annotated[kind, option], found[name].default)
    return found


def _parameters(
    own: Mapping[str, inspect.Parameter], options: Mapping[str, shared.Declaration], takes: Takes
) -> list[inspect.Parameter]:
    """The words, the shared options for input, the command's own, the other shared options."""
    argument = typer.Argument(metavar=takes.metavar, help=takes.help, show_default=False, autocompletion=takes.complete)
    ordered = {WORDS: shared.Declaration(Annotated[list[str] | None, argument], None)}
    ordered |= {name: one for name, one in options.items() if name in shared.INPUT}
    ordered |= {name: shared.Declaration(one.annotation, one.default) for name, one in own.items()}
    ordered |= {name: one for name, one in options.items() if name in shared.OUTPUT}
    return [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=one.default, annotation=one.annotation)
        for name, one in ordered.items()
    ]


def _call(arguments: Arguments, given: Mapping[str, Any], takes: Takes, gives: Any) -> Call:
    """The call, from the values of the shared options that the command has."""
    if given["no_color"] and given["color"] == "always":
        raise AutogradError("usage", "exclude", one="--no-color", other="--color always")
    let = shared.short_names(given.get("let"))
    return Call(
        arguments=arguments,
        words=takes.sort(arguments),
        file=given.get("file"),
        at=tuple(given.get("at") or ()),
        let=let,
        wrt=shared.shortened(shared.names(given.get("wrt"), "wrt"), let),
        listed=given.get("wrt"),
        notation=shared.notation(given.get("notation")),
        expand=shared.names(given.get("expand"), "expand") or [],
        kinks=given.get("kinks", OURS),
        lang=shared.language(given.get("lang", ENGLISH)),
        explain=given.get("explain", False),
        quiet=given.get("quiet", False),
        strict=given.get("strict", False),
        destination=destination(
            gives,
            format=given.get("format"),
            json=given.get("json", False),
            ndjson=given.get("ndjson", False),
            output=given.get("output"),
            color="never" if given["no_color"] else given["color"],
            significant=shared.significant_digits(given.get("significant")),
        ),
    )
