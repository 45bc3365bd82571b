"""The export: every record of the last linking, sorted, whole or not at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from common import files
from identity.identity_error import IdentityError
from identity.register.id_rules import assign_records
from identity.register.person_export import export_persons
from tests.identity.vaults import format_record_id, make_linked_vault, place_record


def test_every_record_is_exported_with_its_person(tmp_path: Path) -> None:
    vault = make_linked_vault(tmp_path / "vault", 3, links=[(3, 1, "nid", None)])
    written = export_persons(vault, tmp_path / "out.csv")
    assert (written.records, written.persons) == (3, 2)
    header, *lines = (tmp_path / "out.csv").read_text("utf-8").splitlines()
    assert header == "source_record_id,person_id"
    assert [line.split(",")[0] for line in lines] == [format_record_id(n) for n in (1, 2, 3)]
    people = [line.split(",")[1] for line in lines]
    assert all(re.fullmatch(r"P[0-9A-F]{15}", person) for person in people)
    assert people[0] == people[2] != people[1]


def test_a_record_that_vanished_is_not_of_the_last_linking(tmp_path: Path) -> None:
    assign_records(tmp_path, "r1", [place_record(1, 1), place_record(2, 2)])
    assign_records(tmp_path, "r2", [place_record(2, 1)])
    assert export_persons(tmp_path, tmp_path.parent / f"{tmp_path.name}.csv").records == 1


def test_where_it_may_not_go_is_said(tmp_path: Path) -> None:
    vault = make_linked_vault(tmp_path / "vault", 1)
    (tmp_path / "link").symlink_to(vault)
    for out, said in [
        (vault / "out.csv", "in the vault"),
        (tmp_path / "link" / "out.csv", "in the vault"),
        (vault / "register.sqlite", "in the vault"),
        (tmp_path, "is a folder"),
        (tmp_path / "nowhere" / "out.csv", "does not exist"),
    ]:
        with pytest.raises(IdentityError, match=said):
            export_persons(vault, out)
    with pytest.raises(IdentityError, match="no records have been linked yet"):
        export_persons(tmp_path / "empty", tmp_path / "out.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "vault"]


def test_a_failure_leaves_the_earlier_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault, out = make_linked_vault(tmp_path / "vault", 2), tmp_path / "out.csv"
    out.write_text("earlier")

    def fill_disk(path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "sync_path", fill_disk)
    with pytest.raises(IdentityError, match="No space left"):
        export_persons(vault, out)
    assert out.read_text() == "earlier"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "vault"]
