"""One run of a month, from the landing folder to a release, callable without Dagster.

It joins the stations: it holds the home, ingests what has landed, says the plan, runs the steps,
collects the verdicts and publishes. Failures and alerts are here, too.

    from common.settings import load_settings
    from pipeline.month import run_month

    outcome = run_month(load_settings(home="data"), "2022-09", say=print)

runs the steps in this process. An executor that is given runs them otherwise.
"""
