"""Workers on this machine: processes that read and check, are replaced when they die, and never outlive us."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import connection, resource_tracker
from multiprocessing.context import BaseContext
from types import TracebackType
from typing import Any, ParamSpec, TypeVar, cast

from govxl.spreading import cores

_LOADED = ["govxl.spreading", "govxl.reading.own", "govxl.checks"]  # in the process that workers are forked from

P = ParamSpec("P")
T = TypeVar("T")


class Workers(Executor):
    """An executor with a number of processes on this machine. When one dies, the next task gets new ones.

    It is used with ``with``; at its end, and at once where that is an exception such as an interruption, no process is
    left. A script that uses it must guard its own start with ``if __name__ == "__main__":``.
    """

    def __init__(self, workers: int | None = None):
        self.workers = workers or cores()
        self._pool: ProcessPoolExecutor | None = None
        self._context = _Context()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have a function called in a worker; function, arguments and result must be picklable."""
        with _uninterrupted():
            if self._pool is None:
                self._pool = self._new()
            try:
                return self._pool.submit(fn, *args, **kwargs)
            except BrokenExecutor:
                self._end()
                self._pool = self._new()
                return self._pool.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers when they have done what they were given."""
        if self._pool:
            self._pool.shutdown(wait, cancel_futures=cancel_futures)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.shutdown()
        else:
            self._end()

    def _new(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self.workers, mp_context=cast(BaseContext, self._context), initializer=_begin)

    def _end(self) -> None:
        """End the workers whatever they are doing."""
        with _uninterrupted():
            for process in self._context.started:
                process.kill()
            self._context.started.clear()
            if self._pool:
                self._pool.shutdown(cancel_futures=True)
                self._pool = None


class _Context:
    """How processes are started, with a list of them.

    Forking from a process that has nothing but the modules loaded is quick and, unlike a fork of our own, safe where
    threads run. Windows has no forks.
    """

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
        if sys.platform != "win32":
            self._context.set_forkserver_preload(_LOADED)
            resource_tracker.ensure_running()  # by itself: its start lets Ctrl-C through to what is started after it
        self.started: list[Any] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)

    def Process(self, *args: Any, **kwargs: Any) -> Any:
        process = getattr(self._context, "Process")(*args, **kwargs)  # noqa: B009 (the types do not know it)
        self.started.append(process)
        return process


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Keep Ctrl-C off this thread and off the processes that it starts, for which it is never meant."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """The first thing that a worker does: leave Ctrl-C to its parent, and watch it, lest the worker outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if parent := multiprocessing.parent_process():
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
