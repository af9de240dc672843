"""Keeps a few programs running together, as one that starts and stops."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

GRACE_SECONDS = 20.0  # for finishing a request or a task after SIGTERM
FIRST_SECONDS = 10.0  # for the first program to be ready, before the others begin too
SETTLED_SECONDS = 30.0  # a program that ran this long is started again at once
LONGEST_PAUSE_SECONDS = 30.0
PR_SET_PDEATHSIG = 1


class AlreadyRunning(Exception):
    """Another process holds the lock; ``str()`` is what that process wrote into it."""


@dataclass(frozen=True)
class Program:
    """A name for the log, and the command line."""

    name: str
    command: Sequence[str]


@contextmanager
def sole(lock: Path, *, note: str) -> Iterator[None]:
    """Hold the file ``lock`` with ``note`` in it; raises AlreadyRunning while another process does."""
    with lock.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise AlreadyRunning(file.read().strip()) from None
        file.truncate(0)
        file.write(note)
        file.flush()
        yield


class Supervisor:
    """Starts programs, starts a dead one again, and passes on the signal to stop."""

    def __init__(self, programs: Sequence[Program], *, say: Callable[[str], None]) -> None:
        """The first program is the one people wait for. ``say`` gets one line whenever one ends that should not have."""
        self._kept = [_Kept(program) for program in programs]
        self._say = say
        self._stopping = False

    def run(self, *, ready: Callable[[], bool], announce: Callable[[], None]) -> None:
        """Run until SIGTERM or SIGINT; call ``announce`` once, as soon as ``ready`` answers yes.

        The first program has the machine to itself until then, for FIRST_SECONDS at most.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        announced, begun = False, time.monotonic()
        while not self._stopping:
            alone = not announced and time.monotonic() - begun < FIRST_SECONDS
            for kept in self._kept[:1] if alone else self._kept:
                kept.look_after(self._say)
            if not announced and ready():
                announce()
                announced = True
            time.sleep(0.2 if announced else 0.05)
        self._end()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        if self._stopping:  # asked twice: at once
            for kept in self._kept:
                kept.send(signal.SIGKILL)
        self._stopping = True

    def _end(self) -> None:
        deadline = time.monotonic() + GRACE_SECONDS
        for kept in self._kept:
            kept.send(signal.SIGTERM)
        for kept in self._kept:
            kept.wait(until=deadline)


class _Kept:
    """One program and its present process."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._pause = 0.0
        self._due = 0.0

    def look_after(self, say: Callable[[str], None]) -> None:
        """Start the program when it is not running and its pause is over."""
        if self._process and (code := self._process.poll()) is not None:
            settled = time.monotonic() - self._started > SETTLED_SECONDS
            self._pause = 0.0 if settled else min(max(1.0, self._pause * 2), LONGEST_PAUSE_SECONDS)
            self._due = time.monotonic() + self._pause
            self._process = None
            say(f"{self._program.name} ended (code {code}); it starts again in {self._pause:.0f} s.")
        if self._process is None and time.monotonic() >= self._due:
            self._started = time.monotonic()
            # A session of its own: Ctrl-C in the terminal reaches the supervisor alone, which passes it on.
            self._process = subprocess.Popen(
                self._program.command, start_new_session=True, preexec_fn=_end_with_parent
            )

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the process, if there is one."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(number)

    def wait(self, *, until: float) -> None:
        """Wait for the end until a ``time.monotonic()`` moment, then kill."""
        if self._process is None:
            return
        try:
            self._process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


def _end_with_parent() -> None:
    """Ask Linux for SIGTERM when the supervisor is killed, so that no worker stays behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
