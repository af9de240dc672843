"""The supervisor: one lock, restarts, and an end to everything it started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from slaportal.supervisor import AlreadyRunning, sole

RUN = """
import sys
from pathlib import Path
from slaportal.supervisor import Program, Supervisor

child = "import os, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\\\n'); time.sleep(60)"
command = [sys.executable, "-c", "import sys; " + child, sys.argv[1]]
Supervisor([Program("child", command)], say=lambda line: None).run(ready=lambda: True, announce=lambda: None)
"""


def started(path: Path, *, times: int) -> list[int]:
    """Wait until the child has started so many times; return the process numbers."""
    for _ in range(100):
        numbers = [int(line) for line in path.read_text().split()] if path.exists() else []
        if len(numbers) >= times:
            return numbers
        time.sleep(0.1)
    raise AssertionError(f"started {len(numbers)} times, not {times}")


def alive(number: int) -> bool:
    """Say whether the process still runs."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{number}/stat")  # ended and not yet collected is a zombie
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.fixture
def supervisor(tmp_path: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", RUN, str(tmp_path / "started")])


def gone(number: int) -> bool:
    """Wait up to five seconds for the end of a process."""
    for _ in range(50):
        if not alive(number):
            return True
        time.sleep(0.1)
    return False


def test_a_dead_child_is_started_again(supervisor: subprocess.Popen[bytes], tmp_path: Path) -> None:
    os.kill(started(tmp_path / "started", times=1)[0], signal.SIGKILL)
    first, second = started(tmp_path / "started", times=2)
    assert alive(second) and not alive(first)
    supervisor.terminate()
    assert supervisor.wait(10) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_no_child_outlives_the_supervisor(
    supervisor: subprocess.Popen[bytes], tmp_path: Path, number: signal.Signals
) -> None:
    if number is signal.SIGKILL and sys.platform != "linux":
        pytest.skip("only Linux ends a child together with a killed parent")
    (child,) = started(tmp_path / "started", times=1)
    supervisor.send_signal(number)
    supervisor.wait(10)
    assert gone(child)


def test_a_second_start_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with (
        sole(lock, note="process 1, http://localhost:8000"),
        pytest.raises(AlreadyRunning, match="process 1, http://localhost:8000"),
        sole(lock, note="process 2"),
    ):
        pass
    with sole(lock, note="process 3"):
        assert lock.read_text() == "process 3"
