"""What kinds of pairs are joined or missed wrongly: one grade and seed, looked at with the truth.

python -m benchmarks.identity.wrong_pairs [SEED]     prints Markdown; the figures of
docs/identity-benchmark.md. A pair may be of several kinds, so shares do not add up to 1.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from benchmarks.identity import ours, people
from identity import linkage, model
from sample import chance
from sample.people.noise import Noise
from sample.people.persons import Person

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

SEED, PERSONS = 1, 50_000
_PAIRS = """
create or replace temporary table {table} as
select l.person as person_l, r.person as person_r, l.record as record_l, r.record as record_r
from labelled as l join labelled as r on l.{same} = r.{same} and l.{other} <> r.{other}
where l.record < r.record
"""
_LOOKED_AT = """
select
    wrong.person_l,
    wrong.person_r,
    documents.rule as shared_document,
    pairs.match_weight,
    candidates.match_key is not null or pairs.match_weight is not null as was_compared,
    l.name_key = r.name_key as same_name,
    l.given_key = r.given_key as same_given_name,
    l.father_key = r.father_key as same_father,
    coalesce(l.father_key, '') = '' or coalesce(r.father_key, '') = '' as no_father,
    l.birth_text = r.birth_text as same_birth,
    l.birth_year = r.birth_year and l.birth_text <> r.birth_text as same_birth_year,
    l.birth_text is null or r.birth_text is null as no_birth,
    l.phone = r.phone as same_phone,
    l.phone is null or r.phone is null as no_phone,
    l.district = r.district as same_district,
    length(l.nid) <> length(r.nid) as nids_of_two_forms,
    (l.nid is null) <> (r.nid is null) as nid_in_one,
    coalesce(l.nid, l.passport, r.nid, r.passport) is null as no_document
from {table} as wrong
join vault.features as l on wrong.record_l = l.record
join vault.features as r on wrong.record_r = r.record
left join document_pairs as documents using (record_l, record_r)
left join vault.pairs as pairs using (record_l, record_r)
left join candidates on candidates.join_key_l = wrong.record_l
    and candidates.join_key_r = wrong.record_r
"""


def persons_of(grade: str, seed: int) -> dict[int, Person]:
    """The made persons by their number: the same dice as people.rows throws."""
    rng = chance.open_stream(seed, f"benchmark/{grade}")
    errors = Noise(rng, grade)
    found = {}
    for person, sex in people.people(PERSONS, rng):
        found[person.number] = person
        for _ in people._registrations(person, sex, errors):
            pass
    return found


def wrong_pairs(grade: str, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The pairs of two persons in one cluster, and those of one person in two."""
    frame = people.generate(PERSONS, grade, seed)
    with ours.database() as connection:
        ours.keep_records(connection, frame)
        linkage.link_table(connection, model.read())
        connection.register("truth", frame[["source_record_id", "person"]])
        connection.execute(
            "create temporary table labelled as select record, person, cluster from "
            f"(select {ours.NUMBER} as record, person from truth) "
            "join vault.clusters using (record)"
        )
        return (
            _looked_at(connection, "joined", same="cluster", other="person"),
            _looked_at(connection, "missed", same="person", other="cluster"),
        )


def _looked_at(
    connection: duckdb.DuckDBPyConnection, table: str, *, same: str, other: str
) -> pd.DataFrame:
    connection.execute(_PAIRS.format(table=table, same=same, other=other))
    found = connection.execute(_LOOKED_AT.format(table=table)).df()
    for name in found:
        if str(name).startswith(("same_", "no_", "was_", "nid")):
            found[name] = found[name].fillna(False).astype(bool)
    return found


def relation(one: Person, other: Person) -> str:
    """What two persons are to each other."""
    if one.father is other.father:
        return "twins" if one.born == other.born else "brothers and sisters"
    if one.name is other.father or other.name is one.father:
        return "father and child"
    if abs(one.number - other.number) < 3 and one.phone == other.phone:
        return "mother and child"
    return "strangers"


Kinds = dict[str, Callable[[Any], Any]]
JOINED: Kinds = {
    "twins": lambda f: f.relation == "twins",
    "brothers and sisters": lambda f: f.relation == "brothers and sisters",
    "parent and child": lambda f: f.relation.isin(["father and child", "mother and child"]),
    "strangers": lambda f: f.relation == "strangers",
    "joined by a document": lambda f: f.shared_document.notna(),
    "linked by the model": lambda f: f.shared_document.isna() & (f.match_weight >= f.threshold),
    "together by a third record only": lambda f: (
        f.shared_document.isna() & ~(f.match_weight >= f.threshold)
    ),
    "same name (consonants)": lambda f: f.same_name,
    "same given name": lambda f: f.same_given_name,
    "same father": lambda f: f.same_father,
    "father missing in one": lambda f: f.no_father,
    "same birth date (1 January included)": lambda f: f.same_birth,
    "same birth year, another day": lambda f: f.same_birth_year,
    "birth missing in one": lambda f: f.no_birth,
    "same phone": lambda f: f.same_phone,
    "same district": lambda f: f.same_district,
    "NIDs of two forms, not to be compared": lambda f: f.nids_of_two_forms,
    "NID in one only": lambda f: f.nid_in_one,
    "no document at all": lambda f: f.no_document,
}
MISSED: Kinds = {
    "never compared": lambda f: ~f.was_compared,
    "compared, too little for it": lambda f: f.was_compared & ~(f.match_weight >= f.threshold),
    "linked, but their clusters disagree": lambda f: f.match_weight >= f.threshold,
    "birth missing in one": lambda f: f.no_birth,
    "birth: same year, another day": lambda f: f.same_birth_year,
    "birth: another year": lambda f: ~(f.no_birth | f.same_birth | f.same_birth_year),
    "phone missing in one": lambda f: f.no_phone,
    "another phone": lambda f: ~(f.no_phone | f.same_phone),
    "other consonants in the name": lambda f: ~f.same_name,
    "other consonants in the given name": lambda f: ~f.same_given_name,
    "father missing in one": lambda f: f.no_father,
    "other consonants in the father's name": lambda f: ~(f.no_father | f.same_father),
    "another district": lambda f: ~f.same_district,
    "no document at all": lambda f: f.no_document,
    "three or more of these five": lambda f: (
        (~f.same_birth).astype(int)
        + ~f.same_phone
        + ~f.same_name
        + ~f.same_father
        + ~f.same_district
        >= 3
    ),
}


def main(seed: int = SEED) -> None:
    """Print two tables, a column a grade."""
    import pandas as pd

    columns: dict[str, dict[str, pd.Series[Any]]] = {"joined": {}, "missed": {}}
    for grade in people.GRADES:
        made = persons_of(grade, seed)
        joined, missed = wrong_pairs(grade, seed)
        for found in (joined, missed):
            found["threshold"] = model.read().threshold
            numbers = zip(found["person_l"], found["person_r"], strict=True)
            found["relation"] = [relation(made[one], made[other]) for one, other in numbers]
        columns["joined"][grade] = _told(joined, JOINED)
        columns["missed"][grade] = _told(missed, MISSED)
    for what, grades in columns.items():
        print(f"| {what} | {' | '.join(grades)} |")
        print("|---" * (len(grades) + 1) + "|")
        for name, row in pd.DataFrame(grades).iterrows():
            print(f"| {name} | {' | '.join(f'{value:.0f}' for value in row)} |")
        print()


def _told(found: pd.DataFrame, kinds: Kinds) -> pd.Series[Any]:
    import pandas as pd

    counts = {kind: int(is_of(found).sum()) for kind, is_of in kinds.items()}
    return pd.Series({"pairs": len(found), **counts})


if __name__ == "__main__":
    main(*(int(text) for text in sys.argv[1:]))
