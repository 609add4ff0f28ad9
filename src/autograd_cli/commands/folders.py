"""`autograd batch` over a folder: a file for a file, by the engine that is asked for.

Takes: the request, the folders, options. Returns: the summary of all rows; what happened to files is on standard error.
"""

import importlib
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from autograd_cli.commands.output import choose
from autograd_cli.data import STANDARD
from autograd_cli.errors import AutogradError, visible

ENGINES = {"local": "autograd_cli.engines.local", "dask": "autograd_cli.engines.dask"}
LOCAL = "local"
UNITS, FOLDERS, MANIFESTS = "autograd_cli.data.units", "autograd_cli.data.folders", "autograd_cli.data.manifest"
SUMMARY, PROGRESS = "autograd_cli.data.summary", "autograd_cli.formats.progress"
STREAM = "autograd_cli.rows.stream"
# So many files that failed are told of.
FIRST = 5


class Folders(NamedTuple):
    """What the command line says of folders: `read` and `written` are `--from` and `--to`."""

    source: str
    target: str | None
    read: str | None
    written: str | None
    engine: str
    resume: bool
    quiet: bool
    shown: bool


def of_folder(paths: Sequence[str], options: Mapping[str, bool]) -> str | None:
    """The folder that is given instead of tables, if one is.

    `options` are those that folders have, or have not, with whether they are given. Raises: `AutogradError` with code
    `usage` where words do not go together.
    """
    folder = next((path for path in paths if importlib.import_module(FOLDERS).is_folder(path)), None)
    if folder is None:
        for option in ("--engine", "--resume"):
            if options[option]:
                raise AutogradError("usage", "needs-folder", option=option)
    elif importlib.import_module(FOLDERS).is_file_at_address(folder):
        raise AutogradError("usage", "file-at-address", path=folder)
    elif len(paths) > 1:
        raise AutogradError("usage", "folder-and-others", path=folder)
    elif options["--errors"]:
        raise AutogradError("usage", "errors-of-folder", path=folder)
    return folder


def engine_named(text: str) -> Callable[..., Any]:
    """The engine that `--engine` names. Raises: `AutogradError` with code `option`."""
    name, _, address = text.partition(":")
    choose(name, tuple(ENGINES), "engine")
    if name == LOCAL and address:
        raise AutogradError("option", "local-address", address=address)
    run: Callable[..., Any] = importlib.import_module(ENGINES[name]).run
    return run if name == LOCAL else partial(run, address=address or None)


def was_begun(target: str | None) -> bool:
    """Whether a folder of results is there; of one at an address it is taken for granted."""
    return target is not None and (importlib.import_module(FOLDERS).SCHEME in target or os.path.isdir(target))


def run_folder(request: Any, options: Folders, jobs: int | None) -> tuple[Any, int]:
    """Works through a folder: the summary of all rows, and how many files failed.

    Raises: `AutogradError` where nothing can be begun, or a row is to stop everything.
    """
    folders, units = importlib.import_module(FOLDERS), importlib.import_module(UNITS)
    manifests = importlib.import_module(MANIFESTS)
    cores = jobs or importlib.import_module(STREAM).cores()
    if options.target in (None, STANDARD):
        raise AutogradError("usage", "no-target-folder", path=options.source)
    engine = engine_named(options.engine)
    source, target = folders.folder_at(options.source), folders.folder_at(options.target)
    plan = folders.plan(source, target, options.read, options.written)
    units.check(request)
    if plan.others and not options.quiet:
        names = ", ".join(visible(name) for name in plan.others[:FIRST]) + ", ..." * (len(plan.others) > FIRST)
        print(f"no tables by their suffix, left out: {names}", file=sys.stderr)
    before = manifests.earlier(target)
    left = [] if options.quiet else manifests.left_over(target, before.values(), plan.outputs)
    if left:
        names = ", ".join(visible(target.shown(name)) for name in left[:FIRST]) + ", ..." * (len(left) > FIRST)
        print(f"results of tables that are not there any more, which stay: {names}", file=sys.stderr)
    command = units.command_digest(request, options.read, options.written)
    files = [
        units.Unit(name, output, before.get(name) if options.resume else None) for name, output in plan.outputs.items()
    ]
    # Files enough keep all cores busy, each with one.
    threads = max(1, cores // len(files)) if options.engine == LOCAL else 1
    # A folder is one large table in many files: no file has first lines of its own that are worth more than others.
    task = units.Task(replace(request, jobs=threads, mended=0), source, target, options.read, options.written, command)
    swept = [*plan.outputs.values(), folders.MANIFEST]
    sweep = getattr(target, "sweep", lambda names: None)
    bar = importlib.import_module(PROGRESS).Bar(len(files), True, "file") if options.shown else None

    def notice(ended: str, again: Sequence[int]) -> None:
        names = ", ".join(f"`{visible(files[place].name)}`" for place in again)
        print(f"a process of the engine was lost ({ended}){': tries again ' if names else ''}{names}", file=sys.stderr)

    summary = importlib.import_module(SUMMARY).Summary()
    failed, complete = [], 0
    sweep(swept)
    try:
        with manifests.Manifest(target) as manifest, bar or nullcontext():
            for place, value in engine(partial(units.convert, task), files, cores, notice):
                outcome = value or units.lost(task, files[place])
                entry = outcome.entry
                if outcome.complete:
                    manifest.keep(entry)
                    complete += 1
                else:
                    manifest.add(entry)
                if entry.error is not None:
                    failed.append(entry)
                summary.add(outcome.summary or units.counted(entry))
                if bar is not None:
                    bar.tell(1, 0)
                if outcome.stop is not None:
                    raise outcome.stop
            manifest.complete()
    finally:
        sweep(swept)
    if not options.quiet:
        for entry in sorted(failed, key=lambda one: one.path)[:FIRST]:
            place, message = source.shown(entry.path), entry.error.message
            print(visible(message if place in message else f"{place}: {message}"), file=sys.stderr)
        of = f"{len(files):,} file{'s' * (len(files) != 1)}"
        if failed:
            more = "..., " * (len(failed) > FIRST)
            print(f"{more}{len(failed):,} of {of} failed; {target.shown(folders.MANIFEST)} says why", file=sys.stderr)
        if complete:
            print(f"{complete:,} of {of} had been complete", file=sys.stderr)
    return summary, len(failed)
