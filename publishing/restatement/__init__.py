"""Restatement: why two releases give a figure of one month differently, part by part."""
