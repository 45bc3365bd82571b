"""A small world, and what can happen to it between two releases, each with the cause it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from tests.publishing.worlds import Case, File, Happening, Meeting, Service, World


def world() -> World:
    """Two persons of two cases each, a third of one, services, a workshop, meetings, reach."""
    return World(
        files={"f1": File("SYL 2022-06"), "f2": File("SYL 2022-07"), "f3": File("DHK 2022-07"),
               "e1": File("events")},
        cases={
            "SYL:1": Case("P1", "f1", 1),
            "DHK:2": Case("P1", "f3", 1, screened=date(2022, 7, 2), registered=date(2022, 7, 1)),
            "SYL:3": Case("P3", "f1", 2, sex="women", origin="non_eu"),
            "SYL:4": Case("P3", "f2", 1, sex="unknown", screened=None),
            "SYL:5": Case("P5", "f2", 2, screened=date(2022, 8, 20), registered=date(2022, 8, 2)),
        },
        services={
            "SYL:a": Service("SYL:1", "f2", 3),
            "DHK:b": Service("DHK:2", "f3", 2, start=date(2022, 8, 5)),
            "SYL:c": Service("SYL:3", "f2", 4, "Counselling", "completed",
                             completion=date(2022, 8, 9)),
        },
        happenings={
            "w1": Happening("workshops", date(2022, 6, 3), 1, "f1", 9),
            "w1 men": Happening("awareness_reach", date(2022, 6, 3), 20, "f1", 9, sex="men"),
            "facebook": Happening("social_media_reach", date(2022, 8, 1), 700, "f1", 8,
                                  platform="facebook"),
        },
        meetings={
            "m1": Meeting("BD10", date(2022, 6, 14), "e1", 1),
            "m2": Meeting("BD10", date(2022, 6, 14), "e1", 2),
            "m3": Meeting("BD20", date(2022, 7, 4), "e1", 3),
        },
    )  # fmt: skip


def late(w: World) -> None:
    w.files["late"] = File("DHK 2022-08")
    w.cases["DHK:9"] = Case("P9", "late", 1, sex="women", screened=date(2022, 8, 3))
    w.services["DHK:z"] = Service("DHK:9", "late", 2, start=date(2022, 7, 30))


def late_and_joined(w: World) -> None:
    """A late case of a person who is known is no merge: nobody becomes one who was two."""
    w.files["late"] = File("DHK 2022-08")
    w.cases["DHK:9"] = Case("P5", "late", 1, screened=date(2022, 7, 5))


def late_and_first(w: World) -> None:
    """The earliest case says the sex, so that a late one can change it for all that is counted."""
    w.files["late"] = File("DHK 2022-08")
    w.cases["DHK:9"] = Case("P1", "late", 1, sex="women", registered=date(2022, 5, 1))


def late_export(w: World) -> None:
    """Exports of events add to each other: a later one is no newer version of an earlier one."""
    w.files["e2"] = File("events")
    w.happenings["w2"] = Happening("workshops", date(2022, 7, 3), 1, "e2", 1)
    w.meetings["m4"] = Meeting("BD30", date(2022, 6, 2), "e2", 2)


def told_more(w: World) -> None:
    """What was said stands; a delivery that had not landed has dates that were blank."""
    w.files["f9"] = File("SYL 2022-08")
    w.cases["SYL:4"] = replace(w.cases["SYL:4"], file="f9", screened=date(2022, 7, 8))


def corrected(w: World) -> None:
    w.files["f1"] = replace(w.files["f1"], is_in_force=False)
    w.files["f1v2"] = File("SYL 2022-06")
    w.cases["SYL:1"] = replace(w.cases["SYL:1"], file="f1v2", screened=date(2022, 7, 10))
    w.cases["SYL:3"] = replace(w.cases["SYL:3"], file="f1v2", sex="men")
    w.happenings["w1"] = replace(w.happenings["w1"], file="f1v2", day=date(2022, 7, 1))
    for key in ("w1 men", "facebook"):
        w.happenings[key] = replace(w.happenings[key], file="f1v2")


def origin_corrected(w: World) -> None:
    """Nothing but the origin: the same dates count, and for other members."""
    w.files["f1"] = replace(w.files["f1"], is_in_force=False)
    w.files["f1v2"] = File("SYL 2022-06")
    for key in ("SYL:1", "SYL:3"):
        w.cases[key] = replace(w.cases[key], file="f1v2")
    w.cases["SYL:3"] = replace(w.cases["SYL:3"], origin="eu")
    for key in ("w1", "w1 men", "facebook"):
        w.happenings[key] = replace(w.happenings[key], file="f1v2")


def corrected_in_a_later_export(w: World) -> None:
    """One meeting was on another day, and one was in a district that had another that day."""
    w.files["e2"] = File("events")
    w.meetings["m1"] = replace(w.meetings["m1"], file="e2", day=date(2022, 8, 14))
    w.meetings["m2"] = replace(w.meetings["m2"], file="e2", district="BD20")


def given_to_another(w: World) -> None:
    """A newer version says that the service was another case's."""
    w.files["f2"] = replace(w.files["f2"], is_in_force=False)
    w.files["f2v2"] = File("SYL 2022-07")
    w.services["SYL:c"] = replace(w.services["SYL:c"], file="f2v2", case="SYL:1")


def updated_later(w: World) -> None:
    """A later month's row of the same service stands for the earlier one."""
    w.files["f9"] = File("SYL 2022-08")
    w.services["SYL:a"] = replace(w.services["SYL:a"], file="f9", status="cancelled")


def gone_from_a_newer_version(w: World) -> None:
    w.files["f3"] = replace(w.files["f3"], is_in_force=False)
    w.files["f3v2"] = File("DHK 2022-07")
    w.cases["DHK:2"] = replace(w.cases["DHK:2"], file="f3v2")
    del w.services["DHK:b"]


def withdrawn(w: World) -> None:
    w.files["f3"] = replace(w.files["f3"], is_in_force=False, is_withdrawn=True)
    del w.cases["DHK:2"], w.services["DHK:b"]


def export_withdrawn(w: World) -> None:
    w.files["e1"] = replace(w.files["e1"], is_in_force=False, is_withdrawn=True)
    del w.meetings["m1"], w.meetings["m2"]


def split(w: World) -> None:
    w.cases["DHK:2"] = replace(w.cases["DHK:2"], person="P2")


def merge(w: World) -> None:
    w.cases["SYL:5"] = replace(w.cases["SYL:5"], person="P1")


def decided_same(w: World) -> None:
    merge(w)
    w.decisions["SYL:1", "SYL:5"] = "same"


def decided_different(w: World) -> None:
    split(w)
    w.decisions["DHK:2", "SYL:1"] = "different"


def recoded(w: World) -> None:
    """The same row is read otherwise."""
    w.cases["SYL:3"] = replace(w.cases["SYL:3"], origin="eu")


def redefined(w: World) -> None:
    w.registry["counselling"] = ("persons", "served", "total;sex", None)


CAUSES: dict[Callable[[World], None], str] = {
    late: "late_arrival",
    late_and_joined: "late_arrival",
    late_and_first: "late_arrival",
    late_export: "late_arrival",
    told_more: "late_arrival",
    corrected: "corrected_row",
    origin_corrected: "corrected_row",
    corrected_in_a_later_export: "corrected_row",
    given_to_another: "corrected_row",
    updated_later: "corrected_row",
    gone_from_a_newer_version: "corrected_row",
    withdrawn: "withdrawn_delivery",
    export_withdrawn: "withdrawn_delivery",
    split: "identity_split",
    merge: "identity_merge",
    decided_same: "decision",
    decided_different: "decision",
    recoded: "code_change",
    redefined: "definition_change",
}
