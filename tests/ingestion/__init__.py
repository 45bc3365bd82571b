"""Ingestion, from single values to histories of landings."""
