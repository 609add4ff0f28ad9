"""How the words of a command line are told apart: options, the formula, bindings; and the errors where they do not."""

import pytest

from autograd_cli.commands import COMMANDS
from autograd_cli.commands.arguments import formula_and_bindings, split
from autograd_cli.commands.declared import declared, load, nearest
from autograd_cli.data.dialects import FORMATS
from autograd_cli.errors import AutogradError, render_error
from autograd_cli.formats import formats_of
from autograd_cli.report.evaluation import Evaluation

# The contract's list, word for word: there are no other options.
CONTRACT = (
    "--maximize --check --subject-to --for --against --points --random --adjoints --group --fold --max-nodes "
    "--file/-f --at --let --wrt --mode --format --json --ndjson --significant --output/-o --digits --exact --literals "
    "--no-grad --chains --stage --expand --kinks --order --direction --seed --times --sparsity --search --steps "
    "--study --show --tolerance --over --verify --covariance --jacobians --cost --checkpoint --activation --loss "
    "--weights --expr/-e --expr-column --keep --rename --from --to --prefix --columns --careful --delimiter --comment "
    "--latin --engine --resume --skip --decimal --encoding --types "
    "--on-error --errors --findings --max-errors --jobs --progress --no-progress --quiet/-q --strict --color "
    "--no-color --everywhere --textbook --explain --style --theme --rankdir --frames --start --starts --bounds --fix "
    "--y-error --absolute --level "
    "--robust --scale --correlation --digits --profile --trace --band --blank --count --answers --check --help/-h "
    "--second --uncertainty --shares --sensitivity --notation --lang"
)
OURS = {name: declared(load(name), name) for name in COMMANDS}


def sorted_words(words: list[str]) -> tuple[list[str], str | None, list[str]]:
    """Options, formula and bindings `name=VALUE` of the words."""
    arguments = split(words, OURS["eval"])
    formula, bindings = formula_and_bindings(arguments)
    return list(arguments.options), formula, [f"{name}={text}" for name, text in bindings]


ACCEPTED: list[tuple[list[str], list[str], str | None, list[str]]] = [
    # words, options, formula, bindings
    (["2*x*y+y+3", "--x", "40", "--y", "4"], [], "2*x*y+y+3", ["x=40", "y=4"]),
    (["2*x", "x=40"], [], "2*x", ["x=40"]),
    (["--x", "40", "2*x"], [], "2*x", ["x=40"]),
    (["--x=40", "2*x"], [], "2*x", ["x=40"]),
    ([], [], None, []),
    # A formula may look like anything.
    (["-cos(x)", "--x", "0"], [], "-cos(x)", ["x=0"]),
    (["-x"], [], "-x", []),
    (["-c"], [], "-c", []),
    (["-"], [], "-", []),
    (["--x+y", "--x", "1"], [], "--x+y", ["x=1"]),
    (["--(x)"], [], "--(x)", []),
    (["--2x", "--x", "1"], [], "--2x", ["x=1"]),
    (["---x"], [], "---x", []),
    (["a=x^2", "x=3"], [], "a=x^2", ["x=3"]),
    (["x=3"], [], "x=3", []),
    (["x==3", "x=3"], [], "x==3", ["x=3"]),
    (["--sin(x)=3"], [], "--sin(x)=3", []),
    (["-f=a.ag"], [], "-f=a.ag", []),
    (["-fa.ag"], [], "-fa.ag", []),
    (["-qf"], [], "-qf", []),
    (["--and"], [], "--and", []),
    ([""], [], "", []),
    # Values may look like anything but a declared option.
    (["x", "--x", "-3"], [], "x", ["x=-3"]),
    (["x", "--x=-3"], [], "x", ["x=-3"]),
    (["x", "--x", "--3"], [], "x", ["x=--3"]),
    (["x", "--x", "--y"], [], "x", ["x=--y"]),
    (["x", "--x", "-x"], [], "x", ["x=-x"]),
    (["x", "--x", "a=b"], [], "x", ["x=a=b"]),
    (["x", "--x=--json"], [], "x", ["x=--json"]),
    (["x", "--x=a=b"], [], "x", ["x=a=b"]),
    (["x", "--x", "@p.json"], [], "x", ["x=@p.json"]),
    (["x", "--x", "pi/2"], [], "x", ["x=pi/2"]),
    # Options, wherever they stand.
    (["x", "--json"], ["--json"], "x", []),
    (["--json", "x"], ["--json"], "x", []),
    (["--mode", "forward", "x"], ["--mode=forward"], "x", []),
    (["--mode=forward", "x"], ["--mode=forward"], "x", []),
    (["--mode=", "x"], ["--mode="], "x", []),
    (["x", "--wrt", "x,y", "--wrt=z"], ["--wrt=x,y", "--wrt=z"], "x", []),
    (["x", "--wrt", "-x"], ["--wrt=-x"], "x", []),
    (["x", "-o", "out"], ["--output=out"], "x", []),
    (["x", "-o", "-"], ["--output=-"], "x", []),
    (["x", "-q"], ["--quiet"], "x", []),
    (["x", "--no-grad"], ["--no-grad"], "x", []),
    # With a file, every word is a binding.
    (["-f", "a.ag", "x=3"], ["--file=a.ag"], None, ["x=3"]),
    (["x=3", "--file", "a.ag", "--y", "4"], ["--file=a.ag"], None, ["x=3", "y=4"]),
    (["--file=-"], ["--file=-"], None, []),
    # A variable that is named like an option, and one that is nearly.
    (["wrt^2", "wrt=3"], [], "wrt^2", ["wrt=3"]),
    (["wrt^2", "--wrt", "wrt", "wrt=3"], ["--wrt=wrt"], "wrt^2", ["wrt=3"]),
    (["x", "--mdoe", "forward"], [], "x", ["mdoe=forward"]),
    (["x", "--no_grad", "1"], [], "x", ["no_grad=1"]),
    (["x", "--Json", "1"], [], "x", ["Json=1"]),
    (["f", "--f", "1", "--o=2"], [], "f", ["f=1", "o=2"]),
    # `--` ends the options.
    (["--json", "--", "--json"], ["--json"], "--json", []),
    (["--", "--x", "x=3"], [], "--x", ["x=3"]),
    (["--x", "3", "--", "-x"], [], "-x", ["x=3"]),
    (["x", "--"], [], "x", []),
    (["--", "--", "x=3"], [], "--", ["x=3"]),
    # An option of other commands is none of this one.
    (["order*x", "--order", "3", "--x=2"], [], "order*x", ["order=3", "x=2"]),
    (["jobs", "--jobs=3"], [], "jobs", ["jobs=3"]),
    # Names are compared in NFC, and the micro sign is mu.
    (["한글", "--한글", "3"], [], "한글", ["한글=3"]),
    (["x₀", "--x₀=3", "x₁=4"], [], "x₀", ["x₀=3", "x₁=4"]),
    (["μ", "--µ", "3"], [], "μ", ["μ=3"]),
    (["μ", "µ=4"], [], "μ", ["μ=4"]),
    (["é", "--e\u0301", "3"], [], "é", ["é=3"]),
    (["_", "--_", "3", "__=4"], [], "_", ["_=3", "__=4"]),
]


@pytest.mark.parametrize(("words", "options", "formula", "bindings"), ACCEPTED)
def test_words_are_sorted(words: list[str], options: list[str], formula: str | None, bindings: list[str]) -> None:
    assert sorted_words(words) == (options, formula, bindings)


REFUSED = [
    (["x", "--x"], "error: `--x` needs a value\nhint: write `--x 4`"),
    (["--x"], "error: `--x` needs a value\nhint: write `--x 4`; a formula goes after `--`: `-- --x`"),
    (
        ["x", "--x", "--json"],
        "error: `--x` needs a value\nhint: write `--x 4`, or `--x=--json` if that is the value",
    ),
    (["x", "--x", "-q"], "error: `--x` needs a value\nhint: write `--x 4`, or `--x=-q` if that is the value"),
    (
        ["x", "--x", "--mode=forward"],
        "error: `--x` needs a value\nhint: write `--x 4`, or `--x=--mode=forward` if that is the value",
    ),
    (["x", "--x", "--"], "error: `--x` needs a value\nhint: write `--x 4`, or `--x=--` if that is the value"),
    (["x", "--x="], "error: `x` has no value\nhint: as in `--x 40` or `x=40`"),
    (["x", "--x", " "], "error: `x` has no value\nhint: as in `--x 40` or `x=40`"),
    (["x", "x="], "error: `x` has no value\nhint: as in `--x 40` or `x=40`"),
    (
        ["x", "--mdoe"],
        "error: `--mdoe` is neither an option nor a variable of the formula\nhint: did you mean `--mode`?",
    ),
    (
        ["x", "--pretty"],
        "error: `--pretty` is neither an option nor a variable of the formula\n"
        "hint: `autograd eval --help` lists the options; a value is given as `x=40`",
    ),
    (
        ["x", "--no-colour"],
        "error: `eval` has no option `--no-colour`\nhint: did you mean `--no-color`?",
    ),
    (
        ["x", "--x", "3", "--sparsity"],
        "error: `eval` has no option `--sparsity`, and the formula no variable `sparsity`\n"
        "hint: `autograd jacobian` and `autograd hessian` have that option",
    ),
    # Nothing is given twice.
    (["x", "x=2", "--x", "1"], "error: `x` is given twice, as `2` and `1`\nhint: give each variable one value"),
    (["x", "--x=1", "--x=1"], "error: `x` is given twice, as `1` and `1`\nhint: give each variable one value"),
    (["μ", "--µ=1", "μ=2"], "error: `μ` is given twice, as `1` and `2`\nhint: give each variable one value"),
    (
        ["x", "--mode=forward", "--mode", "reverse"],
        "error: `--mode` is given twice\nhint: it takes one value: leave one of them out",
    ),
    (
        ["x", "-o", "a", "--output=b"],
        "error: `--output` is given twice\nhint: it takes one value: leave one of them out",
    ),
    (["x", "--json=1"], "error: `--json` takes no value\nhint: write `--json` alone"),
    (["x", "--quiet="], "error: `--quiet` takes no value\nhint: write `--quiet` alone"),
    (["-f"], "error: `-f` needs a value\nhint: `-f FILE`: read the formula from a file, `-` for standard input"),
    (["x", "--wrt"], "error: `--wrt` needs a value\nhint: as in `--wrt x,y`"),
    (
        ["x", "--wrt", "--json"],
        "error: `--wrt` needs a value\nhint: as in `--wrt x,y`; if `--json` is the value, write `--wrt=--json`",
    ),
    (
        ["x", "-o", "-q"],
        "error: `-o` needs a value\n"
        "hint: `-o FILE`: write the result to a file; if `-q` is the value, write `--output=-q`",
    ),
    # One dash is never enough for a variable.
    (
        ["x", "-x", "40"],
        "error: `-x` is neither an option nor a binding\nhint: a variable takes its value with two dashes: `--x 40`",
    ),
    (
        ["x", "-x=40"],
        "error: `-x=40` is neither an option nor a binding\nhint: a variable takes its value with two dashes: `--x=40`",
    ),
    (
        ["-x", "40", "x^2"],
        "error: `40` is neither an option nor a binding\nhint: a variable takes its value with two dashes: `--x 40`",
    ),
    (
        ["x", "-json"],
        "error: `-json` is neither an option nor a binding\nhint: an option has two dashes: `--json`",
    ),
    (
        ["x", "-f=a"],
        "error: `-f=a` is neither an option nor a binding\n"
        "hint: `-f` and its value are separate words; a variable is bound as `--f=a`",
    ),
    (
        ["x", "-fa.ag"],
        "error: `-fa.ag` is neither an option nor a binding\nhint: `-f` and its value are separate words",
    ),
    (
        ["x", r"\hat{y}=2"],
        "error: `\\hat{y}=2` is neither an option nor a binding\nhint: a value is given as `y_hat=2`",
    ),
    (
        ["x", "h_{t-1}=2"],
        "error: `h_{t-1}=2` is neither an option nor a binding\nhint: a value is given as `'`h_{t-1}`=2'`",
    ),
    (["x", "-q1.0"], "error: `-q1.0` is neither an option nor a binding\nhint: write `-q` as a word of its own"),
    (
        ["x", "-qf", "a"],
        "error: `-qf` is neither an option nor a binding\nhint: a variable takes its value with two dashes: `--qf 40`",
    ),
    # What is no binding.
    (
        ["x", "x==3"],
        "error: `x==3` is neither an option nor a binding\nhint: `==` compares; a value is given as `x=3`",
    ),
    (
        ["x", "--and", "3"],
        "error: `--and` is neither an option nor a binding\n"
        "hint: `and` is a word of the language, and cannot be a variable",
    ),
    (
        ["x", "given=3"],
        "error: `given=3` is neither an option nor a binding\n"
        "hint: `given` is a word of the language, and cannot be a variable",
    ),
    (
        ["2*x", "+", "1"],
        "error: `+` is neither an option nor a binding\n"
        "hint: a formula with blanks is quoted as one word: '2*x + ...'; a value is given as `--x 40`",
    ),
    (
        ["x" * 50, "2x=3"],
        "error: `2x=3` is neither an option nor a binding\nhint: a value is given as `--x 40` or `x=40`",
    ),
    (
        ["-f", "a.ag", "x^2"],
        "error: `x^2` is neither an option nor a binding\nhint: a value is given as `--x 40` or `x=40`",
    ),
    (
        ["x", "--", "--json"],
        "error: `--json` is neither an option nor a binding\nhint: an option has two dashes: `--json`",
    ),
    (
        ["x", "\udcff=3"],
        "error: `\\udcff=3` is neither an option nor a binding\n"
        "hint: a formula with blanks is quoted as one word: 'x \\udcff=3 ...'; a value is given as `--x 40`",
    ),
    (
        ["x", "ﬁ½=3"],
        "error: `ﬁ½=3` is neither an option nor a binding\n"
        "hint: a formula with blanks is quoted as one word: 'x ﬁ½=3 ...'; a value is given as `--x 40`",
    ),
]


@pytest.mark.parametrize(("words", "message"), REFUSED)
def test_words_that_do_not_fit_are_refused_with_a_hint(words: list[str], message: str) -> None:
    with pytest.raises(AutogradError) as caught:
        sorted_words(words)
    assert render_error(caught.value) == message
    assert caught.value.status == 2


def test_the_options_are_those_of_the_contract() -> None:
    names = {f"--{name.partition('/')[0][2:]}" for name in CONTRACT.split()}
    short = {name.partition("/")[2] for name in CONTRACT.split() if "/" in name}
    spellings = {spelling for ours in OURS.values() for spelling in ours.options}
    assert spellings == names | short


@pytest.mark.parametrize("name", COMMANDS)
def test_an_option_has_one_long_spelling_and_no_negative_one(name: str) -> None:
    parameters = [parameter for parameter in load(name).params if parameter.param_type_name == "option"]
    assert parameters
    for parameter in parameters:
        assert len([spelling for spelling in parameter.opts if spelling.startswith("--")]) == 1
        assert parameter.secondary_opts == [], "there is no second spelling"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_has_the_first_line_of_their_help(name: str) -> None:
    assert load(name).help.splitlines()[0] == COMMANDS[name].summary


@pytest.mark.parametrize(
    ("name", "option"),
    [("mdoe", "mode"), ("no_grad", "no-grad"), ("jsn", "json"), ("colour", "color"), ("x", None), ("jbos", None)],
)
def test_a_misspelt_option_of_this_command_is_recognised(name: str, option: str | None) -> None:
    assert nearest(name, OURS["eval"]) == option


@pytest.mark.parametrize(
    ("command", "option", "values"),
    [
        ("eval", "format", formats_of(Evaluation)),
        ("eval", "mode", ("reverse", "forward")),
        ("batch", "from", FORMATS),
        ("batch", "to", FORMATS),
    ],
)
def test_the_values_of_an_option_are_those_that_it_is_declared_with(
    command: str, option: str, values: tuple[str, ...]
) -> None:
    found = declared(load(command), command).long(option)
    assert found is not None
    assert (*found.offered(),) == values
