"""One small programme in which every table has rows and every figure is known by hand."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from tests.dbt.field import Field


def case(case_id: str, **cells: str | None) -> dict[str, str | None]:
    """A row of Returnees; a man from Italy, screened in August 2022, unless said otherwise."""
    row: dict[str, str | None] = {
        "case_id": case_id,
        "registration_date": "01/08/2022",
        "full_name": "Kamrul Hasan",
        "sex": "Male",
        "district": "Sylhet",
        "country_of_return": "Italy",
        "return_date": "2022-07-01",
        "screened_on": "02/08/2022",
    }
    return {**row, **cells}


def service(service_id: str, case_id: str, name: str, start: str, **cells: str) -> dict[str, str]:
    """A row of Assistance, ongoing unless said otherwise."""
    row = {
        "service_id": service_id,
        "case_id": case_id,
        "service": name,
        "status": "Ongoing",
        "start_date": start,
    }
    return {**row, **cells}


def event(event_id: str, kind: str, day: str, **cells: str) -> dict[str, str]:
    """A submission, sent on the evening of its day by a clock in UTC."""
    row = {
        "submission_id": event_id,
        "submission_time": f"{day}T19:30:00",
        "event_type": kind,
        "event_date": day,
        "district": "Sylhet District",
    }
    return {**row, **cells}


def figure(month: str, indicator: str, period: str, value: str, **cells: str) -> dict[str, str]:
    """A figure as a bulletin printed it, of the total unless said otherwise."""
    row = {
        "reporting_month": month,
        "indicator_code": indicator,
        "dimension": "total",
        "member": "all",
        "period": period,
        "value": value,
        "label_confidence": "certain",
    }
    return {**row, **cells}


def small_programme(root: Path) -> Field:
    """Write a clean programme of five cases of four persons under `root`."""
    field = Field(root)
    _cases(field)
    _activities(field)
    _bulletins(field)
    field.link("SYL", "S1", "P1")
    field.link("DHK", "D1", "P1", "model", ("SYL", "S1"), 9.5)
    field.link("SYL", "S2", "P2")
    field.link("SYL", "S3", "P3")
    field.link("SYL", "S4", "P4")
    field.write()
    return field


def _cases(field: Field) -> None:
    baseline = [
        case("S1", registration_date="2019-05-01", screened_on="2019-05-02", return_date=None),
        case(
            "S2",
            registration_date="2019-06-01",
            screened_on="2019-06-02",
            sex="মহিলা",
            return_date="2019-05-30",
        ),
    ]
    field.deliver("returnees", baseline, file="returnees-SYL-baseline", centre="SYL")
    field.deliver(
        "returnees",
        [
            case("S2", registration_date="2019-06-01", screened_on="2019-06-02", sex="Female"),
            case("S3", country_of_return="Libya", plan_developed_on="2022-09-03"),
            case("S4", sex="", country_of_return="UK", return_date="31/01/2020"),
        ],
        file="returnees-SYL-2022-08",
        centre="SYL",
        month="2022-08",
    )
    field.deliver(
        "returnees",
        [case("D1", district="সিলেট জেলা", return_date=None)],
        file="returnees-DHK-2022-08",
        centre="DHK",
        month="2022-08",
    )
    field.deliver(
        "assistance",
        [
            service(
                "V1",
                "S1",
                "Counselling",
                "2022-08-03",
                status="Completed",
                completion_date="2022-09-04",
            ),
            service("V2", "S2", "In-kind Support", "05/08/2022", amount_bdt="92,000"),
            service("V3", "S2", "Skill Training", "2022-09-05"),
            service("V4", "S3", "Medical Treatment", "2022-09-06", status="Cancelled"),
            service("V5", "S4", "Airport Assistance", "2022-09-07"),
        ],
        file="assistance-SYL-2022-09",
        centre="SYL",
        month="2022-09",
    )


def _activities(field: Field) -> None:
    field.deliver(
        "events",
        [
            event("1", "district_workshop", "2022-08-31"),
            event("2", "dmcc_meeting", "2022-08-10"),
            event("3", "dmcc_meeting", "2022-09-10"),
            event(
                "4",
                "magistrate_training",
                "2022-09-11",
                participants_men="40",
                participants_women="7",
            ),
            event("5", "awareness_session", "2022-09-12", participants_unknown="100"),
            event("6", "migration_forum", "2022-09-13", validation_status="Not approved"),
        ],
        file="events-1",
    )
    first = [{"date": f"2022-08-{day}T00:00:00", "reach": "10"} for day in (30, 31)]
    second = [{"date": "2022-08-31T00:00:00", "reach": "12"}, {"date": "2022-09-01T00:00:00"}]
    field.deliver("facebook_reach", first, file="facebook-1", landed=datetime(2022, 9, 1))
    field.deliver("facebook_reach", second, file="facebook-2")
    field.deliver("youtube_reach", [{"date": "2022-09-02", "views": "5"}], file="youtube-1")
    other = [{"date": "2022-09-02", "platform": "LinkedIn", "reach": "3"}]
    field.deliver("other_reach", other, file="other-1")
    product = {"product_id": "B1", "date": "2022-09-01", "type": "Brochure"}
    field.deliver("products", [product], file="products-2022-09", month="2022-09")
    report = {"report_id": "N1", "date": "2022-09-30"}
    field.deliver("news", [report], file="news-2022-09", month="2022-09")


def _bulletins(field: Field) -> None:
    field.deliver(
        "published_figures",
        [figure("2022-08", "screened", "cumulative", "4")],
        file="published-2022-08",
        month="2022-08",
    )
    field.deliver(
        "published_figures",
        [
            figure("2022-08", "screened", "cumulative", "4"),
            figure("2022-09", "screened", "month", "0"),
            figure("2022-09", "screened", "cumulative", "4"),
            figure("2022-09", "screened", "cumulative", "2", dimension="sex", member="men"),
            figure("2022-09", "screened", "cumulative", "1", dimension="sex", member="women"),
            figure("2022-09", "screened", "cumulative", "1", dimension="sex", member="unknown"),
            figure("2022-09", "plan_developed", "cumulative", "1"),
            figure("2022-09", "economic_support", "month", "1"),
            figure("2022-09", "immediate_assistance", "cumulative", "1"),
            figure("2022-09", "immediate_airport", "cumulative", "1"),
            figure("2022-09", "immediate_community", "cumulative", "0"),
            figure("2022-09", "headline_beneficiaries", "cumulative", "9"),
        ],
        file="published-2022-09",
        month="2022-09",
    )
