"""A home in which things happen: deliveries, withdrawals, decisions, runs, crashes.

What has changed anything is kept as deeds, so that a clean home can be given the same past.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest import mock

from common.programme import parse_month
from common.settings import Settings
from identity.identity_error import IdentityError
from identity.register import decisions
from ingestion.ledger.queries import find_latest_instant, read_history
from ingestion.ledger.withdrawal import WithdrawalRefused, reinstate_versions, withdraw_versions
from pipeline import steps
from pipeline.failures import Refused
from pipeline.job import Announce
from pipeline.month import run_month
from pipeline.second_process import SecondProcess
from tests.support.bronze import Bronze

MONTH = "2022-09"
WHO = {"by": "tester", "reason": "a history"}
PROGRAMME = """
name: A tiny programme
code: tiny
start_month: 2022-04
time_zone: Asia/Dhaka
centres:
  - {code: SYL, name: Sylhet, district_pcode: BD6091}
  - {code: DHK, name: Dhaka, district_pcode: BD3026}
"""


@dataclass(frozen=True)
class Landed:
    """Files that one ingestion took in."""

    at: datetime
    files: dict[str, bytes]


@dataclass(frozen=True)
class Changed:
    """A delivery was withdrawn, or put back."""

    at: datetime
    is_withdrawn: bool
    what: str
    all_versions: bool = False


@dataclass(frozen=True)
class Decided:
    """A reviewer decided about a pair of records."""

    at: datetime
    pair: tuple[str, str]
    verdict: str


Deed = Landed | Changed | Decided


class World(Bronze):
    """A home, its landing folder, and a clock that moves with everything that happens."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.root, self.now = root, datetime(2022, 9, 20, 3, tzinfo=UTC)
        self.deeds: list[Deed] = []
        self.taken_in: set[tuple[str, str]] = set()
        self.died = 0
        (root / "programme.yml").write_text(PROGRAMME, "utf-8")

    @property
    def settings(self) -> Settings:
        places = {"home": self.home, "landing": self.landing}
        return Settings(programme=self.root / "programme.yml", now=self.now, **places)

    @property
    def releases(self) -> int:
        return len(list(self.settings.releases.glob("20*")))

    def waiting(self) -> dict[str, bytes]:
        """What lies in the landing folder and was not there, or otherwise, at any ingestion."""
        files = {
            path.relative_to(self.landing).as_posix(): path.read_bytes()
            for path in self.landing.rglob("*")
            if path.is_file()
        }
        return {
            path: content
            for path, content in files.items()
            if (path, _hash(content)) not in self.taken_in
        }

    def ingest(self) -> None:
        with self.watched():
            steps.run_ingestion(self.settings, self.settings.load_programme())

    @contextmanager
    def watched(self, *, may_break: bool = False) -> Iterator[None]:
        """Keep as a deed what is taken in within the block.

        A whole ingestion has taken in all that lay there; of a broken one the ledger tells.
        """
        files, ledger = self.waiting(), self.ledger
        before = find_latest_instant(ledger)
        yield
        at = find_latest_instant(ledger)
        is_new = at is not None and at != before
        if may_break:
            landings = read_history(ledger).tables["landing"] if is_new else []
            there = {row["path"] for row in landings if _instant(row["landed_at"]) == at}
            files = {path: content for path, content in files.items() if path in there}
        if is_new:
            self.deeds.append(Landed(at, files))
        self.taken_in |= {(path, _hash(content)) for path, content in files.items()}

    def change(self, what: str, *, is_withdrawn: bool, all_versions: bool = False) -> None:
        """Withdraw or put back; what cannot be withdrawn stays as it is."""
        before = find_latest_instant(self.ledger)
        act = withdraw_versions if is_withdrawn else reinstate_versions
        options = {"all_versions": True} if all_versions and is_withdrawn else {}
        try:
            act(self.home, what, now=lambda: self.now, **WHO, **options)
        except WithdrawalRefused:
            return
        at = find_latest_instant(self.ledger)
        if at and at != before:
            self.deeds.append(Changed(at, is_withdrawn, what, all_versions))

    def decide(self, pair: tuple[str, str], verdict: str) -> None:
        try:
            made = decisions.store_decision(
                self.settings.vault, pair, verdict, now=lambda: self.now, **WHO
            )
        except IdentityError:  # a contradiction, one record twice, nothing to revoke
            return
        self.deeds.append(Decided(_instant(made.at), pair, verdict))

    def paths_taken_in(self) -> list[str]:
        return sorted({path for path, _ in self.taken_in})

    def withdrawn(self) -> list[str]:
        """The paths that were withdrawn at any time."""
        changes = [deed for deed in self.deeds if isinstance(deed, Changed)]
        return sorted({deed.what for deed in changes if deed.is_withdrawn})

    def outcome(self, month: str = MONTH) -> Path | list[str]:
        """The release of a run, an earlier one if nothing has changed since, or what forbade it.

        Nothing that was only delivered may make figures that nobody can explain.
        """
        with self.watched():
            try:
                return self.make(month)
            except Refused as refusal:
                checks = sorted(f"{check.check_id} on {check.target}" for check in refusal.checks)
                assert "restatements_are_explained on fct_restatements" not in checks
                return checks

    def make(self, month: str, say: Announce = lambda line: None) -> Path:
        """Ingest and make a month in this process alone; `say` is told of each step.

        The clock may stand in the middle of the month that is made.
        """
        with (
            mock.patch("pipeline.month.SecondProcess", ThisProcess),
            mock.patch("pipeline.month.choose_month", lambda text, *_: parse_month(text)),
        ):
            return run_month(self.settings, month, say=say).folder

    def again(self, root: Path) -> World:
        """A clean home with the same past: all that has changed anything, at the same instants."""
        world = World(root)
        for deed in self.deeds:
            world.now = deed.at
            if isinstance(deed, Landed):
                world.land_only(deed.files)
            elif isinstance(deed, Changed):
                world.change(
                    deed.what, is_withdrawn=deed.is_withdrawn, all_versions=deed.all_versions
                )
            else:
                world.decide(deed.pair, deed.verdict)
        world.now = self.now
        return world

    def land_only(self, files: dict[str, bytes]) -> None:
        """Take in these files, from a landing folder in which nothing else lies."""
        for path in self.landing.rglob("*"):
            if path.is_file():
                path.unlink()
        for path, content in files.items():
            self.put(path, content)
        self.ingest()

    def later(self, hours: float) -> None:
        self.now += timedelta(hours=hours)


class ThisProcess(SecondProcess):
    """Calls functions here, in place of a second process, and leaves out the gate.

    Great Expectations takes seconds, looks at rows and changes none.
    """

    def __init__(self) -> None:
        self.results: list[object] = []

    def start_call(self, function: Callable[..., Any], *arguments: object) -> None:
        is_gate = function in (steps.load_gate, steps.judge_deliveries)
        self.results.append(None if is_gate else function(*arguments))

    def wait_for_result(self) -> Any:
        return self.results.pop(0)


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
