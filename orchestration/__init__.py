"""Dagster and nothing else: assets, checks, partitions, schedules, sensors and jobs.

Each asset is a thin wrapper over a function of `pipeline/`.
"""
