"""What a pass over tables is asked to do: the formulas, the tables, the target, and how rows are treated.

Takes: what the command's words and options say. Returns: a `Request`; with the format of a table where it follows that.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from autograd_cli.ask.values import Value
from autograd_cli.data import STANDARD
from autograd_cli.data.compute import EXPRESSION, FIRST_ROWS
from autograd_cli.data.delimited import Delimited
from autograd_cli.data.dialects import SEPARATORS, USUAL, Dialect
from autograd_cli.data.jsonlines import JsonLines
from autograd_cli.data.tables import Table
from autograd_cli.data.uncertain import NOTHING, Asked
from autograd_cli.errors import Source
from autograd_cli.graphs.templates import OURS


@dataclass(frozen=True, slots=True)
class Request:
    """What to do: formulas, or none where each row has its own, over tables (or `programs`), to a target.

    `constants` are the same for all rows, and so is what of the `background` is no column. `keep` are intermediates
    whose values are results too, and `rename` has other names for results. `let` has what tables call a name.
    `types` are those of columns carried through that `--types` names. With `like` the results have the format of the
    first table, which only its bytes say. Rows whose digits cancel are computed again in the first `mended` lines of a
    table, in all of them if `careful`.
    """

    tables: Sequence[Callable[[Callable[[int], None]], Table]]
    sources: Sequence[Source]
    programs: bool
    constants: Mapping[str, Value]
    background: Mapping[str, Value] = field(default_factory=dict)
    wrt: Sequence[str] | None = None
    differentiate: bool = True
    careful: bool = False
    mended: int = FIRST_ROWS
    columns: Sequence[str] | None = None
    prefix: str = ""
    output: str = STANDARD
    format: str = "csv"
    on_error: str = "keep"
    errors: str | None = None
    jobs: int = 0
    expr_column: str = EXPRESSION
    bound: tuple[str, ...] = ()
    dialect: Dialect = USUAL
    findings: bool = False
    strict: bool = False
    kinks: str = OURS
    keep: Sequence[str] = ()
    order: int = 1
    second: Sequence[str] | None = None
    asked: Asked = NOTHING
    rename: Mapping[str, str] = field(default_factory=dict)
    let: Mapping[str, str] = field(default_factory=dict)
    like: bool = False
    types: Mapping[str, str] = field(default_factory=dict)

    def following(self, table: Table) -> "Request":
        """The request with the format of a table, and what separates its cells."""
        if not isinstance(table, Delimited):
            return replace(self, format="jsonl" if isinstance(table, JsonLines) else "csv")
        if table.separator == SEPARATORS["tsv"]:
            return replace(self, format="tsv")
        separators = {**self.dialect.separators, "csv": table.separator}
        return replace(self, format="csv", dialect=self.dialect._replace(separators=separators))

    def called(self, names: Sequence[str]) -> tuple[str, ...]:
        """The names of results as the output has them."""
        return tuple(self.rename.get(name, self.prefix + name) for name in names)

    @property
    def notices(self) -> bool:
        """Whether the findings of rows are asked for."""
        return self.findings or self.strict
