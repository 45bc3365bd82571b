"""The frozen model: readable, versioned by its content, without a name, and no engine's own."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
import sqlglot

from identity import features
from identity.comparisons import comparisons
from identity.errors import IdentityError
from identity.model import PACKAGED, RIVALS, ModelError, Rates, read
from sample import facts
from tests.identity.hand_made import case, packaged, vault_of


def test_the_packaged_model_is_read_and_written_as_it_is(tmp_path: Path) -> None:
    packaged().write(tmp_path / "model.json")
    assert (tmp_path / "model.json").read_text("utf-8") == PACKAGED.read_text("utf-8")
    assert read(tmp_path / "model.json") == packaged()
    lowest, highest = packaged().grey_zone
    assert lowest < packaged().threshold < highest


def test_the_model_has_a_rate_for_every_level_but_the_missing_value() -> None:
    labels = {field: [level.label for level in found[1:]] for field, found in comparisons().items()}
    assert {field: list(found) for field, found in packaged().levels.items()} == labels


def test_the_rates_of_the_levels_that_share_out_a_case_add_up_to_one() -> None:
    for field, levels in comparisons().items():
        for kind in ("same_person", *RIVALS):
            totals: dict[str, float] = {}
            for level in levels[1:]:
                rates = packaged().levels[field][level.label]
                totals[level.given] = totals.get(level.given, 0.0) + getattr(rates, kind)
            assert all(total == pytest.approx(1, abs=1e-4) for total in totals.values()), field


def test_agreement_speaks_for_one_person_and_disagreement_against() -> None:
    for field in ("name", "father", "birth", "phone", "district", "sex", "nid", "passport"):
        rates = packaged().levels[field]
        (same, *_), different = rates.values(), rates["different"]
        assert same.same_person > same.strangers
        assert different.same_person < different.strangers
    name = packaged().levels["name"]["same"]
    assert name.same_person > name.kin  # brothers have two names


def test_the_version_changes_with_the_content_and_with_nothing_else(tmp_path: Path) -> None:
    model = packaged()
    assert re.fullmatch("[0-9a-f]{12}", model.version)
    levels = {field: dict(found) for field, found in model.levels.items()}
    levels["sex"]["same"] = replace(levels["sex"]["same"], kin=0.5)
    others = [
        replace(model, threshold=model.threshold + 0.1),
        replace(model, largest_block=model.largest_block + 1),
        replace(model, blocks=model.blocks[:-1]),
        replace(model, levels=levels),
        replace(model, trained_on="something else"),
    ]
    assert len({model.version, *(other.version for other in others)}) == 6
    content = json.loads(PACKAGED.read_text("utf-8"))
    (tmp_path / "model.json").write_text(json.dumps(content, sort_keys=True))
    assert read(tmp_path / "model.json").version == model.version


def test_no_name_and_no_place_is_in_the_model() -> None:
    text = PACKAGED.read_text("utf-8")
    words = {word.casefold() for word in re.findall(r"[^\W\d_]{3,}", text)}
    names = {
        spelling.casefold()
        for row in facts.read_rows(facts.DATA / "names.csv")
        for spelling in (row["bangla"], *row["variants"].split("|"))
    }
    assert len(names) > 300
    assert words & names == set()
    districts = facts.read_districts().values()
    assert not any(district.latin[0].casefold() in words for district in districts)


TEXT = PACKAGED.read_text("utf-8")
UNUSABLE = {
    "no JSON": "threshold: -0.7",
    "no object": "[1, 2]",
    "null": "null",
    "empty": "{}",
    "a field missing": json.dumps({"levels": {}, "grey_zone": [1, 2]}),
    "levels of another kind": json.dumps({"levels": ["Zulekha"], "grey_zone": [1, 2]}),
    "a field too many": TEXT.replace('"threshold"', '"Zulekha": 1, "threshold"'),
    "another rate": TEXT.replace('"kin":', '"Zulekha":', 1),
}  # fmt: skip


@pytest.mark.parametrize("content", UNUSABLE.values(), ids=UNUSABLE)
def test_what_is_no_model_is_one_clear_error(tmp_path: Path, content: str) -> None:
    path = tmp_path / "model.json"
    path.write_text(content, "utf-8")
    with pytest.raises(ModelError, match="no linking model") as raised:
        read(path)
    assert str(path) in str(raised.value)
    assert "Zulekha" not in str(raised.value)
    assert raised.value.__cause__ is None
    assert isinstance(raised.value, IdentityError)


@pytest.mark.parametrize("kind", ["missing", "a folder", "no text"])
def test_a_file_that_cannot_be_read_says_so(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "model.json"
    if kind == "a folder":
        path.mkdir()
    elif kind == "no text":
        path.write_bytes(b"\xff\xfe\x00{")
    with pytest.raises(ModelError, match=r"model\.json"):
        read(path)


@pytest.mark.parametrize("rival", RIVALS)
@pytest.mark.parametrize("dialect", ["duckdb", "spark"])
def test_the_settings_are_those_of_any_engine(rival: str, dialect: str) -> None:
    settings = packaged().settings(rival, 1000, comparisons()).create_settings_dict(dialect)
    assert len(settings["comparisons"]) == len(comparisons())
    with vault_of([case(0, "A")]) as connection:
        features.build(connection)
        known = {name for name, *_ in connection.execute("describe vault.features").fetchall()}
    conditions = 0
    for comparison in settings["comparisons"]:
        for level in comparison["comparison_levels"]:
            if (condition := level["sql_condition"]) == "ELSE":
                continue
            parsed = sqlglot.parse_one(condition, dialect=dialect)
            columns = {column.name for column in parsed.find_all(sqlglot.exp.Column)}
            assert columns
            assert {re.sub("_[lr]$", "", column) for column in columns} <= known, condition
            conditions += 1
    assert conditions > 40


def test_a_rare_value_counts_against_strangers_alone() -> None:
    def weighed(rival: str) -> set[str]:
        settings = packaged().settings(rival, 1000, comparisons()).create_settings_dict("duckdb")
        return {
            level["tf_adjustment_column"]
            for comparison in settings["comparisons"]
            for level in comparison["comparison_levels"]
            if "tf_adjustment_column" in level
        }

    assert weighed("strangers") == {
        level.rarity_of for levels in comparisons().values() for level in levels
    } - {""}
    assert weighed("kin") == set()


def test_no_rate_is_so_small_that_one_field_decides_alone() -> None:
    levels = {field: dict(found) for field, found in packaged().levels.items()}
    levels["sex"]["different"] = Rates(same_person=0.0, strangers=0.0, kin=0.0)
    settings = replace(packaged(), levels=levels).settings("kin", 1000, comparisons())
    (sex,) = [
        comparison
        for comparison in settings.create_settings_dict("duckdb")["comparisons"]
        if comparison["output_column_name"] == "sex"
    ]
    different = sex["comparison_levels"][-1]
    assert different["m_probability"] == different["u_probability"] == 1e-5
