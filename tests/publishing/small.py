"""Cheap releases: three marts, two months of figures, a page of one line."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from copy import copy
from pathlib import Path

import duckdb

from publishing.bulletin.page import render_bulletin
from publishing.releases.publication import publish_release

MONTHS = ("2022-08", "2022-09")
FACTS = {
    "run_id": "r1",
    "fingerprint": "f1",
    "source_files": ["assistance-SYL-2022-08"],
    "known_at": "2022-10-05T00:00:00.000000Z",
}
MARTS = """
create schema marts;
create table marts.fct_indicator_values as
select
    'screened' as indicator_code, reporting_month, 'sex' as dimension, member,
    'cumulative' as period, 0::bigint as value
from (values (date '2022-08-01'), (date '2022-09-01')) as months (reporting_month),
    (values ('men'), ('women')) as members (member);
create table marts.fct_check_results as select 'passed' as verdict;
create table marts.dim_source_files as select 'one' as source_file_id, 0::bigint as number;
"""


def publish_candidate(candidate: Path, releases: Path, month: str = MONTHS[1]) -> Path:
    """Render the bulletin of a candidate, and publish both."""
    page = candidate.with_name("page.html")
    page.write_text(render_bulletin(candidate, month), "utf-8")
    return publish_release(candidate, releases, month=month, manifest=FACTS, bulletin=page)


class Shop:
    """A home where releases are made. Each one's figures and files hold its number of `turns`."""

    def __init__(self, home: Path) -> None:
        self.home, self.work, self.releases = home, home / "work" / "r1", home / "releases"
        self.work.mkdir(parents=True, exist_ok=True)
        self.page = self.work / "page.html"
        self.page.write_text("<p>printed</p>\n", "utf-8")
        self.candidate = self.work / "warehouse.duckdb"
        self.turns = 0
        self.prepare()

    def publish(self, month: str = MONTHS[1], facts: Mapping[str, object] = FACTS) -> Path:
        """Publish the next release; its figures end at `month`, and each is the number of turns."""
        self.turns += 1
        self.prepare(month)
        return self.publish_again(month, facts)

    def prepare(self, month: str = MONTHS[1]) -> None:
        """Make a fresh candidate for `publish_again`."""
        self.candidate.unlink(missing_ok=True)
        with duckdb.connect(str(self.candidate)) as connection:
            connection.execute(MARTS)
            connection.execute(f"update marts.fct_indicator_values set value = {self.turns}")
            connection.execute(f"update marts.dim_source_files set number = {self.turns}")
            connection.execute(
                f"delete from marts.fct_indicator_values where reporting_month > '{month}-01'"
            )

    def publish_again(self, month: str = MONTHS[1], facts: Mapping[str, object] = FACTS) -> Path:
        """Publish the candidate as it is."""
        return publish_release(
            self.candidate, self.releases, month=month, manifest=facts, bulletin=self.page
        )

    def copy_to(self, home: Path) -> Shop:
        """The same shop in a copy of its home, which replaces an earlier copy."""
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(self.home, home, symlinks=True)
        other = copy(self)
        for name in ("home", "work", "releases", "page", "candidate"):
            setattr(other, name, home / getattr(self, name).relative_to(self.home))
        return other
