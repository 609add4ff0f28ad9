"""Blocks through a function on all cores, their order kept, a bounded number of them under way.

In: an iterator of blocks and a function. Out: the results, in the blocks' order, each as soon as it and those before it
are there, even while the next block keeps one waiting. What a block is, is not known here.
"""

import os
import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from typing import TypeVar

Block = TypeVar("Block")
Result = TypeVar("Result")
Item = TypeVar("Item")
# Seconds after which a waiting thread looks whether it was interrupted.
AWAKE = 0.1


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def ordered(function: Callable[[Block], Result], blocks: Iterable[Block], jobs: int) -> Iterator[Result]:
    """The function's results. An exception, of the blocks or of the function, comes in its place and is the last.

    The blocks are drawn in a thread of their own, so that waiting for one holds no finished result back.
    """
    under_way: queue.Queue[Future[Result] | BaseException | None] = queue.Queue(jobs)
    stopped = threading.Event()
    pool = ThreadPoolExecutor(jobs, "rows")

    def draw() -> None:
        last: BaseException | None = None
        try:
            for block in blocks:
                if stopped.is_set():
                    return
                under_way.put(pool.submit(function, block))
                if stopped.is_set():
                    return
        except BaseException as problem:
            last = problem
        under_way.put(last)

    # A daemon, since it may wait for input that never comes.
    threading.Thread(target=draw, name="reader", daemon=True).start()
    done = False
    try:
        while (future := _next(under_way)) is not None:
            if isinstance(future, BaseException):
                raise future
            while not future.done():  # waking now and then, as `_next` does
                wait([future], timeout=AWAKE)
            yield future.result()
        done = True
    finally:
        stopped.set()
        while not under_way.empty():
            waiting = under_way.get_nowait()
            if isinstance(waiting, Future):
                waiting.cancel()
        # What is under way when something else went wrong may take long, and nobody waits for it any more.
        pool.shutdown(wait=done, cancel_futures=True)


def _next(waiting: queue.Queue[Item]) -> Item:
    """What comes next. It wakes now and then, since a library may see to it that Ctrl-C alone wakes no thread."""
    while True:
        with suppress(queue.Empty):
            return waiting.get(timeout=AWAKE)
