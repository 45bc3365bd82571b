"""When each station runs: Dagster's assets, jobs, schedules and sensors, and the command line.

Nothing is computed here. Every asset is a thin wrapper over a function of a station.
"""
