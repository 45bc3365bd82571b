"""From an audited candidate to what people read: releases, bulletin, figures, traces.

Reads schema `marts` only and never changes a number.
"""
