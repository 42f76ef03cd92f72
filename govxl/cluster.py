"""Many machines: the workers of a Dask cluster read and check; the files lie where each of them can read them."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, InvalidStateError
from contextlib import suppress
from typing import Any, ParamSpec, TypeVar

from govxl import __version__, texts

PATIENCE = 5  # seconds until a scheduler must have answered
DESERTED = 60  # seconds without any worker, each of which is started again where that is arranged, until we give up
_ADDRESS = re.compile(r"(?:(?:tcp|tls|ucx|wss?)://)?(?:[\w.-]+|\[[0-9a-fA-F:.]+\]):\d{1,5}")

P = ParamSpec("P")
T = TypeVar("T")


class ClusterError(Exception):
    """The cluster cannot be used; says why."""


class Cluster(Executor):
    """The workers that a Dask scheduler has; ``workers`` is how many tasks they do at a time.

    A task whose worker dies is done by another. Raises ClusterError where the library is not installed, no scheduler
    answers within a few seconds, it has no workers, or these have another version of govxl or none; and as the result
    of a task where the scheduler is lost, or all workers are and none has come for a minute.
    """

    def __init__(self, address: str):
        try:
            import distributed
        except ModuleNotFoundError as missing:
            raise ClusterError(texts.needs_dask()) from missing
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is told in our own words
        self._address = address
        if not _ADDRESS.fullmatch(address):  # at others the library stumbles when it closes
            raise ClusterError(texts.no_address_of_scheduler(address))
        try:
            self._client: Any = distributed.Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ClusterError(texts.no_scheduler(address, PATIENCE)) from error
        try:
            self._examine()
        except BaseException:
            self._client.close()
            raise
        self.workers: int = sum(self._client.nthreads().values())
        self._tasks: Executor = self._client.get_executor(pure=False)
        self._waiting: set[Future[Any]] = set()
        self._parted = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have a function called in a worker; function, arguments and result must be picklable."""
        told: Future[T] = Future()
        self._waiting.add(told)
        told.add_done_callback(self._waiting.discard)
        self._tasks.submit(fn, *args, **kwargs).add_done_callback(lambda task: self._tell(task, told))
        return told

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Part from the cluster, which drops what of ours is still under way there."""
        self._parted.set()
        self._client.close()

    def _watch(self) -> None:
        """The scheduler keeps tasks for workers that may still come; after a while we wait no longer."""
        since = time.monotonic()
        while not self._parted.wait(1):
            if self._workers() or not self._waiting:
                since = time.monotonic()
            elif time.monotonic() - since >= DESERTED:
                for told in list(self._waiting):
                    with suppress(InvalidStateError):  # its task has just ended
                        told.set_exception(ClusterError(texts.workers_lost(self._address, DESERTED)))

    def _workers(self) -> int:
        try:
            return len(self._client.nthreads())
        except Exception:  # parting, or the scheduler is lost, which each task is told by the library
            return 1

    def _examine(self) -> None:
        limit = time.monotonic() + PATIENCE
        while not self._client.nthreads():
            if time.monotonic() > limit:
                raise ClusterError(texts.no_workers(self._address))
            time.sleep(0.1)
        try:
            versions = set(self._client.run(_version).values())
        except Exception as error:  # whatever comes of calling what is not there
            raise ClusterError(texts.workers_without_us(self._address, __version__, [])) from error
        if versions != {__version__}:
            raise ClusterError(texts.workers_without_us(self._address, __version__, sorted(versions)))

    def _tell(self, task: Future[T], told: Future[T]) -> None:
        """Hand on how a task of the library has ended, deaths and a lost scheduler by our own names."""
        with suppress(InvalidStateError):  # it was given up before
            if task.cancelled():
                told.set_exception(ClusterError(texts.scheduler_lost(self._address)))
            elif (error := task.exception()) is None:
                told.set_result(task.result())
            else:
                told.set_exception(BrokenExecutor() if type(error).__name__ == "KilledWorker" else error)


def _version() -> str:
    return __version__
