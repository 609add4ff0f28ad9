"""Dask: a cluster of this machine, or one that is there, by its address or the file of its scheduler.

Takes: a function, items, how many processes, an address. Returns: results as they come. An item whose process is lost
is given to another one by the scheduler.
"""

import importlib
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from autograd_cli.engines import ATTEMPTS, Notice, Result, unheard_signals
from autograd_cli.errors import AutogradError, FileError, reason

# Seconds until a scheduler must have answered.
PATIENCE = 10
# The topic of the scheduler's events, and the one that says that a process was lost.
EVENTS, REMOVED = "all", "remove-worker"


def run(
    function: Callable[[Any], Any],
    items: Sequence[Any],
    jobs: int,
    notice: Notice,
    address: str | None = None,
) -> Iterator[Result]:
    """The results of the function. Raises: `FileError` where the cluster cannot be reached."""
    try:
        distributed = importlib.import_module("distributed")
        settings = importlib.import_module("dask.config")
    except ModuleNotFoundError as problem:
        raise AutogradError("missing-extra", "engine", extra="engine", library=problem.name) from None
    with ExitStack() as stack:
        stack.enter_context(settings.set({"distributed.scheduler.allowed-failures": ATTEMPTS - 1}))
        if address is None:
            cluster = stack.enter_context(_cluster(distributed, jobs, notice))
            client = stack.enter_context(distributed.Client(cluster))
        else:
            client = stack.enter_context(_client(distributed, address))
        places: dict[str, int] = {}

        def on_event(event: tuple[float, Any]) -> None:
            message = event[1]
            if isinstance(message, dict) and message.get("action") == REMOVED and not message.get("expected"):
                lost = {*message.get("processing-tasks", ()), *message.get("lost-computed-tasks", ())}
                if again := sorted(places[key] for key in lost if key in places):
                    notice(str(message.get("worker")), again)

        client.subscribe_topic(EVENTS, on_event)
        stack.callback(client.unsubscribe_topic, EVENTS)
        futures = client.map(function, items, pure=False)
        places.update((future.key, place) for place, future in enumerate(futures))
        waiting = distributed.as_completed(futures)
        del futures  # what is done is released, with its result
        for future in waiting:
            place = places.pop(future.key)
            failed = future.exception()
            if failed is None:
                yield Result(place, future.result())
            elif isinstance(failed, distributed.KilledWorker):
                yield Result(place, None)
            else:
                raise failed


def _cluster(distributed: Any, jobs: int, notice: Notice) -> Any:
    """A cluster on this machine. One of which a process is killed while it starts is begun anew."""
    for attempt in range(ATTEMPTS):
        try:
            with unheard_signals():
                return distributed.LocalCluster(
                    n_workers=jobs,
                    threads_per_worker=1,
                    memory_limit=0,
                    dashboard_address=None,
                    # A free port: with the usual one a second command would print a warning.
                    scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
                    silence_logs=logging.CRITICAL + 1,
                )
        except RuntimeError as problem:
            if attempt + 1 == ATTEMPTS:
                raise FileError("file", "no-worker", reason=reason(problem)) from None
            notice(reason(problem), ())
    raise AssertionError


def _client(distributed: Any, address: str) -> Any:
    """A client of the cluster at an address, or of the one whose scheduler has left a file."""
    try:
        if "://" in address or not address.endswith(".json"):
            return distributed.Client(address, timeout=PATIENCE)
        if not os.path.exists(address):  # Dask would wait for it
            raise FileNotFoundError("there is no such file")
        return distributed.Client(scheduler_file=address, timeout=PATIENCE)
    except (OSError, ValueError) as problem:
        raise FileError("file", "no-cluster", address=address, reason=reason(problem)) from None
