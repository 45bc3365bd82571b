"""One run of a month, from the landing folder to a release, callable without Dagster.

It joins the stations: it locks the home, takes in what has landed, plans, calls the steps, collects
the verdicts and publishes. Failures and alerts are here, too.
"""
