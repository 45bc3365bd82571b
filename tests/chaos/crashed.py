"""A run that is killed for good, by SIGKILL, in a process of its own."""

from __future__ import annotations

import os
import signal
import traceback
from unittest import mock

from pipeline.failures import Refused
from pipeline.job import STEPS
from tests.chaos.world import MONTH, World
from tests.support import fault_injection

# Whatever was to kill it has not come by then.
PATIENCE_SECONDS = 60
BROKEN = 3
# Stations that are no steps, and what a step says when it begins.
BEGINNING, CLOCK = "beginning", "clock"
WORDS = {step.name: step.words for step in STEPS}
# What the clock counts: it strikes wherever the run is then, also in the midst of a C library.
CLOCK_SECONDS = 0.05


def crash(world: World, station: str, call: int) -> None:
    """A run dies at its call number `call` of the disk after `station` has begun, or by the clock.

    A station is a step of the job or the beginning of the run. If there are not so many calls, the
    run ends as it should.
    """
    with world.watched(may_break=True):
        child = os.fork()
        if not child:
            _run_and_die(world, station, call)
        world.died += _death_of(child)


def _run_and_die(world: World, station: str, call: int) -> None:
    code = BROKEN
    try:
        with (
            mock.patch.object(fault_injection, "Killed", _die),
            fault_injection.planted(world.home) as calls,
        ):
            calls.kind = "killed"
            if station == CLOCK:
                signal.signal(signal.SIGALRM, signal.SIG_DFL)
                signal.setitimer(signal.ITIMER_REAL, call * CLOCK_SECONDS)

            def hear(line: str) -> None:
                if station not in (BEGINNING, CLOCK) and line.endswith(WORDS[station]):
                    calls.at = len(calls.made) + call

            calls.at = call if station == BEGINNING else None
            world.make(MONTH, hear)
        code = 0
    except Refused:
        code = 0
    except BaseException:
        traceback.print_exc(file=(world.root / "broken.txt").open("w"))
    finally:
        os._exit(code)


def _die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _death_of(child: int) -> bool:
    """Whether it was killed; a run that broke otherwise has found a defect."""
    before = signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
    signal.alarm(PATIENCE_SECONDS)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
    assert code != BROKEN, "a run broke before it could be killed, see broken.txt"
    return code < 0
